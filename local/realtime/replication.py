"""Follow the database by streaming replication, over a slot that exists as long as the connection.

A temporary slot retains no WAL after the gateway ends, and changes in between are not replayed, as in the real Realtime.
psycopg does not implement the replication protocol, but gives access to libpq, which does.
"""

import asyncio
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from psycopg import AsyncConnection, pq

from local.realtime.pgoutput import EPOCH

PUBLICATION = "supabase_realtime"
# Formats of values, as in PostgREST's JSON.
OPTIONS = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c bytea_output=hex -c extra_float_digits=1"
BATCH = 500
CONFIRM_SECONDS = 10.0
# An idle stream has a keepalive every 30 s (half of `wal_sender_timeout`).
SILENCE_SECONDS = 75.0

DATA, KEEPALIVE = b"w", b"k"


class ReplicationLost(Exception):
    """The stream has ended: the database stopped or refused it."""


class Stream:
    """The pgoutput messages of all changes to published tables since the stream began, in commit order."""

    def __init__(self, connection: pq.abc.PGconn) -> None:
        self._connection = connection
        self._received = 0
        self._confirmed_at = time.monotonic()

    async def batches(self) -> AsyncIterator[list[bytes]]:
        """Yield the messages since the last batch, as soon as there are any. Raises psycopg.Error, ReplicationLost."""
        while True:
            batch = self._read()
            if batch:
                yield batch
                if time.monotonic() - self._confirmed_at > CONFIRM_SECONDS:
                    self._confirm()
            else:
                await _readable(self._connection)
                self._connection.consume_input()

    def _read(self) -> list[bytes]:
        batch: list[bytes] = []
        while len(batch) < BATCH:
            size, data = self._connection.get_copy_data(1)
            if size == 0:
                break
            if size < 0:
                raise ReplicationLost("the database ended the stream")
            self._sort_out(bytes(data), batch)
        return batch

    def _sort_out(self, data: bytes, batch: list[bytes]) -> None:
        if data[:1] == DATA:
            start, end, _ = struct.unpack("!qqq", data[1:25])
            self._received = max(self._received, start, end)
            batch.append(data[25:])
        elif data[:1] == KEEPALIVE:
            end, _, reply_wanted = struct.unpack("!qqb", data[1:18])
            if not batch:
                self._received = max(self._received, end)
            if reply_wanted:
                self._confirm()

    def _confirm(self) -> None:
        """Confirm the received position: Postgres may delete earlier WAL."""
        now = int((datetime.now(UTC) - EPOCH).total_seconds() * 1_000_000)
        position = self._received
        self._connection.put_copy_data(b"r" + struct.pack("!qqqqb", position, position, position, now, 0))
        self._connection.flush()
        self._confirmed_at = time.monotonic()


@asynccontextmanager
async def stream(db_url: str) -> AsyncIterator[Stream]:
    """Open a stream with all changes committed from now on. Raises psycopg.Error, ReplicationLost."""
    connection = await AsyncConnection.connect(
        db_url, autocommit=True, replication="database", options=OPTIONS, application_name="realtime", connect_timeout=5
    )
    try:
        slot = f"realtime_{uuid4().hex}"
        await _command(
            connection.pgconn, f"CREATE_REPLICATION_SLOT {slot} TEMPORARY LOGICAL pgoutput (SNAPSHOT 'nothing')"
        )
        start = f"START_REPLICATION SLOT {slot} LOGICAL 0/0 (proto_version '1', publication_names '{PUBLICATION}')"
        await _command(connection.pgconn, start)
        yield Stream(connection.pgconn)
    finally:
        connection.pgconn.finish()


async def _command(connection: pq.abc.PGconn, command: str) -> None:
    connection.send_query(command.encode())
    while connection.is_busy():
        await _readable(connection)
        connection.consume_input()
    result = connection.get_result()
    if result is None or result.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COPY_BOTH):
        raise ReplicationLost(connection.get_error_message())
    while result is not None and result.status != pq.ExecStatus.COPY_BOTH:
        result = connection.get_result()


async def _readable(connection: pq.abc.PGconn) -> None:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(connection.socket, readable.set)
    try:
        await asyncio.wait_for(readable.wait(), SILENCE_SECONDS)
    except TimeoutError as error:
        raise ReplicationLost(f"no message for {SILENCE_SECONDS:.0f} s") from error
    finally:
        loop.remove_reader(connection.socket)
