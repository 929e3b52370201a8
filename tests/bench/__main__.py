"""`python -m tests.bench [PART …]` measures the named parts, or all, and prints each figure at once.

The aims apply to an otherwise idle machine, so the load at the start is printed too.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from tests.bench import (
    backfill,
    burst,
    dashboard,
    debit,
    events,
    library,
    lighthouse,
    progress,
    refresh,
    reports,
    screen,
    webhook,
)
from tests.bench.figures import Figure
from tests.bench.postgres import database
from tests.running import RunningStack, folder, running_stack

STACK = ("--site", "dist", "--pixio-seconds", "0.2", "--reconcile-seconds", "3600")
ON_POSTGRES = {
    "debit": debit.measure,
    "refresh": refresh.measure,
    "library": library.measure,
    "progress": progress.measure,
    "reports": reports.measure,
}
ON_A_STACK = {
    "webhook": webhook.measure,
    "events": events.measure,
    "burst": burst.measure,
    "backfill": backfill.measure,
    "screen": screen.measure,
    "dashboard": dashboard.measure,
    "lighthouse": lighthouse.measure,
}
PARTS = [*ON_POSTGRES, *ON_A_STACK]


def main() -> None:
    """Measure the named parts, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures how fast the product is.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)} (all)")
    wanted = parser.parse_args().parts or PARTS
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"unknown parts: {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    begin = time.monotonic()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    _measure(wanted, ON_POSTGRES, "Postgres", _postgres)
    _measure(wanted, ON_A_STACK, "a stack", _stack)
    print(f"{time.monotonic() - begin:.0f} s")


def _measure(
    wanted: list[str],
    parts: Mapping[str, Callable[[Any], Iterator[Figure]]],
    place: str,
    start: Callable[[], AbstractContextManager[Any]],
) -> None:
    chosen = [name for name in parts if name in wanted]
    if not chosen:
        return
    _say(f"starting {place}")
    with start() as started:
        for name in chosen:
            _say(name)
            for figure in parts[name](started):
                print(figure.line(), flush=True)


@contextmanager
def _postgres() -> Iterator[str]:
    with folder() as data, database(data) as url:
        yield url


@contextmanager
def _stack() -> Iterator[RunningStack]:
    with folder() as data, running_stack(data, *STACK) as stack:
        yield stack


def _say(step: str) -> None:
    print(f"... {step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
