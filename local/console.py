"""Output on the terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 12


def say(text: str = "") -> None:
    """Print a line at once."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print a line to stderr."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print that a process is being started, and how long it took."""
    print(f"  {name:<{WIDTH}}", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"ready  {time.monotonic() - started:4.1f} s")
