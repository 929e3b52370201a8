"""Database changes that a client of supabase-py receives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from local.realtime.subscriptions import Impossible, parse_filter
from tests.conftest import Sql, User
from tests.local.realtime import listening, published_table

VALUES = {
    "bool": "true",
    "int2": "-3",
    "int8": "9007199254740993",
    "float8": "'NaN'",
    "numeric(8,3)": "-0.001",
    "text": "'quote\" \\ and ''apostrophe'', ünïcödé 🎨, {brace}, line\nbreak'",
    "uuid": "'11111111-2222-4333-8444-555555555555'",
    "json": '\'{"a": [1, 2.5, null, "x"]}\'',
    "jsonb": '\'[true, {"nested": "ü"}]\'',
    "timestamptz": "'2026-11-22 08:29:19.855+02'",
    "date": "'2026-11-22'",
    "interval": "'1 day 2 hours'",
    "bytea": "'\\x00ff'",
    "int4[]": "'{{1,2},{NULL,4}}'",
    "text[]": '\'{plain,"with, comma","with \\"quote\\"",NULL,"NULL","","{}"}\'',
    "jsonb[]": "array['{\"a\": 1}'::jsonb, '2']",
    "mood": "'sad, or not'",
}


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql) as table:
        yield table


async def test_committed_changes_arrive_in_order(stack: Any, sql: Sql, owner: User, table: str) -> None:
    async with listening(stack, owner.access_token, table) as heard:
        with psycopg.connect(stack.db_url) as connection:
            connection.execute(f"insert into public.{table} values (0, %s, 'rolled back')", [owner.id])
            connection.rollback()
            for number in range(1, 51):
                connection.execute(f"insert into public.{table} values (%s, %s, 'in one')", [number, owner.id])
        sql(f"insert into public.{table} values (51, %s, 'after')", [owner.id])
        numbers = [(await heard.record())["id"] for _ in range(51)]
    assert numbers == list(range(1, 52))


async def test_new_tables_and_columns_are_streamed(stack: Any, sql: Sql, owner: User, table: str) -> None:
    async with listening(stack, owner.access_token, table) as first:
        with published_table(sql) as later:
            async with listening(stack, owner.access_token, later) as second:
                sql(f"insert into public.{later} values (1, %s, 'new table')", [owner.id])
                assert (await second.record())["note"] == "new table"
        sql(f"alter table public.{table} add column more numeric default 1.5, drop column note")
        sql(f"insert into public.{table} values (1, %s)", [owner.id])
        assert await first.record() == {"id": 1, "user_id": owner.id, "more": 1.5}


async def test_a_record_equals_to_jsonb_of_the_row(stack: Any, sql: Sql, owner: User) -> None:
    sql("create type mood as enum ('happy', 'sad, or not')")
    columns = ", ".join(f'"{type_}" {type_}, "no {type_}" {type_}' for type_ in VALUES)
    with published_table(sql, columns) as table:
        names = ", ".join(f'"{type_}"' for type_ in VALUES)
        async with listening(stack, owner.access_token, table) as heard:
            values = ", ".join(VALUES.values())
            sql(f"insert into public.{table} (id, user_id, {names}) values (1, %s, {values})", [owner.id])
            change = await heard.change()
        (row,) = sql(f"select to_jsonb(t) as expected from public.{table} t")
    sql("drop type mood")
    assert change["record"] == row["expected"]
    types = {column["name"]: column["type"] for column in change["columns"]}
    assert (types["id"], types["text[]"], types["mood"]) == ("int4", "_text", "mood")
    committed_at = datetime.fromisoformat(change["commit_timestamp"])
    assert abs((datetime.now(UTC) - committed_at).total_seconds()) < 30


async def test_an_unchanged_large_value_is_left_out(stack: Any, sql: Sql, owner: User) -> None:
    with published_table(sql, "note text, large text") as table:
        sql(f"alter table public.{table} alter column large set storage external")
        sql(f"insert into public.{table} values (1, %s, 'a', repeat('x', 10000))", [owner.id])
        async with listening(stack, owner.access_token, table) as heard:
            sql(f"update public.{table} set note = 'b'")
            unchanged = await heard.record()
            sql(f"update public.{table} set id = 2, large = repeat('y', 10000)")
            changed = await heard.change()
    assert unchanged == {"id": 1, "user_id": owner.id, "note": "b"}
    assert (changed["record"]["large"], changed["old_record"]) == ("y" * 10000, {"id": 1})


async def test_a_filter_selects_rows(stack: Any, sql: Sql, owner: User, table: str) -> None:
    token = owner.access_token
    async with (
        listening(stack, token, table, filter="note=eq.a,b") as by_note,
        listening(stack, token, table, filter=f"user_id=eq.{owner.id}") as by_user,
    ):
        for number, note in enumerate(("one", "a,b", None, "a,b"), 1):
            sql(f"insert into public.{table} values (%s, %s, %s)", [number, owner.id, note])
        assert [(await by_user.record())["id"] for _ in range(4)] == [1, 2, 3, 4]
        assert [(await by_note.record())["id"] for _ in range(2)] == [2, 4]
        assert by_note.changes.empty()


@pytest.mark.parametrize("text", ["n", "n=2", "n=eq", "=eq.2", "n=gt.1", "n=in.(1,2)"])
def test_an_unsupported_filter_is_refused(text: str) -> None:
    with pytest.raises(Impossible, match="by eq only"):
        parse_filter(text)
