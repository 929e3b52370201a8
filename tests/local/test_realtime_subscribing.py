"""When and with which role a channel is subscribed, in the order of the real Realtime."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from realtime import RealtimeSubscribeStates
from websockets.asyncio.client import ClientConnection

from local.config import StackConfig
from local.realtime.channel import Attempts
from tests.conftest import Sql, User
from tests.local.realtime import SECONDS, attempts, listening, published_table, socket, token_of

MintFor = Callable[[User, float], str]
PAUSE = 0.3


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql) as table:
        yield table


@pytest.fixture
def token_for(stack: Any) -> MintFor:
    """Return a function that makes a token with a lifetime in seconds."""
    config = StackConfig.load(Path(stack.data_dir) / "config.json")

    return lambda user, seconds: token_of(config, user.id, seconds)


async def join(connection: ClientConnection, table: str, token: str, **config: Any) -> None:
    binding = {"event": "*", "schema": "public", "table": table}
    payload = {"config": {"postgres_changes": [binding], **config}, "access_token": token}
    await connection.send(json.dumps(["1", "1", "realtime:order", "phx_join", payload]))


async def events(connection: ClientConnection, count: int) -> list[tuple[str, Any]]:
    """Return the next events and their payloads."""
    messages = [json.loads(await asyncio.wait_for(connection.recv(), SECONDS)) for _ in range(count)]
    return [(event, payload) for _, _, _, event, payload in messages]


async def test_the_reply_to_the_join_precedes_the_subscription(stack: Any, sql: Sql, owner: User, table: str) -> None:
    with attempts(stack, seconds=PAUSE):
        async with socket(stack) as connection:
            await join(connection, table, owner.access_token, presence={"enabled": True})
            began = time.monotonic()
            (reply, presence) = await events(connection, 2)
            sql(f"insert into public.{table} values (1, %s, 'too early')", [owner.id])
            (system,) = await events(connection, 1)
            assert time.monotonic() - began >= PAUSE
            sql(f"insert into public.{table} values (2, %s, 'told')", [owner.id])
            (change,) = await events(connection, 1)
    (echoed,) = reply[1]["response"]["postgres_changes"]
    assert reply[0] == "phx_reply"
    assert echoed.items() >= {"event": "*", "schema": "public", "table": table}.items()
    assert presence == ("presence_state", {})
    subscribed = {
        "extension": "postgres_changes",
        "status": "ok",
        "message": "Subscribed to PostgreSQL",
        "channel": "order",
    }
    assert system == ("system", subscribed)
    assert (change[1]["ids"], change[1]["data"]["record"]["note"]) == ([echoed["id"]], "told")


async def test_a_failed_attempt_is_reported_and_repeated(stack: Any, sql: Sql, owner: User, table: str) -> None:
    with attempts(stack, failures=2, retry_seconds=PAUSE):
        async with socket(stack) as connection:
            await join(connection, table, owner.access_token)
            began = time.monotonic()
            told = await events(connection, 4)
            assert time.monotonic() - began >= 2 * PAUSE
    assert [payload["status"] for _, payload in told] == ["ok", "error", "error", "ok"]


def test_a_failed_attempt_is_repeated_after_5_to_10_seconds() -> None:
    pauses = [Attempts().pause() for _ in range(100)]
    assert 5 <= min(pauses) < max(pauses) <= 10


@pytest.mark.parametrize("body", ['{"hours": 1}', '{"seconds": "x"}', "[]", "{"])
def test_only_the_secret_key_may_set_attempts(stack: Any, body: str) -> None:
    url = f"{stack.supabase_url}/realtime/v1/_control"
    statuses = [
        httpx.put(url, content=body, headers={"apikey": key}).status_code for key in (stack.anon_key, stack.secret_key)
    ]
    assert statuses == [401, 400]


async def test_a_new_token_subscribes_again_and_the_old_subscription_stays_until_then(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str
) -> None:
    async with listening(stack, owner.access_token, table) as heard:
        with attempts(stack, seconds=PAUSE):
            await heard.client.set_auth(stranger.access_token)
            sql(f"insert into public.{table} values (1, %s, 'by the old token')", [owner.id])
            assert (await heard.record())["id"] == 1
            await heard.subscribed()
        sql(f"insert into public.{table} values (2, %s, 'no longer'), (3, %s, 'now')", [owner.id, stranger.id])
        assert (await heard.record())["id"] == 3


async def test_a_lost_stream_subscribes_again(stack: Any, sql: Sql, owner: User, table: str) -> None:
    async with listening(stack, owner.access_token, table) as heard:
        sql("select pg_terminate_backend(active_pid) from pg_replication_slots")
        await heard.subscribed()
        sql(f"insert into public.{table} values (1, %s, 'after')", [owner.id])
        assert (await heard.record())["note"] == "after"
        assert heard.states.empty()
    assert sql("select temporary, active from pg_replication_slots") == [{"temporary": True, "active": True}]


async def test_an_expired_token_closes_the_channel_with_a_reason(
    stack: Any, sql: Sql, owner: User, table: str, token_for: MintFor
) -> None:
    async with (
        listening(stack, token_for(owner, 1.5), table) as renewed,
        listening(stack, token_for(owner, 1.6), table) as expiring,
    ):
        await renewed.client.set_auth(token_for(owner, 60))
        await renewed.subscribed()
        await expiring.state(RealtimeSubscribeStates.CHANNEL_ERROR)
        await expiring.state(RealtimeSubscribeStates.CLOSED)
        sql(f"insert into public.{table} values (1, %s, 'still here')", [owner.id])
        assert (await renewed.record())["id"] == 1
        assert expiring.changes.empty()
