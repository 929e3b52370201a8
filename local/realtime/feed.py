"""Send the changes of the database to the channels that subscribed and may see them."""

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
from local.realtime.changes import Assembler, RowChange
from local.realtime.replication import ReplicationLost, stream
from local.realtime.subscriptions import Binding
from local.realtime.visibility import Visibility

if TYPE_CHECKING:
    from local.realtime.channel import Channel

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
VISIBILITY_POLL_SECONDS = 0.002
VISIBLE_WITHIN_SECONDS = 10.0
# Connections that read changes for different callers at once.
READERS = 4
# A transaction holds the lock on its own id until its effects are visible.
INVISIBLE = "select exists (select from pg_locks where locktype = 'transactionid' and granted and transactionid::text = any (%s))"


@dataclass(frozen=True)
class Delivery:
    """A change for a channel, with the bindings that it matches."""

    change: RowChange
    channel: Channel
    caller: Caller
    bindings: list[Binding]


class Feed:
    """The stream of changes, reopened when it is lost. `channels` are the subscribed ones."""

    def __init__(self, db_url: str, pool: AsyncConnectionPool[Any]) -> None:
        self._db_url = db_url
        self._pool = pool
        self._readers = asyncio.Semaphore(READERS)
        self.channels: set[Channel] = set()
        self.is_open = asyncio.Event()

    async def run(self) -> None:
        """Follow the database. Changes while the stream is lost are not sent: the channels are subscribed again and
        get a message, after which clients read their data again."""
        while True:
            try:
                await self._follow()
            except (psycopg.Error, ReplicationLost) as error:
                log.warning("realtime: stream of changes lost, reconnecting: %s", error)
            except Exception:
                log.exception("realtime: stream of changes failed, reconnecting")
            self.is_open.clear()
            for channel in tuple(self.channels):
                channel.subscribe()
            # The stream ends when the database ends; then the idle connections of the pool are closed, too.
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
        await asyncio.gather(*map(self._send, by_caller.values()))

    def _deliveries(self, change: RowChange) -> list[Delivery]:
        subscribed = [(channel, channel.subscription) for channel in self.channels if channel.subscription]
        matching = [(channel, subscription, subscription.matching(change)) for channel, subscription in subscribed]
        return [Delivery(change, channel, one.caller, bindings) for channel, one, bindings in matching if bindings]

    async def _send(self, group: Sequence[Delivery]) -> None:
        """Send the channels of one caller the changes that the caller may see."""
        try:
            async with self._readers, acting_as(self._pool, group[0].caller) as connection:
                visibility = Visibility(connection)
                payloads = [(one.channel, await visibility.payload(one.change, one.bindings)) for one in group]
            for channel, payload in payloads:
                if payload is not None:
                    channel.push("postgres_changes", payload)
        except Exception:  # such as a value nested too deeply: other callers still get their changes
            log.exception("realtime: changes for a subscriber with role %s not sent", group[0].caller.role)
            for channel in {delivery.channel for delivery in group}:
                channel.subscribe()

    async def _until_visible(self, xids: set[int]) -> None:
        """Wait until these transactions are visible: the stream has a commit slightly earlier than other connections.

        Raises ReplicationLost if they are not visible in time.
        """
        try:
            async with asyncio.timeout(VISIBLE_WITHIN_SECONDS), self._pool.connection() as connection:
                while await self._are_invisible(connection, xids):  # noqa: ASYNC110
                    await asyncio.sleep(VISIBILITY_POLL_SECONDS)
        except TimeoutError as error:
            raise ReplicationLost(f"a transaction is not visible after {VISIBLE_WITHIN_SECONDS:.0f} s") from error

    async def _are_invisible(self, connection: psycopg.AsyncConnection[Any], xids: set[int]) -> bool:
        row = await (await connection.execute(INVISIBLE, [[str(xid) for xid in xids]])).fetchone()
        return bool(row and row[0])
