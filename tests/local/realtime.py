"""Helpers of the tests of Realtime: published tables, and clients that subscribe."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from realtime import (
    AsyncRealtimeChannel,
    AsyncRealtimeClient,
    RealtimePostgresChangesListenEvent,
    RealtimeSubscribeStates,
)
from websockets.asyncio.client import ClientConnection, connect

from local.claims import mint
from local.config import StackConfig
from tests.conftest import Sql

SECONDS = 10.0


@contextmanager
def published_table(sql: Sql, columns: str = "note text") -> Iterator[str]:
    """A published table: signed-in users may select all columns of the rows that carry their id."""
    table = f"heard_{uuid4().hex[:12]}"
    sql(f"create table public.{table} (id int primary key, user_id uuid, {columns})")
    sql(f"alter table public.{table} enable row level security")
    sql(f"grant select on public.{table} to authenticated, service_role")
    sql(f"create policy own on public.{table} for select to authenticated using (user_id = (select auth.uid()))")
    sql(f"alter publication supabase_realtime add table public.{table}")
    try:
        yield table
    finally:
        sql(f"drop table public.{table}")


def token_of(config: StackConfig, user_id: str, seconds: float = 60) -> str:
    """Return a token of the user that expires after so many seconds."""
    now = time.time()
    claims = {"sub": user_id, "role": "authenticated", "aud": "authenticated", "iat": int(now), "exp": now + seconds}
    return mint(config, claims)


@dataclass
class Listener:
    """A subscribed channel, and the messages that it received."""

    client: AsyncRealtimeClient
    channel: AsyncRealtimeChannel
    changes: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    states: asyncio.Queue[RealtimeSubscribeStates] = field(default_factory=asyncio.Queue)
    system: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)

    async def change(self) -> dict[str, Any]:
        """Return the data of the next change."""
        change = await asyncio.wait_for(self.changes.get(), SECONDS)
        data: dict[str, Any] = change["data"]
        return data

    async def record(self) -> dict[str, Any]:
        """Return the record of the next change."""
        record: dict[str, Any] = (await self.change())["record"]
        return record

    async def subscribed(self) -> None:
        """Wait for the message after which changes are sent."""
        message = await asyncio.wait_for(self.system.get(), SECONDS)
        assert (message.extension, message.message) == ("postgres_changes", "Subscribed to PostgreSQL")

    async def state(self, wanted: RealtimeSubscribeStates) -> None:
        """Wait until the channel is in this state."""
        while await asyncio.wait_for(self.states.get(), SECONDS) != wanted:
            pass


def listen(
    channel: AsyncRealtimeChannel, event: str, table: str, callback: Callable[[Any], None], **wanted: Any
) -> AsyncRealtimeChannel:
    """Subscribe to changes of a table; `wanted` may have a filter."""
    kind = RealtimePostgresChangesListenEvent(event)
    return channel.on_postgres_changes(kind, schema="public", table=table, callback=callback, **wanted)


@asynccontextmanager
async def client(stack: Any, token: str | None = None) -> AsyncIterator[AsyncRealtimeClient]:
    """Return a client of Realtime, with the role anon if there is no token."""
    made = AsyncRealtimeClient(f"{stack.supabase_url}/realtime/v1", stack.publishable_key, initial_backoff=0.1)
    if token:
        await made.set_auth(token)
    try:
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def listening(
    stack: Any, token: str | None, table: str, event: str = "*", **wanted: Any
) -> AsyncIterator[Listener]:
    """Yield a client that is subscribed to the changes of a table."""
    async with joined(stack, token, table, event, **wanted) as listener:
        await listener.subscribed()
        yield listener


@asynccontextmanager
async def joined(stack: Any, token: str | None, table: str, event: str = "*", **wanted: Any) -> AsyncIterator[Listener]:
    """Yield a client that has joined a channel and is not yet subscribed to the database."""
    async with client(stack, token) as made:
        channel = made.channel(f"{table}-{uuid4().hex[:8]}")
        listener = Listener(made, channel)
        listen(channel, event, table, listener.changes.put_nowait, **wanted)
        channel.on_system(listener.system.put_nowait)
        await channel.subscribe(lambda state, _: listener.states.put_nowait(state))
        await listener.state(RealtimeSubscribeStates.SUBSCRIBED)
        yield listener


@contextmanager
def attempts(stack: Any, **values: float) -> Iterator[None]:
    """Set these values of `local.realtime.channel.Attempts` while the context lasts."""
    url, headers = f"{stack.supabase_url}/realtime/v1/_control", {"apikey": stack.secret_key}
    httpx.put(url, json=values, headers=headers).raise_for_status()
    try:
        yield
    finally:
        httpx.put(url, json={}, headers=headers).raise_for_status()


async def refusal(stack: Any, token: str, table: str, **wanted: Any) -> str:
    """Return the reason why a subscription is refused."""
    errors: asyncio.Queue[str] = asyncio.Queue()

    def record_error(state: RealtimeSubscribeStates, error: Exception | None) -> None:
        if state == RealtimeSubscribeStates.CHANNEL_ERROR:
            errors.put_nowait(str(error))

    async with client(stack, token) as made:
        await listen(made.channel("refused"), "*", table, print, **wanted).subscribe(record_error)
        return await asyncio.wait_for(errors.get(), SECONDS)


@asynccontextmanager
async def socket(stack: Any, version: str = "2.0.0", key: str | None = None) -> AsyncIterator[ClientConnection]:
    """Yield a WebSocket to Realtime."""
    url = stack.supabase_url.replace("http", "ws", 1)
    query = f"apikey={stack.publishable_key if key is None else key}&vsn={version}"
    async with connect(f"{url}/realtime/v1/websocket?{query}", max_size=None, compression=None) as connection:
        yield connection
