"""Bring the changes of the database to those who listen and may see them."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from local.claims import Caller, acting_as
from local.realtime import visibility
from local.realtime.changes import Assembler, RowChange
from local.realtime.hub import Hub, Member
from local.realtime.replication import ReplicationLost, stream
from local.realtime.subscriptions import Binding
from local.realtime.visibility import Connection, Rights

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
STILL_INVISIBLE_SECONDS = 0.002
VISIBLE_WITHIN_SECONDS = 10.0
# How many roles and claims are asked for at once, each over a connection of its own.
ASKED_AT_ONCE = 4
XIDS = 2**32


@dataclass(frozen=True)
class Delivery:
    """A change that concerns a member, and the bindings that it concerns."""

    number: int
    change: RowChange
    member: Member
    bindings: tuple[Binding, ...]


Payload = dict[str, Any]


class Feed:
    """The stream of changes, opened anew whenever it is lost."""

    def __init__(self, db_url: str, pool: AsyncConnectionPool[Any], hub: Hub) -> None:
        self._db_url = db_url
        self._pool = pool
        self._hub = hub
        self._ask = asyncio.Semaphore(ASKED_AT_ONCE)
        self.is_open = asyncio.Event()

    async def run(self) -> None:
        """Follow the database for ever. What happens while the stream is lost is lost to those who listen, so they
        are told that their channel has failed: they join again and read again."""
        while True:
            try:
                await self._follow()
            except (psycopg.Error, ReplicationLost) as error:
                log.warning("realtime: the stream of changes is lost, trying again: %s", error)
            except Exception:
                log.exception("realtime: the stream of changes is given up, trying again")
            self.is_open.clear()
            for member in tuple(self._hub.listeners()):
                member.fail("Realtime lost its connection to the database")
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
        deliveries = list(self._deliveries(changes))
        if not deliveries:
            return
        await self._until_visible({delivery.change.transaction.xid for delivery in deliveries})
        by_caller = defaultdict(list)
        for delivery in deliveries:
            by_caller[_key(delivery.member.caller)].append(delivery)
        payloads: dict[int, list[Payload]] = {}
        for judged in await asyncio.gather(*map(self._judge, by_caller.values())):
            payloads |= judged
        for delivery in deliveries:
            for payload in payloads.get(delivery.number, ()):
                delivery.member.push("postgres_changes", payload)

    def _deliveries(self, changes: Sequence[RowChange]) -> Iterable[Delivery]:
        members = tuple(self._hub.listeners())
        number = 0
        for change in changes:
            for member in members:
                bindings = tuple(binding for binding in member.bindings if binding.wants(change))
                if bindings and change.transaction.lsn >= member.hears_from:
                    number += 1
                    yield Delivery(number, change, member, bindings)

    async def _judge(self, group: Sequence[Delivery]) -> dict[int, list[Payload]]:
        """What each delivery of one caller has to say; nothing for what he may not see."""
        caller = group[0].member.caller
        try:
            async with self._ask, acting_as(self._pool, caller) as connection:
                judge = _Judge(connection)
                return {delivery.number: await judge.payloads(delivery) for delivery in group}
        except Exception:  # such as a value nested too deeply: one caller's trouble must not become everyone's
            log.exception("realtime: changes for a listener as %s are lost", caller.role)
            for member in {delivery.member for delivery in group}:
                member.fail("Realtime was unable to ask the database")
            return {}

    async def _until_visible(self, xids: set[int]) -> None:
        """Wait for these transactions to be seen: the stream tells of a commit moments before others can see it.

        Raises ReplicationLost if they are not seen in time.
        """
        deadline = time.monotonic() + VISIBLE_WITHIN_SECONDS
        async with self._pool.connection() as connection:
            while time.monotonic() < deadline:
                row = await (await connection.execute("select pg_current_snapshot()::text")).fetchone()
                if row and all(is_visible(xid, row[0]) for xid in xids):
                    return
                await asyncio.sleep(STILL_INVISIBLE_SECONDS)
        raise ReplicationLost(f"a transaction is not visible after {VISIBLE_WITHIN_SECONDS:.0f} s")


class _Judge:
    """Asks, over a connection that has assumed a caller's role, what he may be told."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rights: dict[int, Rights] = {}

    async def payloads(self, delivery: Delivery) -> list[Payload]:
        """One payload for each selection of columns that the bindings ask for."""
        change = delivery.change
        rights = await self._rights_to(change)
        passing = [binding for binding in delivery.bindings if await self._passes(change, binding, rights)]
        if not passing or not await visibility.may_see(self._connection, change, rights):
            return []
        selections = defaultdict(list)
        for binding in passing:
            selections[binding.select].append(binding.id)
        return [{"ids": ids, "data": visibility.told(change, rights, select)} for select, ids in selections.items()]

    async def _passes(self, change: RowChange, binding: Binding, rights: Rights) -> bool:
        return await visibility.passes(self._connection, change, binding, rights)

    async def _rights_to(self, change: RowChange) -> Rights:
        if change.table.oid not in self._rights:
            self._rights[change.table.oid] = await visibility.rights_of(self._connection, change.table)
        return self._rights[change.table.oid]


def is_visible(xid: int, snapshot: str) -> bool:
    """Whether a snapshot, written `xmin:xmax:running`, shows the transaction with this 32-bit number as over."""
    lowest, next_, running = snapshot.split(":")
    epoch = int(next_) // XIDS * XIDS
    whole = min((epoch + xid + shift for shift in (-XIDS, 0, XIDS)), key=lambda number: abs(number - int(next_)))
    if whole >= int(next_):
        return False
    return whole < int(lowest) or str(whole) not in running.split(",")


def _key(caller: Caller) -> str:
    return json.dumps([caller.role, caller.claims], sort_keys=True)
