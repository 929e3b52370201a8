"""One channel of one socket: what joined a topic, under whose role, and what it asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from local.claims import Caller
from local.realtime.hub import Hub
from local.realtime.subscriptions import Binding
from local.realtime.wire import Message

PREFIX = "realtime:"
# asyncio's timers take no more; a longer-lived token is looked at again then.
LONGEST_TIMER = 24 * 60 * 60.0


class Channel:
    """A member of a topic, until it leaves, its token expires, or its socket goes."""

    def __init__(self, join: Message, config: dict[str, Any], hub: Hub, send: Callable[[Message], None]) -> None:
        broadcast, presence = object_of(config, "broadcast"), object_of(config, "presence")
        self.topic = join.topic
        self.join_ref = join.join_ref or join.ref
        self.caller = Caller("anon")
        self.bindings: list[Binding] = []
        self.hears_from = 0  # the place in the WAL before which changes are none of its business
        self.wants_own_broadcasts = broadcast.get("self") is True
        self.wants_acknowledgement = broadcast.get("ack") is True
        self.wants_presence = presence.get("enabled") is True
        self.is_open = True
        self._presence_key = str(presence.get("key") or uuid4())
        self._hub = hub
        self._send = send
        self._expiry: asyncio.TimerHandle | None = None

    @property
    def name(self) -> str:
        """The topic as the client called it."""
        return self.topic.removeprefix(PREFIX)

    def act_as(self, caller: Caller) -> None:
        """Go on under this caller, until his token expires."""
        self.caller = caller
        self._watch_expiry()

    def push(self, event: str, payload: Any) -> None:
        """Send an event of the server's own."""
        if self.is_open:
            self._send(Message(self.topic, event, payload, join_ref=self.join_ref))

    def push_system(self, extension: str, status: str, message: str) -> None:
        """Tell the client how the server is doing: status `ok` or `error`."""
        self.push("system", {"extension": extension, "status": status, "message": message, "channel": self.name})

    def broadcast(self, payload: dict[str, Any]) -> None:
        self._hub.broadcast(self.topic, payload, sender=self)

    def change_presence(self, event: object, payload: dict[str, Any]) -> None:
        """`track` or `untrack` this channel."""
        if event == "track":
            self._hub.track(self, self._presence_key, payload)
        elif event == "untrack":
            self._hub.untrack(self)

    def shut(self, reason: str) -> None:
        """End the channel for good: the client is told why and does not come back by itself."""
        self.push_system("system", "error", reason)
        self._end("phx_close", {})

    def fail(self, reason: str) -> None:
        """End the channel in a way that makes the client join again."""
        self._end("phx_error", {"reason": reason})

    def leave(self) -> None:
        """End the channel without a word."""
        if self.is_open:
            self.is_open = False
            self._hub.leave(self)
        if self._expiry:
            self._expiry.cancel()

    def _end(self, event: str, payload: dict[str, Any]) -> None:
        if self.is_open:
            self._send(Message(self.topic, event, payload, ref=self.join_ref, join_ref=self.join_ref))
        self.leave()

    def _watch_expiry(self) -> None:
        if self._expiry:
            self._expiry.cancel()
            self._expiry = None
        expires_at = self.caller.claims.get("exp")
        if not isinstance(expires_at, int | float):
            return
        seconds = expires_at - time.time()
        if seconds <= 0:
            self.shut(f"Token has expired {-seconds:.0f} seconds ago")
        else:
            self._expiry = asyncio.get_running_loop().call_later(min(seconds, LONGEST_TIMER), self._watch_expiry)


def object_of(values: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under this name; an empty one if there is none."""
    value = values.get(name)
    return value if isinstance(value, dict) else {}
