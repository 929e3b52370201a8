"""Inspect processes through `/proc`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def descendants(pid: int) -> set[int]:
    """Return the ids of all children of this process and of their children."""
    parents = _parents()
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    """Return the ids of processes that still run; zombies do not."""
    return {pid for pid in pids if _state(pid) not in (None, "Z")}


def environment(pid: int) -> dict[str, str]:
    """Return the environment that the process was started with."""
    entries = Path(f"/proc/{pid}/environ").read_text(encoding="utf-8").split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def running(pid: int, words: str) -> int:
    """Return the first descendant of `pid` whose command line contains these words."""
    return all_running(pid, words)[0]


def all_running(pid: int, words: str) -> list[int]:
    """Return the descendants of `pid` whose command line contains these words."""
    return [child for child in sorted(descendants(pid)) if words in _command(child)]


def children(pid: int, words: str) -> list[int]:
    """Return the direct children of `pid` whose command line contains these words."""
    return [each for each, parent in _parents().items() if parent == pid and words in _command(each)]


def _command(pid: int) -> str:
    """Return the command line, which is empty after the process ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
    except OSError:
        return ""


def _parents() -> dict[int, int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int(_fields(int(entry.name))[1])
    return parents


def _state(pid: int) -> str | None:
    try:
        return _fields(pid)[0]
    except OSError:
        return None


def _fields(pid: int) -> list[str]:
    """Return state, parent and so on: the fields after the name, which may contain spaces and parentheses."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
