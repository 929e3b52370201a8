"""Let a client join a topic: as whom, and to hear of what."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from local import claims
from local.claims import Caller, InvalidToken, acting_as
from local.config import StackConfig
from local.realtime import checks
from local.realtime.channel import PREFIX, Channel, object_of
from local.realtime.feed import Feed
from local.realtime.hub import Hub
from local.realtime.subscriptions import Binding, InvalidBinding, read_bindings
from local.realtime.wire import Message

log = logging.getLogger(__name__)

LONGEST_TOPIC = 255  # bytes: what a binary frame can name
SECONDS_TO_OPEN = 5.0
UNREACHABLE = "UnableToConnectToProject: Realtime was unable to connect to the project database"


@dataclass(frozen=True)
class Realtime:
    """One stack's realtime."""

    config: StackConfig
    pool: AsyncConnectionPool[Any]
    hub: Hub
    feed: Feed


class Refused(Exception):
    """A join that is not granted; the message is the reason that the client gets."""


async def join(realtime: Realtime, message: Message, key: str, send: Callable[[Message], None]) -> Channel:
    """Join the topic that the message names and answer it; `key` serves where no token came. Raises Refused."""
    payload = message.payload if isinstance(message.payload, dict) else {}
    config = object_of(payload, "config")
    _check_topic(message.topic, config)
    caller = caller_of(realtime.config, payload.get("access_token") or key)
    bindings = _bindings(config)
    objection, now = await _ask(realtime, caller, bindings) if bindings else (None, 0)
    channel = Channel(message, config, realtime.hub, send)
    channel.bindings, channel.hears_from = ([] if objection else bindings), now
    # No await from here on: what the channel hears comes after the answer to its join.
    realtime.hub.enter(channel)
    channel.act_as(caller)
    send(message.reply("ok", {"postgres_changes": [binding.echo() for binding in bindings]}))
    if bindings:
        channel.push_system("postgres_changes", "error" if objection else "ok", objection or "Subscribed to PostgreSQL")
    if channel.wants_presence:
        channel.push("presence_state", realtime.hub.presence_state(channel.topic))
    return channel


def caller_of(config: StackConfig, token: object) -> Caller:
    """The caller behind a user's token or a key; raises Refused."""
    try:
        return claims.caller_of(config, f"Bearer {token}", None)
    except InvalidToken as error:
        raise Refused(f"InvalidJWTToken: {error}") from error


def _check_topic(topic: str, config: dict[str, Any]) -> None:
    name = topic.removeprefix(PREFIX)
    if not name or name == topic or len(topic.encode(errors="replace")) > LONGEST_TOPIC:
        raise Refused("TopicNameRequired: You must provide a topic name")
    if config.get("private"):
        # A private channel is for whom a policy on realtime.messages lets in: here there is no such policy.
        raise Refused(f"Unauthorized: You do not have permissions to read from this Channel topic: {name}")


def _bindings(config: dict[str, Any]) -> list[Binding]:
    try:
        return read_bindings(config.get("postgres_changes"))
    except InvalidBinding as error:
        raise Refused(f"MalformedConfig: {error}") from error


async def _ask(realtime: Realtime, caller: Caller, bindings: list[Binding]) -> tuple[str | None, int]:
    """What the database has against these bindings, if anything, and how far its WAL has come."""
    try:
        await asyncio.wait_for(realtime.feed.is_open.wait(), SECONDS_TO_OPEN)
        async with acting_as(realtime.pool, caller) as connection:
            return await checks.objection(connection, bindings), await checks.place_in_wal(connection)
    except (TimeoutError, psycopg.Error) as error:
        log.warning("realtime: a join is refused: %r", error)
        raise Refused(UNREACHABLE) from error
