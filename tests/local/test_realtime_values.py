"""Values of every type are told as Postgres' own `to_jsonb` writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.realtime.feed import is_visible
from local.realtime.values import Type, to_json
from tests.conftest import Sql, User
from tests.local.realtime import listening, published_table

VALUES = {
    "bool": "true",
    "int2": "-3",
    "int8": "9007199254740993",
    "float8": "0.1",
    "float4": "1e10",
    "numeric": "12.50",
    "numeric(8,3)": "-0.001",
    "text": "'quote\" \\ and ''apostrophe'', ünïcödé 🎨, {brace}, line\nbreak'",
    "varchar(9)": "''",
    "uuid": "'11111111-2222-4333-8444-555555555555'",
    "json": '\'{"a": [1, 2.5, null, "x"]}\'',
    "jsonb": '\'[true, {"nested": "ü"}]\'',
    "timestamptz": "'2026-11-22 08:29:19.855+02'",
    "timestamp": "'2026-11-22 08:29:19'",
    "date": "'2026-11-22'",
    "time": "'08:29:19.5'",
    "interval": "'1 day 2 hours'",
    "bytea": "'\\x00ff'",
    "inet": "'10.0.0.1/8'",
    "point": "'(1,2)'",
    "int4[]": "'{1,NULL,3}'",
    "int4[][]": "'{{1,2},{3,4}}'",
    "text[]": '\'{plain,"with, comma","with \\"quote\\"",NULL,"NULL","","{}"}\'',
    "bool[]": "'{t,f}'",
    "jsonb[]": "array['{\"a\": 1}'::jsonb, '2']",
    "timestamptz[]": "'{2026-11-22 08:29:19+00}'",
    "uuid[]": "'{}'",
    "extensions_mood": "'sad, or not'",
    "extensions_positive": "7",
    "extensions_positive[]": "'{7,8}'",
}


async def test_a_record_is_what_to_jsonb_makes_of_the_row(stack: Any, sql: Sql, owner: User) -> None:
    sql("create type extensions_mood as enum ('happy', 'sad, or not')")
    sql("create domain extensions_positive as numeric check (value > 0)")
    columns = ", ".join(f'"{type_}" {type_}, "no {type_}" {type_}' for type_ in VALUES)
    with published_table(sql, columns) as table:
        names = ", ".join(f'"{type_}"' for type_ in VALUES)
        async with listening(stack, owner.access_token, table) as heard:
            sql(
                f"insert into public.{table} (id, user_id, {names}) values (1, %s, {', '.join(VALUES.values())})",
                [owner.id],
            )
            record = await heard.record()
        (row,) = sql(f"select to_jsonb(t) as expected from public.{table} t")
    sql("drop domain extensions_positive; drop type extensions_mood")
    assert record == row["expected"]


async def test_the_time_of_the_commit_and_the_types_of_the_columns_are_told(stack: Any, sql: Sql, owner: User) -> None:
    with published_table(sql, "tags text[], made timestamptz") as table:
        async with listening(stack, owner.access_token, table) as heard:
            sql(f"insert into public.{table} values (1, %s)", [owner.id])
            change = await heard.change()
    types = {column["name"]: column["type"] for column in change["columns"]}
    assert types == {"id": "int4", "user_id": "uuid", "tags": "_text", "made": "timestamptz"}
    committed_at = datetime.fromisoformat(change["commit_timestamp"])
    assert abs((datetime.now(UTC) - committed_at).total_seconds()) < 30


async def test_a_large_value_that_stays_as_it_is_is_left_out(stack: Any, sql: Sql, owner: User) -> None:
    with published_table(sql, "note text, large text") as table:
        sql(f"alter table public.{table} alter column large set storage external")
        sql(f"insert into public.{table} values (1, %s, 'a', repeat('x', 10000))", [owner.id])
        async with listening(stack, owner.access_token, table) as heard:
            sql(f"update public.{table} set note = 'b'")
            unchanged = await heard.record()
            sql(f"update public.{table} set large = repeat('y', 10000)")
            changed = await heard.record()
    assert unchanged == {"id": 1, "user_id": owner.id, "note": "b"}
    assert changed["large"] == "y" * 10000


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_number_that_json_does_not_know_is_told_as_text(text: str) -> None:
    assert to_json(Type("numeric", "numeric", "numeric"), text) == text


def nested(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(values, min_size=1, max_size=4)


@given(st.recursive(st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0")), nested, max_leaves=8))
def test_every_array_of_texts_is_read_as_it_was_written(value: Any) -> None:
    array = value if isinstance(value, list) else [value]
    assert to_json(Type("_text", "text[]", "_text", "text"), write_array(array)) == array


def write_array(value: list[Any]) -> str:
    return "{" + ",".join(write_array(item) if isinstance(item, list) else write_text(item) for item in value) + "}"


def write_text(value: str | None) -> str:
    if value is None:
        return "NULL"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@pytest.mark.parametrize(
    ("xid", "snapshot", "visible"),
    [
        (5, "10:12:", True),
        (10, "10:12:10", False),
        (11, "10:12:10", True),
        (12, "10:12:10", False),
        (7, f"{2**32 + 10}:{2**32 + 12}:{2**32 + 10}", True),
        (10, f"{2**32 + 10}:{2**32 + 12}:{2**32 + 10}", False),
        (2**32 - 1, f"{2**32 + 3}:{2**32 + 3}:", True),
        (1, f"{2**32 - 2}:{2**32 - 2}:", False),
    ],
)
def test_a_transaction_is_waited_for_until_a_snapshot_shows_it(xid: int, snapshot: str, visible: bool) -> None:
    assert is_visible(xid, snapshot) is visible
