"""One channel of one socket: its topic, its caller and its subscription to the database.

The order of messages is that of the real Realtime. First the reply to the join, with the ids of the bindings. Later a
`system` message with status `ok`, after which changes are sent. After a new access token, and after the stream of changes
was lost, the channel is subscribed again and another `system` message is sent.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from local import claims
from local.claims import Caller, InvalidToken
from local.config import StackConfig
from local.realtime import subscriptions
from local.realtime.feed import Feed
from local.realtime.messages import Message
from local.realtime.subscriptions import Impossible, Subscription

log = logging.getLogger(__name__)

PREFIX = "realtime:"
LONGEST_TOPIC = 255
MOST_BINDINGS = 100
# The maximum of asyncio's timers is higher; a token that lives longer is checked again then.
LONGEST_TIMER = 24 * 60 * 60.0


@dataclass
class Attempts:
    """How attempts to subscribe behave: delayed by `seconds`, and the next `failures` of them fail.

    The real Realtime subscribes at once if it is connected to the database, 1 to 3 s later if it has to connect, and tries
    again 5 to 10 s after a failure. The stand-in subscribes at once, unless a test sets this by `/realtime/v1/_control`.
    """

    seconds: float = 0
    failures: float = 0
    retry_seconds: float | None = None

    def pause(self) -> float:
        """Return the seconds to wait after a failed attempt."""
        return random.uniform(5, 10) if self.retry_seconds is None else self.retry_seconds

    def fails(self) -> bool:
        """Count this attempt; return whether it fails."""
        self.failures -= 1
        return self.failures >= 0


@dataclass
class Realtime:
    """The Realtime of one stack."""

    config: StackConfig
    pool: AsyncConnectionPool[Any]
    feed: Feed
    attempts: Attempts


class Refused(Exception):
    """A refused join. The text is the reason for the client."""


class Channel:
    """A client's membership of a topic, until it leaves, its token expires, or its socket closes."""

    def __init__(self, realtime: Realtime, join: Message, key: str, send: Callable[[Message], None]) -> None:
        """Join the topic and reply. Without a token, the key of the socket is used. Raises Refused."""
        payload = join.payload if isinstance(join.payload, dict) else {}
        config = _object_of(payload, "config")
        self.is_open = True
        self.subscription: Subscription | None = None
        self._realtime = realtime
        self._topic, self._join_ref = join.topic, join.join_ref or join.ref
        self._send = send
        self._entries = _changes_in(join.topic, config)
        token = str(payload.get("access_token") or "")
        # A key of the newer kind is not a token.
        self._token = key if not token or claims.is_opaque_key(token) else token
        self._caller = _caller_of(realtime.config, self._token)
        self._expiry: asyncio.TimerHandle | None = None
        self._subscribing: asyncio.Task[None] | None = None
        echoed = [{**entry, "id": position} for position, entry in enumerate(self._entries, 1)]
        send(join.reply("ok", {"postgres_changes": echoed}))
        if _object_of(config, "presence").get("enabled") is True:
            self.push("presence_state", {})
        self._watch_expiry()
        self.subscribe()

    def push(self, event: str, payload: Any) -> None:
        """Send an event to the client."""
        if self.is_open:
            self._send(Message(self._topic, event, payload, join_ref=self._join_ref))

    def subscribe(self) -> None:
        """Subscribe to the database (again). An older subscription stays until that is done."""
        if self._subscribing:
            self._subscribing.cancel()
        if self._entries and self.is_open:
            self._subscribing = asyncio.create_task(self._subscribe())

    def renew(self, token: object) -> None:
        """Use this access token from now on. An invalid one closes the channel."""
        if not isinstance(token, str) or token == self._token or claims.is_opaque_key(token):
            return
        try:
            self._caller = _caller_of(self._realtime.config, token)
        except Refused as refused:
            self._close(str(refused))
            return
        self._token = token
        self._watch_expiry()
        self.subscribe()

    def leave(self) -> None:
        """Leave the topic without a message."""
        self.is_open = False
        self._realtime.feed.channels.discard(self)
        if self._expiry:
            self._expiry.cancel()
        if self._subscribing:
            self._subscribing.cancel()

    async def _subscribe(self) -> None:
        await asyncio.sleep(self._realtime.attempts.seconds)
        while True:
            await self._realtime.feed.is_open.wait()
            try:
                await self._attempt()
            except Impossible as error:
                self._push_system("postgres_changes", "error", str(error))
                return
            except psycopg.Error as error:
                log.warning("realtime: subscribing failed: %r", error)
                self._push_system(
                    "postgres_changes", "error", "Unable to subscribe to changes: the database does not respond"
                )
                await asyncio.sleep(self._realtime.attempts.pause())
            else:
                return

    async def _attempt(self) -> None:
        realtime = self._realtime
        if realtime.attempts.fails():
            raise psycopg.OperationalError("failure requested by a test")
        self.subscription = await subscriptions.subscribe(realtime.pool, self._caller, self._entries)
        # No await from here on: changes must not be sent before the message.
        realtime.feed.channels.add(self)
        self._push_system("postgres_changes", "ok", "Subscribed to PostgreSQL")

    def _push_system(self, extension: str, status: str, message: str) -> None:
        name = self._topic.removeprefix(PREFIX)
        self.push("system", {"extension": extension, "status": status, "message": message, "channel": name})

    def _close(self, reason: str) -> None:
        """Close the channel with a reason; the client does not rejoin by itself."""
        self._push_system("system", "error", reason)
        self._send(Message(self._topic, "phx_close", {}, ref=self._join_ref, join_ref=self._join_ref))
        self.leave()

    def _watch_expiry(self) -> None:
        if self._expiry:
            self._expiry.cancel()
            self._expiry = None
        expires_at = self._caller.claims.get("exp")
        if not isinstance(expires_at, int | float):
            return
        seconds = expires_at - time.time()
        if seconds <= 0:
            self._close(f"Token has expired {-seconds:.0f} seconds ago")
        else:
            self._expiry = asyncio.get_running_loop().call_later(min(seconds, LONGEST_TIMER), self._watch_expiry)


def _caller_of(config: StackConfig, token: str) -> Caller:
    try:
        return claims.caller_of(config, f"Bearer {token}", None)
    except InvalidToken as error:
        raise Refused(f"InvalidJWTToken: {error}") from error


def _changes_in(topic: str, config: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the `postgres_changes` of a join."""
    name = topic.removeprefix(PREFIX)
    if not name or name == topic or len(topic) > LONGEST_TOPIC:
        raise Refused("TopicNameRequired: You must provide a topic name")
    if config.get("private"):
        # Policies on realtime.messages decide who may join a private channel. This project has none.
        raise Refused(f"Unauthorized: You do not have permissions to read from this Channel topic: {name}")
    entries = config.get("postgres_changes")
    if not isinstance(entries, list):
        return []
    if len(entries) > MOST_BINDINGS or not all(isinstance(entry, dict) for entry in entries):
        raise Refused(f"MalformedConfig: postgres_changes must be at most {MOST_BINDINGS} objects")
    return entries


def _object_of(values: dict[str, Any], name: str) -> dict[str, Any]:
    value = values.get(name)
    return value if isinstance(value, dict) else {}
