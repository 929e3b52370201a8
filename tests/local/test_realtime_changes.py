"""Database changes with supabase-py: what a listener hears."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from realtime import RealtimeSubscribeStates

from tests.conftest import Sql, User
from tests.local.realtime import SECONDS, client, listen, listening, published_table, refusal


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql) as table:
        yield table


async def test_an_insert_an_update_and_a_delete_are_heard_each_as_what_it_is(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    async with listening(stack, owner.access_token, table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'new')", [owner.id])
        inserted = await heard.change()
        sql(f"update public.{table} set note = 'changed'")
        updated = await heard.change()
        sql(f"delete from public.{table}")
        deleted = await heard.change()
    assert (inserted["type"], inserted["schema"], inserted["table"]) == ("INSERT", "public", table)
    assert inserted["record"] == {"id": 1, "user_id": owner.id, "note": "new"}
    assert "old_record" not in inserted
    assert (updated["type"], updated["record"]["note"], updated["old_record"]) == ("UPDATE", "changed", {"id": 1})
    assert (deleted["type"], deleted["old_record"], deleted.get("record")) == ("DELETE", {"id": 1}, None)


@pytest.mark.parametrize("event", ["INSERT", "UPDATE", "DELETE"])
async def test_a_listener_for_one_kind_of_event_hears_only_that(
    stack: Any, sql: Sql, owner: User, table: str, event: str
) -> None:
    async with listening(stack, owner.access_token, table, event) as heard:
        for number in (1, 2):
            sql(f"insert into public.{table} values (%s, %s, 'new')", [number, owner.id])
            sql(f"update public.{table} set note = 'changed' where id = %s", [number])
            sql(f"delete from public.{table} where id = %s", [number])
        kinds = [(await heard.change())["type"] for _ in (1, 2)] if event == "DELETE" else []
        if event != "DELETE":  # what is deleted by the time it is looked up is not shown
            sql(f"insert into public.{table} values (3, %s, 'new')", [owner.id])
            sql(f"update public.{table} set note = 'changed' where id = 3")
            kinds = [(await heard.change())["type"]]
    assert set(kinds) == {event}


async def test_changes_of_a_transaction_come_in_order_and_only_if_it_commits(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    async with listening(stack, owner.access_token, table) as heard:
        with psycopg.connect(stack.db_url) as connection:
            connection.execute(f"insert into public.{table} values (0, %s, 'rolled back')", [owner.id])
            connection.rollback()
            for number in range(1, 51):
                connection.execute(f"insert into public.{table} values (%s, %s, 'in one')", [number, owner.id])
        sql(f"insert into public.{table} values (51, %s, 'after')", [owner.id])
        numbers = [(await heard.record())["id"] for _ in range(51)]
    assert numbers == list(range(1, 52))


async def test_every_listener_hears(stack: Any, sql: Sql, owner: User, table: str) -> None:
    async with (
        listening(stack, owner.access_token, table) as one,
        listening(stack, owner.access_token, table) as other,
    ):
        sql(f"insert into public.{table} values (1, %s, 'new')", [owner.id])
        assert await one.record() == await other.record()


async def test_one_channel_may_listen_to_several_things(stack: Any, sql: Sql, owner: User, table: str) -> None:
    inserts: asyncio.Queue[Any] = asyncio.Queue()
    deletes: asyncio.Queue[Any] = asyncio.Queue()
    async with client(stack, owner.access_token) as made:
        channel = made.channel("several")
        listen(channel, "INSERT", table, inserts.put_nowait)
        listen(channel, "DELETE", table, deletes.put_nowait)
        await channel.subscribe()
        sql(f"insert into public.{table} values (1, %s, 'new')", [owner.id])
        inserted = await asyncio.wait_for(inserts.get(), SECONDS)
        sql(f"delete from public.{table}")
        deleted = await asyncio.wait_for(deletes.get(), SECONDS)
    assert (inserted["data"]["type"], deleted["data"]["type"]) == ("INSERT", "DELETE")
    assert inserted["ids"] != deleted["ids"]
    assert inserts.empty()


async def test_a_table_that_is_not_published_is_refused_in_so_many_words(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    sql(f"alter publication supabase_realtime drop table public.{table}")
    assert "Please check Realtime is enabled" in await refusal(stack, owner.access_token, table)


async def test_a_table_and_a_column_made_while_somebody_listens_are_heard(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    async with listening(stack, owner.access_token, table) as first:
        with published_table(sql) as later:
            async with listening(stack, owner.access_token, later) as second:
                sql(f"insert into public.{later} values (1, %s, 'new table')", [owner.id])
                assert (await second.record())["note"] == "new table"
        sql(f"alter table public.{table} add column more numeric default 1.5")
        sql(f"insert into public.{table} values (1, %s, 'new column')", [owner.id])
        assert (await first.record())["more"] == 1.5


async def test_after_the_stream_was_lost_listeners_join_again_and_hear_on(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    async with listening(stack, owner.access_token, table) as heard:
        sql("select pg_terminate_backend(active_pid) from pg_replication_slots")
        await heard.state(RealtimeSubscribeStates.CHANNEL_ERROR)
        await heard.state(RealtimeSubscribeStates.SUBSCRIBED)
        sql(f"insert into public.{table} values (1, %s, 'after')", [owner.id])
        assert (await heard.record())["note"] == "after"


async def test_a_slot_does_not_outlive_its_connection(sql: Sql, stack: Any) -> None:
    slots = sql("select temporary, active from pg_replication_slots")
    assert slots == [{"temporary": True, "active": True}]


async def test_what_happened_before_somebody_listens_is_not_told(stack: Any, sql: Sql, owner: User, table: str) -> None:
    sql(f"insert into public.{table} values (1, %s, 'before')", [owner.id])
    async with listening(stack, owner.access_token, table) as heard:
        sql(f"insert into public.{table} values (2, %s, 'after')", [owner.id])
        assert (await heard.record())["note"] == "after"


async def test_a_client_that_has_left_hears_no_more(stack: Any, sql: Sql, owner: User, table: str) -> None:
    async with (
        listening(stack, owner.access_token, table) as stays,
        listening(stack, owner.access_token, table) as leaves,
    ):
        await leaves.channel.unsubscribe()
        sql(f"insert into public.{table} values (1, %s, 'new')", [owner.id])
        await stays.change()
        assert leaves.changes.empty()
