"""A run, as Pixio reports it in a webhook or in response to a poll."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator

from service.provider_json import Id, Received, json_object, read

log = logging.getLogger(__name__)

LONGEST_LIVE_STATUS = 200
MOST_CHARACTERS_CLEANED = 10 * LONGEST_LIVE_STATUS
LONGEST_STATUS = 100
LONGEST_RUN_ID = 200
DEEPEST_OUTPUT = 8


class State(Enum):
    """The state of a run."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"


# From Pixio's published client and from its webhooks; "complete" and "completed" from its other documents.
_STATUSES = {
    State.RUNNING: ("pending", "processing", "not-started", "queued", "started", "running", "uploading"),
    State.SUCCEEDED: ("success", "complete", "completed"),
    State.FAILED: ("failed",),
    State.TIMED_OUT: ("timeout",),
    State.CANCELLED: ("cancelled",),
}
_STATES = {status: state for state, statuses in _STATUSES.items() for status in statuses}
_LOGGABLE_STATUS = re.compile("[a-z][a-z_-]{0,30}")


def _status(text: str) -> str:
    status = text.strip().lower()
    if not status or not status.isprintable():
        raise ValueError
    return status


def _progress(value: Any) -> float:
    """0 to 1; Pixio sends a fraction or a percentage."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return min(max(value / 100 if value > 1 else float(value), 0.0), 1.0)


def _live_status(value: Any) -> str | None:
    return clean(value[:MOST_CHARACTERS_CLEANED], LONGEST_LIVE_STATUS) or None if isinstance(value, str) else None


def clean(text: str, length: int) -> str:
    """`text` as one line of at most `length` characters, without control characters."""
    printable = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in text)
    return " ".join(printable.split())[:length].rstrip()


def _urls(outputs: Any) -> tuple[str, ...]:
    """Every URL in the outputs, in order; previews (ComfyUI's folder "temp") come last."""
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


RunId = Annotated[Id, Field(max_length=LONGEST_RUN_ID)]


class Run(Received):
    """A run's state. `progress` is 0 to 1; `urls` are the URLs in its outputs, the likeliest result first.

    `progress` and `live_status` are only displayed: a value of the wrong type counts as missing, so that it does not
    delay a result.
    """

    id: RunId = Field(alias="run_id")
    status: Annotated[str, Field(max_length=LONGEST_STATUS), AfterValidator(_status)]
    progress: Annotated[float, PlainValidator(_progress)] = 0.0
    live_status: Annotated[str | None, PlainValidator(_live_status)] = None
    urls: Annotated[tuple[str, ...], PlainValidator(_urls)] = Field((), alias="outputs")

    @property
    def state(self) -> State:
        """The state. An unknown status counts as running."""
        return _STATES.get(self.status, State.RUNNING)

    @classmethod
    def read(cls, body: bytes, run_id: str | None = None) -> Run:
        """The run in the body of a webhook, or of a response to a poll of `run_id`.

        Raises:
            UnreadableJson: if the body is not a run, with the field at fault.
        """
        content = json_object(body)
        run = read(cls, {**content, "run_id": run_id} if run_id else content)
        if run.status not in _STATES:
            shown = run.status if _LOGGABLE_STATUS.fullmatch(run.status) else "(not shown)"
            log.warning("unknown pixio status treated as running", extra={"status": shown})
        return run


class Queued(Received):
    """The response to a queue call that Pixio accepted."""

    run_id: RunId
