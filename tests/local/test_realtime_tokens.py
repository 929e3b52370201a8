"""Who a channel acts as: keys, tokens, their renewal and their end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from realtime import RealtimeSubscribeStates

from local.config import StackConfig
from tests.conftest import Sql, User
from tests.local.realtime import client, listening, published_table, token_of

MintFor = Callable[[User, float], str]


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql) as table:
        yield table


@pytest.fixture
def token_for(stack: Any) -> MintFor:
    """A token for a user that is good for so many seconds."""
    config = StackConfig.load(Path(stack.data_dir) / "config.json")

    return lambda user, seconds: token_of(config, user.id, seconds)


async def test_a_new_token_changes_whose_rows_are_heard(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str
) -> None:
    async with listening(stack, owner.access_token, table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'first')", [owner.id])
        assert (await heard.record())["id"] == 1
        await heard.client.set_auth(stranger.access_token)
        await answered(heard.client)
        sql(f"insert into public.{table} values (2, %s, 'no longer')", [owner.id])
        sql(f"insert into public.{table} values (3, %s, 'now')", [stranger.id])
        assert (await heard.record())["id"] == 3


async def test_signing_out_makes_the_channel_anon(stack: Any, sql: Sql, owner: User, table: str) -> None:
    sql(f"grant select on public.{table} to anon")
    sql(f"create policy open on public.{table} for select to anon using (note = 'open')")
    async with listening(stack, owner.access_token, table) as heard:
        await heard.client.set_auth(stack.publishable_key)
        await answered(heard.client)
        sql(f"insert into public.{table} values (1, %s, 'closed'), (2, null, 'open')", [owner.id])
        assert (await heard.record())["id"] == 2


async def test_a_token_that_expires_ends_the_channel_and_says_so(
    stack: Any, sql: Sql, owner: User, table: str, token_for: MintFor
) -> None:
    async with listening(stack, token_for(owner, 1.5), table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'in time')", [owner.id])
        assert (await heard.record())["id"] == 1
        await heard.state(RealtimeSubscribeStates.CHANNEL_ERROR)
        await heard.state(RealtimeSubscribeStates.CLOSED)
        sql(f"insert into public.{table} values (2, %s, 'too late')", [owner.id])
        async with listening(stack, owner.access_token, table) as other:
            sql(f"update public.{table} set note = 'later' where id = 2")
            await other.change()
        assert heard.changes.empty()


async def test_a_token_renewed_in_time_keeps_the_channel(
    stack: Any, sql: Sql, owner: User, table: str, token_for: MintFor
) -> None:
    async with (
        listening(stack, token_for(owner, 1.5), table) as renewed,
        listening(stack, token_for(owner, 1.6), table) as expiring,
    ):
        await renewed.client.set_auth(token_for(owner, 60))
        await expiring.state(RealtimeSubscribeStates.CLOSED)
        sql(f"insert into public.{table} values (1, %s, 'still here')", [owner.id])
        assert (await renewed.record())["id"] == 1


@pytest.mark.parametrize("kind", ["expired", "forged", "garbage"])
async def test_a_token_that_is_no_good_is_refused_at_the_join(
    stack: Any, owner: User, table: str, token_for: MintFor, kind: str
) -> None:
    tokens = {"expired": token_for(owner, -10), "forged": owner.access_token[:-6] + "AAAAAA", "garbage": "x"}
    outcomes: asyncio.Queue[tuple[RealtimeSubscribeStates, str]] = asyncio.Queue()
    async with client(stack, tokens[kind]) as made:
        channel = made.channel("no-good")
        await channel.subscribe(lambda state, error: outcomes.put_nowait((state, str(error))))
        state, error = await asyncio.wait_for(outcomes.get(), 10)
    assert state == RealtimeSubscribeStates.CHANNEL_ERROR
    assert "InvalidJWTToken" in error


async def answered(made: Any) -> None:
    """Wait until the server has worked through what the client has sent so far."""
    channel = made.channel("marker")
    await channel.subscribe()
