"""A run, as Pixio reports it in a webhook or when it is asked."""

from __future__ import annotations

import logging
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

log = logging.getLogger(__name__)

LONGEST_LIVE_STATUS = 200
LONGEST_RUN_ID = 200
DEEPEST_OUTPUT = 8


class State(Enum):
    """How far a run is."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"


# The words of the known client and of the sender, and two that stand elsewhere.
_WORDS = {
    State.RUNNING: ("pending", "processing", "not-started", "queued", "started", "running", "uploading"),
    State.SUCCEEDED: ("success", "complete", "completed"),
    State.FAILED: ("failed",),
    State.TIMED_OUT: ("timeout",),
    State.CANCELLED: ("cancelled",),
}
_STATES = {word: state for state, words in _WORDS.items() for word in words}
_ONE_WORD = re.compile("[a-z][a-z_-]{0,30}")


@dataclass(frozen=True)
class Run:
    """A run's state. `progress` is 0 to 1; `urls` are the addresses in its outputs, the likeliest result first."""

    id: str
    state: State
    progress: float
    live_status: str | None
    urls: tuple[str, ...]

    @classmethod
    def read(cls, report: dict[str, Any], run_id: str | None = None) -> Run:
        """The run in a report; `run_id` when it is known already.

        Raises:
            ValueError: if the report is not about a run, with the field at fault.
        """
        return cls(
            id=_run_id(run_id or report.get("run_id")),
            state=_state(report.get("status")),
            progress=_progress(report.get("progress")),
            live_status=_live_status(report.get("live_status")),
            urls=_urls(report.get("outputs")),
        )


def _run_id(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_RUN_ID or not value.isprintable():
        raise ValueError("run_id")
    return value


def _state(value: Any) -> State:
    word = value.strip().lower() if isinstance(value, str) else ""
    if not word:
        raise ValueError("status")
    if word not in _STATES:
        told = word if _ONE_WORD.fullmatch(word) else "(no word)"
        log.warning("unknown status of a run, taken as running", extra={"status": told})
    return _STATES.get(word, State.RUNNING)


def _progress(value: Any) -> float:
    """0 to 1, from a number that counts to 1 or to 100."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return 0.0
    return min(max(value / 100 if value > 1 else value, 0.0), 1.0)


def _live_status(value: Any) -> str | None:
    return clean(value, LONGEST_LIVE_STATUS) or None if isinstance(value, str) else None


def clean(text: str, length: int) -> str:
    """`text` in one line of at most `length` characters, without what cannot be shown or stored."""
    printable = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in text)
    return " ".join(printable.split())[:length].rstrip()


def _urls(outputs: Any) -> tuple[str, ...]:
    """Every address in the outputs, in their order; those of previews (ComfyUI's folder "temp") come last."""
    found = list(_files(outputs, DEEPEST_OUTPUT))
    found.sort(key=lambda file: file.get("type") == "temp")
    return tuple(dict.fromkeys(file["url"] for file in found))


def _files(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and isinstance(value.get("url"), str):
        yield value
    if depth > 0:
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for child in children:
            yield from _files(child, depth - 1)
