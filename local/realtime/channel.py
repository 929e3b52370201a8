"""One channel of one socket: what joined a topic, under whose role, and its subscription to the database.

The order is the real one's: the join is answered first, with the ids of the changes that were asked for. Later comes a
`system` message: from `ok` on changes are told. After a new access token, and after the stream of changes was lost, the
channel is subscribed again and tells so by another message.
"""

from __future__ import annotations

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
from local.realtime import subscribing
from local.realtime.bindings import Impossible
from local.realtime.feed import Feed, Subscription
from local.realtime.wire import Message

log = logging.getLogger(__name__)

PREFIX = "realtime:"
LONGEST_TOPIC = 255
MOST_BINDINGS = 100
# asyncio's timers take no more. A longer-lived token is looked at again then.
LONGEST_TIMER = 24 * 60 * 60.0


@dataclass
class Attempts:
    """How the attempts to subscribe channels go: late by so many seconds, and the next `failures` of them fail.

    In the real Realtime they come at once where it is connected already, 1 to 3 s later where it has to connect, and 5 to
    10 s after one that failed. Here they come at once, unless a test asks for something else of `/realtime/v1/_control`.
    """

    seconds: float = 0
    failures: float = 0
    retry_seconds: float | None = None

    def pause(self) -> float:
        """How long to wait after an attempt that failed."""
        return random.uniform(5, 10) if self.retry_seconds is None else self.retry_seconds

    def fails(self) -> bool:
        """Whether this attempt fails."""
        self.failures -= 1
        return self.failures >= 0


@dataclass
class Realtime:
    """One stack's realtime."""

    config: StackConfig
    pool: AsyncConnectionPool[Any]
    feed: Feed
    attempts: Attempts


class Refused(Exception):
    """A join that is not granted. The text is the reason that the client gets."""


class Channel:
    """A member of a topic, until it leaves, its token expires, or its socket goes."""

    def __init__(self, realtime: Realtime, join: Message, key: str, send: Callable[[Message], None]) -> None:
        """Join the topic and answer it. `key` serves where no token came. Raises Refused."""
        payload = join.payload if isinstance(join.payload, dict) else {}
        config = _object_of(payload, "config")
        self.is_open = True
        self.subscription: Subscription | None = None
        self._realtime = realtime
        self._topic, self._join_ref = join.topic, join.join_ref or join.ref
        self._send = send
        self._asked = _asked(join.topic, config)
        self._token = _token_of(payload.get("access_token"), key)
        self._caller = _caller_of(realtime.config, self._token)
        self._expiry: asyncio.TimerHandle | None = None
        self._subscribing: asyncio.Task[None] | None = None
        echoed = [{**asked, "id": place} for place, asked in enumerate(self._asked, 1)]
        send(join.reply("ok", {"postgres_changes": echoed}))
        if _object_of(config, "presence").get("enabled") is True:
            self.push("presence_state", {})
        self._watch_expiry()
        self.subscribe()

    def push(self, event: str, payload: Any) -> None:
        """Send an event of the server's own."""
        if self.is_open:
            self._send(Message(self._topic, event, payload, join_ref=self._join_ref))

    def subscribe(self) -> None:
        """Subscribe to the database, again if need be. Until that is done, an older subscription stays."""
        if self._subscribing:
            self._subscribing.cancel()
        if self._asked and self.is_open:
            self._subscribing = asyncio.create_task(self._subscribe())

    def renew(self, token: object) -> None:
        """Go on with this access token, unless it says nothing new. One that is no good ends the channel."""
        if not isinstance(token, str) or token == self._token or claims.is_opaque_key(token):
            return
        try:
            self._caller = _caller_of(self._realtime.config, token)
        except Refused as refused:
            self._shut(str(refused))
            return
        self._token = token
        self._watch_expiry()
        self.subscribe()

    def leave(self) -> None:
        """End the channel without a word."""
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
                log.warning("realtime: an attempt to subscribe failed: %r", error)
                self._push_system("postgres_changes", "error", "Unable to subscribe to changes: the database is away")
                await asyncio.sleep(self._realtime.attempts.pause())
            else:
                return

    async def _attempt(self) -> None:
        realtime = self._realtime
        if realtime.attempts.fails():
            raise psycopg.OperationalError("a test asked for this failure")
        self.subscription = await subscribing.subscribe(realtime.pool, self._caller, self._asked)
        # No await from here on: what the channel is told comes after the message.
        realtime.feed.channels.add(self)
        self._push_system("postgres_changes", "ok", "Subscribed to PostgreSQL")

    def _push_system(self, extension: str, status: str, message: str) -> None:
        name = self._topic.removeprefix(PREFIX)
        self.push("system", {"extension": extension, "status": status, "message": message, "channel": name})

    def _shut(self, reason: str) -> None:
        """End the channel for good: the client is told why and does not come back by itself."""
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
            self._shut(f"Token has expired {-seconds:.0f} seconds ago")
        else:
            self._expiry = asyncio.get_running_loop().call_later(min(seconds, LONGEST_TIMER), self._watch_expiry)


def _token_of(token: object, key: str) -> str:
    """The token to act under. A key of the newer kind is no token: the one of the connection counts."""
    if not token or (isinstance(token, str) and claims.is_opaque_key(token)):
        return key
    return str(token)


def _caller_of(config: StackConfig, token: str) -> Caller:
    try:
        return claims.caller_of(config, f"Bearer {token}", None)
    except InvalidToken as error:
        raise Refused(f"InvalidJWTToken: {error}") from error


def _asked(topic: str, config: dict[str, Any]) -> list[dict[str, Any]]:
    """The changes that a join asks for."""
    name = topic.removeprefix(PREFIX)
    if not name or name == topic or len(topic) > LONGEST_TOPIC:
        raise Refused("TopicNameRequired: You must provide a topic name")
    if config.get("private"):
        # A private channel is for whom a policy on realtime.messages lets in. This project has no such policy.
        raise Refused(f"Unauthorized: You do not have permissions to read from this Channel topic: {name}")
    asked = config.get("postgres_changes")
    if not isinstance(asked, list):
        return []
    if len(asked) > MOST_BINDINGS or not all(isinstance(binding, dict) for binding in asked):
        raise Refused(f"MalformedConfig: postgres_changes must be at most {MOST_BINDINGS} objects")
    return asked


def _object_of(values: dict[str, Any], name: str) -> dict[str, Any]:
    value = values.get(name)
    return value if isinstance(value, dict) else {}
