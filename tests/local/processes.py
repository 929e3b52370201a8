"""Looking at processes through `/proc`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def descendants(pid: int) -> set[int]:
    """Every process that this one has started, and those that they have."""
    parents = _parents()
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    """Those that still run; one that has ended and was not yet asked for its exit code does not."""
    return {pid for pid in pids if _state(pid) not in (None, "Z")}


def environment(pid: int) -> dict[str, str]:
    """The environment a process was started with."""
    entries = Path(f"/proc/{pid}/environ").read_text(encoding="utf-8").split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def running(pid: int, words: str) -> int:
    """The first process below `pid` whose command line holds these words."""
    return all_running(pid, words)[0]


def all_running(pid: int, words: str) -> list[int]:
    """The processes below `pid` whose command line holds these words; one that has ended has no command line."""
    return [child for child in sorted(descendants(pid)) if words in _command(child)]


def children(pid: int, words: str) -> list[int]:
    """The processes that this one has started itself and whose command line holds these words."""
    return [each for each, parent in _parents().items() if parent == pid and words in _command(each)]


def _command(pid: int) -> str:
    """Its command line, empty once it has ended."""
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
    """State, parent and so on; what stands before, the name, may hold spaces and brackets."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
