"""Errors of a stack. `StackError` is the base of all that are shown to the person who started it."""

from pathlib import Path

LOG_LINES_SHOWN = 30
RESET_HINT = "start with empty data: make dev ARGS=--reset"


class StackError(Exception):
    """The stack cannot start or continue; the message says why and, if possible, what to do."""


class ProcessFailed(StackError):
    """A process did not start, or ended by itself; the message includes the end of its log."""

    def __init__(self, what: str, log: Path) -> None:
        super().__init__(f"{what} The end of its log, {log}:\n\n{tail(log)}")


class Stopped(Exception):
    """The stack was stopped while it was starting."""


def tail(log: Path) -> str:
    """Return the last lines of a log, indented."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace").rstrip()
    except OSError as error:
        return f"    (cannot be read: {error.strerror})"
    return "\n".join(f"    {line}" for line in text.splitlines()[-LOG_LINES_SHOWN:]) or "    (empty)"
