"""Bring the changes of the database to those who listen and may see them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from local.claims import Caller, acting_as
from local.realtime.bindings import Binding
from local.realtime.changes import Assembler, RowChange
from local.realtime.replication import ReplicationLost, stream
from local.realtime.visibility import Judge

if TYPE_CHECKING:
    from local.realtime.channel import Channel

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
STILL_INVISIBLE_SECONDS = 0.002
VISIBLE_WITHIN_SECONDS = 10.0
# How many roles and claims are asked for at once, each over a connection of its own.
ASKED_AT_ONCE = 4
# A transaction holds the lock on its own number until everybody sees what it did.
INVISIBLE = "select exists (select from pg_locks where locktype = 'transactionid' and granted and transactionid::text = any (%s))"


@dataclass(frozen=True)
class Subscription:
    """What a channel is told of, for whom, and from which place in the WAL on."""

    caller: Caller
    bindings: tuple[Binding, ...]
    begins_at: int

    def wanted(self, change: RowChange) -> list[Binding]:
        """The bindings that this change is for."""
        if change.transaction.lsn < self.begins_at:
            return []
        return [binding for binding in self.bindings if binding.wants(change)]


@dataclass(frozen=True)
class Delivery:
    """A change that concerns a channel, and the bindings that it concerns."""

    change: RowChange
    channel: Channel
    caller: Caller
    bindings: list[Binding]


class Feed:
    """The stream of changes, opened again whenever it is lost. `channels` are those that are subscribed."""

    def __init__(self, db_url: str, pool: AsyncConnectionPool[Any]) -> None:
        self._db_url = db_url
        self._pool = pool
        self._ask = asyncio.Semaphore(ASKED_AT_ONCE)
        self.channels: set[Channel] = set()
        self.is_open = asyncio.Event()

    async def run(self) -> None:
        """Follow the database for ever. What happens while the stream is lost is lost to those who listen. They are
        subscribed again and told so, and read again what they show."""
        while True:
            try:
                await self._follow()
            except (psycopg.Error, ReplicationLost) as error:
                log.warning("realtime: the stream of changes is lost, trying again: %s", error)
            except Exception:
                log.exception("realtime: the stream of changes has failed, trying again")
            self.is_open.clear()
            for channel in tuple(self.channels):
                channel.subscribe()
            # The stream notices at once that the database has ended: the connections that wait in the pool ended too.
            await self._pool.drain()
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        assembler = Assembler(self._pool)
        async with stream(self._db_url) as changes:
            self.is_open.set()
            async for batch in changes.batches():
                await self._deliver(await assembler.changes(batch))

    async def _deliver(self, changes: Sequence[RowChange]) -> None:
        deliveries = [delivery for change in changes for delivery in self._deliveries(change)]
        if not deliveries:
            return
        await self._until_visible({delivery.change.transaction.xid for delivery in deliveries})
        by_caller = defaultdict(list)
        for delivery in deliveries:
            by_caller[json.dumps([delivery.caller.role, delivery.caller.claims], sort_keys=True)].append(delivery)
        await asyncio.gather(*map(self._tell, by_caller.values()))

    def _deliveries(self, change: RowChange) -> list[Delivery]:
        subscribed = [(channel, channel.subscription) for channel in self.channels if channel.subscription]
        wanted = [(channel, subscription, subscription.wanted(change)) for channel, subscription in subscribed]
        return [Delivery(change, channel, one.caller, bindings) for channel, one, bindings in wanted if bindings]

    async def _tell(self, group: Sequence[Delivery]) -> None:
        """Tell the channels of one caller what the caller may see."""
        try:
            async with self._ask, acting_as(self._pool, group[0].caller) as connection:
                judge = Judge(connection)
                told = [(one.channel, await judge.judge(one.change, one.bindings)) for one in group]
            for channel, payload in told:
                if payload is not None:
                    channel.push("postgres_changes", payload)
        except Exception:  # such as a value nested too deeply: one caller's trouble must not become everyone's
            log.exception("realtime: changes for a listener as %s are lost", group[0].caller.role)
            for channel in {delivery.channel for delivery in group}:
                channel.subscribe()

    async def _until_visible(self, xids: set[int]) -> None:
        """Wait for these transactions to be seen: the stream tells of a commit moments before others can see it.

        Raises ReplicationLost if they are not seen in time.
        """
        try:
            async with asyncio.timeout(VISIBLE_WITHIN_SECONDS), self._pool.connection() as connection:
                while await self._are_invisible(connection, xids):  # noqa: ASYNC110
                    await asyncio.sleep(STILL_INVISIBLE_SECONDS)
        except TimeoutError as error:
            raise ReplicationLost(f"a transaction is not visible after {VISIBLE_WITHIN_SECONDS:.0f} s") from error

    async def _are_invisible(self, connection: psycopg.AsyncConnection[Any], xids: set[int]) -> bool:
        row = await (await connection.execute(INVISIBLE, [[str(xid) for xid in xids]])).fetchone()
        return bool(row and row[0])
