"""Messages as Phoenix sends them over a WebSocket, in both versions of its serializer.

Version 1.0.0 (supabase-py) is a JSON object, version 2.0.0 (supabase-js) the array
`[join_ref, ref, topic, event, payload]`; a broadcast comes in version 2.0.0 as a binary frame:

    push, from the client       3 | lengths of join_ref, ref, topic, event, metadata | encoding | those five | payload
    broadcast, to the client    4 | lengths of topic, event, metadata | encoding | those three | payload

where every number is one byte and the encoding is 0 for bytes, 1 for JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

OBJECTS = "1.0.0"
ARRAYS = "2.0.0"
VERSIONS = (OBJECTS, ARRAYS)

LARGEST_FRAME = 256 * 1024

PUSH, BROADCAST = 3, 4
BYTES, JSON = 0, 1


class MalformedFrame(Exception):
    """A frame that is no message; the message says why and is safe to show."""


@dataclass(frozen=True)
class Message:
    """One message, either way. `ref` is the sender's number for it, `join_ref` that of the channel's join."""

    topic: str
    event: str
    payload: Any
    ref: str | None = None
    join_ref: str | None = None

    def reply(self, status: str, response: dict[str, Any]) -> Message:
        """The answer to this message: status `ok` or `error`."""
        return Message(self.topic, "phx_reply", {"status": status, "response": response}, self.ref, self.join_ref)


def decode(frame: str | bytes) -> Message:
    """The message in a frame of either version; raises MalformedFrame."""
    if len(frame) > LARGEST_FRAME:
        raise MalformedFrame(f"a message may have at most {LARGEST_FRAME} bytes")
    if isinstance(frame, bytes):
        return _decode_push(frame)
    values = _json(frame)
    if isinstance(values, list) and len(values) == 5:
        join_ref, ref, topic, event, payload = values
    elif isinstance(values, dict):
        join_ref, ref, topic, event, payload = (values.get(name) for name in MEMBERS)
    else:
        raise MalformedFrame("a message is an object or an array of five")
    return _checked(topic, event, payload, ref, join_ref)


def encode(message: Message, version: str) -> str | bytes:
    """The frame of a message; bytes only for a broadcast whose payload is bytes."""
    if version == ARRAYS:
        if _carries_bytes(message):
            return _encode_broadcast(message)
        return _dump([message.join_ref, message.ref, message.topic, message.event, message.payload])
    return _dump({name: getattr(message, name) for name in MEMBERS})


def can_be_sent(message: Message, version: str) -> bool:
    """Whether this version has a form for the message: bytes are for version 2.0.0 only."""
    return version == ARRAYS or not _carries_bytes(message)


MEMBERS = ("join_ref", "ref", "topic", "event", "payload")


def _checked(topic: object, event: object, payload: object, ref: object, join_ref: object) -> Message:
    if not isinstance(topic, str) or not isinstance(event, str):
        raise MalformedFrame("topic and event must be texts")
    if not isinstance(ref, str | None) or not isinstance(join_ref, str | None):
        raise MalformedFrame("ref and join_ref must be texts or null")
    return Message(topic, event, payload, ref, join_ref)


def _decode_push(frame: bytes) -> Message:
    if len(frame) < 7 or frame[0] != PUSH:
        raise MalformedFrame("a binary message must be a broadcast")
    parts, offset = [], 7
    for length in frame[1:6]:
        parts.append(frame[offset : offset + length])
        offset += length
    if offset > len(frame):
        raise MalformedFrame("a binary message is shorter than it says")
    join_ref, ref, topic, event, _ = (_text(part) for part in parts)
    content = _json(_text(frame[offset:])) if frame[6] == JSON else frame[offset:]
    payload = {"type": "broadcast", "event": event, "payload": content}
    return Message(topic, "broadcast", payload, ref or None, join_ref or None)


def _encode_broadcast(message: Message) -> bytes:
    topic, event = message.topic.encode(), message.payload["event"].encode()
    header = bytes([BROADCAST, len(topic), len(event), 0, BYTES])
    content: bytes = message.payload["payload"]
    return b"".join((header, topic, event, content))


def _carries_bytes(message: Message) -> bool:
    return isinstance(message.payload, dict) and isinstance(message.payload.get("payload"), bytes)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame("the message is not JSON") from error


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode()
    except ValueError as error:
        raise MalformedFrame("a text is not UTF-8") from error


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
