"""Filters on database changes, over real columns and with supabase-py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from local.realtime.filters import Filter, InvalidFilter, parse
from tests.conftest import Sql, User
from tests.local.realtime import listening, published_table

COLUMNS = "n int, price numeric, word text, at timestamptz, done boolean, kind text"
ROWS = [
    (1, 1, "9.50", "one", "2026-01-01 00:00+00", True, "a"),
    (2, 2, "10.00", "two", "2026-02-01 00:00+00", False, "b"),
    (3, 10, "100", "a,b", "2026-03-01 00:00+00", None, "c"),
    (4, None, None, None, None, None, None),
]


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql, COLUMNS) as table:
        yield table


@pytest.mark.parametrize(
    ("condition", "heard"),
    [
        ("n=eq.2", [2]),
        ("n=eq.02", [2]),
        ("n=neq.2", [1, 3]),
        ("n=gt.2", [3]),
        ("n=gte.2", [2, 3]),
        ("n=lt.10", [1, 2]),
        ("n=lte.10", [1, 2, 3]),
        ("n=in.(1,10,11)", [1, 3]),
        ("n=not.in.(1,10)", [2]),
        ("price=eq.10", [2]),
        ("price=gt.9.5", [2, 3]),
        ("price=in.(10.0,100.00)", [2, 3]),
        ("word=eq.two", [2]),
        ('word=eq."a,b"', [3]),
        ('word=in.("a,b",one)', [1, 3]),
        ("word=like.%o%", [1, 2]),
        ("word=is.null", [4]),
        ("word=not.is.null", [1, 2, 3]),
        ("at=gte.2026-02-01T00:00:00Z", [2, 3]),
        ("at=eq.2026-02-01T01:00:00+01:00", [2]),
        ("done=eq.true", [1]),
        ("done=is.true", [1]),
        ("n=gt.1,word=eq.two", [2]),
        ("n=in.(1,2),kind=eq.b", [2]),
    ],
)
async def test_a_listener_hears_of_the_rows_that_pass_its_filter(
    stack: Any, sql: Sql, owner: User, table: str, condition: str, heard: list[int]
) -> None:
    async with (
        listening(stack, owner.access_token, table, filter=condition) as filtered,
        listening(stack, owner.access_token, table) as everything,
    ):
        for id_, *values in ROWS:
            sql(f"insert into public.{table} values (%s, %s, %s, %s, %s, %s, %s, %s)", [id_, owner.id, *values])
        for _ in ROWS:
            await everything.change()
        passed = [(await filtered.record())["id"] for _ in heard]
        assert filtered.changes.empty()
    assert passed == heard


async def test_an_update_into_a_filter_is_heard_and_one_out_of_it_is_not(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    sql(f"insert into public.{table} (id, user_id, n) values (1, %s, 1)", [owner.id])
    async with listening(stack, owner.access_token, table, filter="n=eq.2") as heard:
        sql(f"update public.{table} set n = 2")
        sql(f"update public.{table} set n = 3")
        sql(f"update public.{table} set n = 2, word = 'back'")
        assert [(await heard.record())["word"] for _ in (1, 2)] == [None, "back"]


async def test_a_deletion_passes_a_filter_on_the_key_and_no_other(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    sql(f"insert into public.{table} (id, user_id, n) values (1, %s, 7), (2, %s, 7)", [owner.id, owner.id])
    async with (
        listening(stack, owner.access_token, table, filter="id=eq.2") as by_key,
        listening(stack, owner.access_token, table, filter="n=eq.7") as by_value,
        listening(stack, owner.access_token, table) as everything,
    ):
        sql(f"delete from public.{table}")
        for _ in (1, 2):
            await everything.change()
        assert (await by_key.change())["old_record"] == {"id": 2}
        assert by_value.changes.empty()


@pytest.mark.parametrize(
    "text", ["", "n", "n=2", "n=eq", "=eq.2", "n=regex.x", "n=in.1,2", "n=is.nothing", "n=in.(" + "1," * 101 + "1)"]
)
def test_a_filter_that_cannot_be_read_is_refused(text: str) -> None:
    if not text:
        assert parse(text) == ()
        return
    with pytest.raises(InvalidFilter):
        parse(text)


def test_commas_in_lists_and_quotes_do_not_end_a_condition() -> None:
    assert parse('a=in.("x,y","say \\"z\\""),b=not.eq.1,c=like.%,%') == (
        Filter("a", "in", ("x,y", 'say "z"')),
        Filter("b", "eq", ("1",), negated=True),
        Filter("c", "like", ("%,%",)),
    )
