"""Who receives a change and which columns: row level security and grants decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Sql, User
from tests.local.realtime import listening, published_table, refusal


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql) as table:
        yield table


async def test_a_row_with_a_new_owner_is_sent_to_the_new_owner_only(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str
) -> None:
    sql(f"insert into public.{table} values (1, %s, 'mine')", [owner.id])
    async with (
        listening(stack, owner.access_token, table) as before,
        listening(stack, stranger.access_token, table) as after,
    ):
        sql(f"update public.{table} set user_id = %s, note = 'theirs'", [stranger.id])
        sql(f"insert into public.{table} values (2, %s, 'mine')", [owner.id])
        assert (await after.record())["note"] == "theirs"
        assert (await before.record())["id"] == 2


async def test_anon_gets_the_rows_that_anon_may_see(stack: Any, sql: Sql, owner: User, table: str) -> None:
    sql(f"grant select on public.{table} to anon")
    sql(f"create policy open on public.{table} for select to anon using (note = 'open')")
    async with listening(stack, None, table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'closed')", [owner.id])
        sql(f"insert into public.{table} values (2, %s, 'open')", [owner.id])
        assert (await heard.record())["id"] == 2


async def test_a_role_without_a_grant_gets_no_changes(stack: Any, sql: Sql, table: str) -> None:
    sql(f"create policy open on public.{table} for select to anon using (true)")
    async with listening(stack, None, table) as heard, listening(stack, stack.service_role_key, table) as everything:
        sql(f"insert into public.{table} values (1, null, 'not for anon')")
        sql(f"delete from public.{table}")
        while (await everything.change())["type"] != "DELETE":
            pass
        sql(f"grant select on public.{table} to anon")
        sql(f"insert into public.{table} values (2, null, 'for anon')")
        assert (await heard.record())["id"] == 2


async def test_a_hidden_column_cannot_be_guessed_by_a_filter(stack: Any, sql: Sql, owner: User, table: str) -> None:
    sql(f"revoke select on public.{table} from authenticated")
    sql(f"grant select (id, user_id) on public.{table} to authenticated")
    error = await refusal(stack, owner.access_token, table, filter="note=eq.hidden")
    assert "invalid column for filter note" in error


async def test_a_failing_policy_hides_the_row_from_its_own_role_only(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str
) -> None:
    sql(f"create policy broken on public.{table} for select to authenticated using (1 / (id - 1) > 0)")
    async with listening(stack, owner.access_token, table) as heard:
        sql(f"insert into public.{table} values (1, %s, 'fails')", [stranger.id])
        sql(f"insert into public.{table} values (2, %s, 'passes')", [owner.id])
        assert (await heard.record())["id"] == 2


async def test_a_value_nested_too_deeply_affects_its_own_subscribers_only(
    stack: Any, sql: Sql, owner: User, stranger: User, table: str
) -> None:
    sql(f"alter table public.{table} add column facts jsonb")
    async with (
        listening(stack, owner.access_token, table) as hit,
        listening(stack, stranger.access_token, table) as spared,
    ):
        sql(f"insert into public.{table} values (1, %s, 'deep', %s)", [owner.id, "[" * 3000 + "]" * 3000])
        sql(f"insert into public.{table} values (2, %s, 'flat')", [stranger.id])
        assert (await spared.record())["note"] == "flat"
        await hit.subscribed()
        sql(f"insert into public.{table} values (3, %s, 'flat again')", [owner.id])
        assert (await hit.record())["note"] == "flat again"
