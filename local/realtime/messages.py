"""Messages of Phoenix over a WebSocket, in both versions of its serializer.

Version 1.0.0 (supabase-py) is a JSON object, version 2.0.0 (supabase-js) the array
`[join_ref, ref, topic, event, payload]`. Binary frames are for broadcasts only, which the stand-in does not have.
"""

import json
from dataclasses import dataclass
from typing import Any

OBJECTS = "1.0.0"
ARRAYS = "2.0.0"
MEMBERS = ("join_ref", "ref", "topic", "event", "payload")

LARGEST_FRAME = 256 * 1024


class MalformedFrame(Exception):
    """A frame that is not a message. The text is safe to show."""


@dataclass(frozen=True)
class Message:
    """One message. `ref` is the sender's number for it, `join_ref` that of the channel's join."""

    topic: str
    event: str
    payload: Any
    ref: str | None = None
    join_ref: str | None = None

    def reply(self, status: str, response: dict[str, Any]) -> "Message":
        """Return the reply to this message, with the status `ok` or `error`."""
        return Message(self.topic, "phx_reply", {"status": status, "response": response}, self.ref, self.join_ref)


def decode(frame: str | bytes) -> Message:
    """Return the message in a frame of either version; raise MalformedFrame."""
    if isinstance(frame, bytes) or len(frame) > LARGEST_FRAME:
        raise MalformedFrame(f"a message is text of at most {LARGEST_FRAME} bytes")
    try:
        values = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame("the message is not JSON") from error
    if isinstance(values, dict):
        values = [values.get(name) for name in MEMBERS]
    if not isinstance(values, list) or len(values) != len(MEMBERS):
        raise MalformedFrame("a message is an object or an array of five values")
    join_ref, ref, topic, event, payload = values
    if not isinstance(topic, str) or not isinstance(event, str):
        raise MalformedFrame("topic and event must be strings")
    if not isinstance(ref, str | None) or not isinstance(join_ref, str | None):
        raise MalformedFrame("ref and join_ref must be strings or null")
    return Message(topic, event, payload, ref, join_ref)


def encode(message: Message, version: str) -> str:
    """Return the frame of a message."""
    members = [getattr(message, name) for name in MEMBERS]
    values = members if version == ARRAYS else dict(zip(MEMBERS, members, strict=True))
    return json.dumps(values, separators=(",", ":"))
