"""Waits for other processes end after a time limit."""

from __future__ import annotations

import fcntl
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from local.errors import StackError
from local.postgres import template
from local.realtime import feed, replication
from local.supervision import Supervisor
from tests.running import RunningStack


def test_the_lock_of_another_stack_is_awaited_for_a_limited_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template, "TEMPLATES", tmp_path)
    monkeypatch.setattr(template, "LONGEST_LOCK_SECONDS", 0.1)
    with (tmp_path / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(StackError, match="Another stack"), template._locked(fcntl.LOCK_EX, Supervisor(tmp_path)):
            pass


async def test_a_silent_stream_of_changes_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "SILENCE_SECONDS", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection: Any = SimpleNamespace(socket=ours.fileno())
        with pytest.raises(replication.ReplicationLost, match="no message for"):
            await replication._readable(connection)


async def test_a_transaction_that_never_becomes_visible_ends_the_stream(
    stack: RunningStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "VISIBLE_WITHIN_SECONDS", 0.2)
    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(stack.db_url, min_size=1, open=False)
    async with pool, pool.connection() as unfinished:
        row = await (await unfinished.execute("select pg_current_xact_id()::xid::text")).fetchone()
        with pytest.raises(replication.ReplicationLost, match="not visible"):
            await feed.Feed(stack.db_url, pool)._until_visible({int(row[0] if row else 0)})
