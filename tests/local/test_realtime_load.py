"""Many subscribers and writers at once: no change is lost or sent to others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from local.config import StackConfig
from tests.conftest import Sql, User
from tests.local.realtime import SECONDS, listening, published_table, token_of

LISTENERS, WRITERS, ROWS = 8, 4, 40


@pytest.fixture
def table(sql: Sql) -> Iterator[str]:
    with published_table(sql) as table:
        yield table


async def test_users_get_all_their_own_rows_in_order_and_no_others(stack: Any, table: str) -> None:
    config = StackConfig.load(Path(stack.data_dir) / "config.json")
    people = [str(uuid4()) for _ in range(LISTENERS)]
    async with AsyncExitStack() as clients:
        heard = {
            person: await clients.enter_async_context(listening(stack, token_of(config, person), table))
            for person in people
        }
        await asyncio.gather(
            *(asyncio.to_thread(write, stack.db_url, table, people, number) for number in range(WRITERS))
        )
        for person in people:
            records = [await heard[person].record() for _ in range(WRITERS * ROWS // LISTENERS)]
            assert {record["user_id"] for record in records} == {person}
            for number in range(WRITERS):
                mine = [record["id"] for record in records if record["note"] == f"writer {number}"]
                assert mine == sorted(mine)
                assert len(mine) == ROWS // LISTENERS
        assert all(listener.changes.empty() for listener in heard.values())


def write(db_url: str, table: str, people: list[str], number: int) -> None:
    """Insert rows of the users in turn, each in a transaction of its own."""
    with psycopg.connect(db_url, autocommit=True) as connection:
        for row in range(ROWS):
            values = [number * ROWS + row, people[row % LISTENERS], f"writer {number}"]
            connection.execute(f"insert into public.{table} values (%s, %s, %s)", values)


async def test_a_row_is_sent_even_if_the_stream_has_it_before_it_is_visible(
    stack: Any, sql: Sql, owner: User, table: str
) -> None:
    async with listening(stack, owner.access_token, table) as heard:
        with commits_unseen(sql):
            inserting = asyncio.create_task(asyncio.to_thread(insert, stack.db_url, table, owner.id))
            await until_realtime_waits_for_it(sql)
            assert heard.changes.empty()
        await inserting
        assert (await heard.record())["note"] == "unseen"


async def until_realtime_waits_for_it(sql: Sql) -> None:
    query = "select pid from pg_stat_activity where pid <> pg_backend_pid() and query like 'select exists%pg_locks%'"
    async with asyncio.timeout(SECONDS):
        while not sql(query):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@contextmanager
def commits_unseen(sql: Sql) -> Iterator[None]:
    """Let commits wait for a standby that does not exist: they are in the WAL, but not visible."""
    sql("alter system set synchronous_standby_names = 'nobody'")
    sql("select pg_reload_conf()")
    try:
        yield
    finally:
        sql("alter system reset synchronous_standby_names")
        sql("select pg_reload_conf()")


def insert(db_url: str, table: str, user_id: str) -> None:
    with psycopg.connect(db_url, autocommit=True, options="-c synchronous_commit=on") as connection:
        connection.execute(f"insert into public.{table} values (1, %s, 'unseen')", [user_id])
