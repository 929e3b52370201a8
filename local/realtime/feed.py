"""Send the changes of the database to the channels that subscribed and may see them."""

import asyncio
import logging
from collections.abc import Sequence
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
# Connections that read changes for different channels at once.
READERS = 4
# A transaction holds the lock on its own id until its effects are visible.
INVISIBLE = "select exists (select from pg_locks where locktype = 'transactionid' and granted and transactionid::text = any (%s))"


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
        """Send each channel the changes that match its subscription and that its caller may see."""
        subscribed = [(channel, channel.subscription) for channel in self.channels if channel.subscription]
        deliveries = []
        for channel, subscription in subscribed:
            pairs = [(change, subscription.matching(change)) for change in changes]
            if matching := [(change, bindings) for change, bindings in pairs if bindings]:
                deliveries.append((channel, subscription.caller, matching))
        if deliveries:
            await self._until_visible({change.transaction.xid for _, _, pairs in deliveries for change, _ in pairs})
            await asyncio.gather(*(self._send(*delivery) for delivery in deliveries))

    async def _send(self, channel: "Channel", caller: Caller, pairs: Sequence[tuple[RowChange, list[Binding]]]) -> None:
        try:
            async with self._readers, acting_as(self._pool, caller) as connection:
                visibility = Visibility(connection)
                payloads = [await visibility.payload(change, bindings) for change, bindings in pairs]
            for payload in payloads:
                if payload is not None:
                    channel.push("postgres_changes", payload)
        except Exception:  # such as a value nested too deeply: other channels still get their changes
            log.exception("realtime: changes for a subscriber with role %s not sent", caller.role)
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
