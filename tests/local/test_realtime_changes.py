"""Database changes with supabase-py: what a listener hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from local.realtime.bindings import Impossible, parse
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
CONDITIONS = [
    ("n=eq.02", [2]),
    ("n=neq.2", [1, 3]),
    ("n=gt.2", [3]),
    ("n=gte.2", [2, 3]),
    ("n=lt.10", [1, 2]),
    ("n=lte.10", [1, 2, 3]),
    ("n=in.(1,10,11)", [1, 3]),
    ("word=eq.a,b", [3]),
    ("at=gte.2026-02-01T00:00:00Z", [2, 3]),
]
ROWS = [
    (1, 1, "one", "2026-01-01 00:00+00"),
    (2, 2, "two", "2026-02-01 00:00+00"),
    (3, 10, "a,b", "2026-03-01 00:00+00"),
    (4, None, None, None),
]


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql) as table:
        yield table


@pytest.fixture
def sorted_table(sql: Sql) -> Iterator[str]:
    with published_table(sql, "n int, word text, at timestamptz") as table:
        yield table


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


async def test_a_table_and_a_column_made_while_somebody_listens_are_heard(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    async with listening(stack, owner.access_token, table) as first:
        with published_table(sql) as later:
            async with listening(stack, owner.access_token, later) as second:
                sql(f"insert into public.{later} values (1, %s, 'new table')", [owner.id])
                assert (await second.record())["note"] == "new table"
        sql(f"alter table public.{table} add column more numeric default 1.5, drop column note")
        sql(f"insert into public.{table} values (1, %s)", [owner.id])
        assert await first.record() == {"id": 1, "user_id": owner.id, "more": 1.5}


async def test_a_record_is_what_to_jsonb_makes_of_the_row(stack: Any, sql: Sql, owner: User) -> None:
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


async def test_a_large_value_that_stays_as_it_is_is_left_out(stack: Any, sql: Sql, owner: User) -> None:
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


@pytest.mark.parametrize(("condition", "passes"), CONDITIONS)
async def test_a_listener_hears_of_the_rows_that_pass_its_filter(
    stack: Any, sql: Sql, owner: User, sorted_table: str, condition: str, passes: list[int]
) -> None:
    async with (
        listening(stack, owner.access_token, sorted_table, filter=condition) as filtered,
        listening(stack, owner.access_token, sorted_table) as everything,
    ):
        for id_, *values in ROWS:
            sql(f"insert into public.{sorted_table} values (%s, %s, %s, %s, %s)", [id_, owner.id, *values])
        for _ in ROWS:
            await everything.change()
        heard = [(await filtered.record())["id"] for _ in passes]
        assert filtered.changes.empty()
    assert heard == passes


@pytest.mark.parametrize("text", ["n", "n=2", "n=eq", "=eq.2", "n=regex.x", "n=in.1,2", "n=in.(" + "1," * 101 + "1)"])
def test_a_filter_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Impossible):
        parse(text)
