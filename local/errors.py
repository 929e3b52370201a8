"""What can go wrong with a stack: `StackError` is the base of all that is told to the person who started it."""

from __future__ import annotations

from pathlib import Path

LOG_LINES_SHOWN = 30
AFRESH = "start afresh: make dev ARGS=--reset"


class StackError(Exception):
    """The stack cannot start or go on; the message says why and, where there is a way, what to do."""


class PartFailed(StackError):
    """One part did not come up, or ended by itself; the message ends with the tail of its log."""

    def __init__(self, what: str, log: Path) -> None:
        super().__init__(f"{what} The end of its log, {log}:\n\n{tail(log)}")


class Stopped(Exception):
    """Somebody asked the stack to end while it was starting."""


def tail(log: Path, lines: int = LOG_LINES_SHOWN) -> str:
    """The last lines of a log, indented; says so if there is nothing in it."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace").rstrip()
    except OSError as error:
        return f"    (cannot be read: {error.strerror})"
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:]) or "    (empty)"
