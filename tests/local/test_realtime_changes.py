"""Database changes with supabase-py: what a listener hears, and what only others may."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from realtime import RealtimeSubscribeStates

from tests.conftest import Sql, User
from tests.local.realtime import SECONDS, client, listen, listening, published_table


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql) as table:
        yield table


# What is heard -----------------------------------------------------------------------------------------------------


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


# Who hears -----------------------------------------------------------------------------------------------------------


async def test_a_stranger_does_not_hear_of_a_row_that_he_may_not_see(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str
) -> None:
    async with listening(stack, stranger.access_token, table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'secret')", [owner.id])
        sql(f"update public.{table} set note = 'still secret'")
        sql(f"insert into public.{table} values (2, %s, 'his own')", [stranger.id])
        assert (await heard.record())["note"] == "his own"


async def test_a_row_that_changes_hands_is_heard_by_the_new_owner_only(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str
) -> None:
    sql(f"insert into public.{table} values (1, %s, 'mine')", [owner.id])
    async with (
        listening(stack, owner.access_token, table) as before,
        listening(stack, stranger.access_token, table) as after,
    ):
        sql(f"update public.{table} set user_id = %s, note = 'his'", [stranger.id])
        sql(f"insert into public.{table} values (2, %s, 'mine')", [owner.id])
        assert (await after.record())["note"] == "his"
        assert (await before.record())["id"] == 2


@pytest.mark.parametrize("identity", ["default", "full"])
async def test_of_a_deleted_row_nobody_hears_more_than_its_key(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str, identity: str
) -> None:
    sql(f"alter table public.{table} replica identity {identity}")
    sql(f"insert into public.{table} values (1, %s, 'secret')", [owner.id])
    async with listening(stack, stranger.access_token, table) as heard:
        sql(f"delete from public.{table}")
        deleted = await heard.change()
    assert deleted["old_record"] == {"id": 1}
    assert "secret" not in str(deleted)


async def test_anon_hears_what_anon_may_see(stack: Any, sql: Sql, owner: User, table: str) -> None:
    sql(f"grant select on public.{table} to anon")
    sql(f"create policy open on public.{table} for select to anon using (note = 'open')")
    async with listening(stack, None, table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'closed')", [owner.id])
        sql(f"insert into public.{table} values (2, %s, 'open')", [owner.id])
        assert (await heard.record())["id"] == 2


async def test_a_role_without_a_grant_hears_nothing(stack: Any, sql: Sql, table: str) -> None:
    sql(f"create policy open on public.{table} for select to anon using (true)")
    async with listening(stack, None, table) as heard, listening(stack, stack.secret_key, table) as everything:
        sql(f"insert into public.{table} values (1, null, 'not for anon')")
        sql(f"delete from public.{table}")
        while (await everything.change())["type"] != "DELETE":
            pass
        sql(f"grant select on public.{table} to anon")
        sql(f"insert into public.{table} values (2, null, 'for anon')")
        assert (await heard.record())["id"] == 2


async def test_the_service_role_hears_everything(stack: Any, sql: Sql, owner: User, table: str) -> None:
    for key in (stack.secret_key, stack.service_role_key):
        async with listening(stack, key, table) as heard:
            sql(f"insert into public.{table} values (1, %s, 'anyone''s')", [owner.id])
            assert (await heard.record())["note"] == "anyone's"
            sql(f"delete from public.{table}")


async def test_a_column_that_the_role_may_not_select_is_not_told(stack: Any, sql: Sql, owner: User, table: str) -> None:
    sql(f"revoke select on public.{table} from authenticated")
    sql(f"grant select (id, user_id) on public.{table} to authenticated")
    async with listening(stack, owner.access_token, table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'hidden')", [owner.id])
        change = await heard.change()
    assert change["record"] == {"id": 1, "user_id": owner.id}
    assert [column["name"] for column in change["columns"]] == ["id", "user_id"]
    assert "hidden" not in str(change)


async def test_a_hidden_column_cannot_be_guessed_by_a_filter(stack: Any, sql: Sql, owner: User, table: str) -> None:
    sql(f"revoke select on public.{table} from authenticated")
    sql(f"grant select (id, user_id) on public.{table} to authenticated")
    error = await refusal(stack, owner, table, filter="note=eq.hidden")
    assert "invalid column for filter note" in error


async def test_a_policy_that_fails_shows_nothing_and_stops_nobody_else(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str
) -> None:
    sql(f"create policy broken on public.{table} for select to authenticated using (1 / (id - 1) > 0)")
    async with listening(stack, owner.access_token, table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'fails')", [stranger.id])
        sql(f"insert into public.{table} values (2, %s, 'passes')", [owner.id])
        assert (await heard.record())["id"] == 2


# What is published -----------------------------------------------------------------------------------------------------


async def test_a_table_that_is_not_published_is_refused_in_so_many_words(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    sql(f"alter publication supabase_realtime drop table public.{table}")
    assert "Please check Realtime is enabled" in await refusal(stack, owner, table)


async def refusal(stack: Any, user: User, table: str, **wanted: Any) -> str:
    """Why a listener for this is refused."""
    errors: asyncio.Queue[str] = asyncio.Queue()

    def note(state: RealtimeSubscribeStates, error: Exception | None) -> None:
        if state == RealtimeSubscribeStates.CHANNEL_ERROR:
            errors.put_nowait(str(error))

    async with client(stack, user.access_token) as made:
        await listen(made.channel("refused"), "*", table, print, **wanted).subscribe(note)
        return await asyncio.wait_for(errors.get(), SECONDS)


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


# Coming back -------------------------------------------------------------------------------------------------------------


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
