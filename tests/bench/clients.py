"""Connections that repeat the same transaction concurrently."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from typing import Any, LiteralString

import psycopg

SECONDS = 0.7
Connection = psycopg.Connection[Any]
Transaction = Callable[[Connection, str], object]


class Clients:
    """Each connection cycles through all ids, starting at a different one."""

    def __init__(self, connections: list[Connection], ids: list[str]) -> None:
        self.connections, self.ids = connections, ids
        self.threads = ThreadPoolExecutor(len(connections))

    def rate(self, transaction: Transaction) -> float:
        """Transactions per second of all connections."""
        end = time.monotonic() + SECONDS
        done = self.threads.map(lambda number: self._work(number, transaction, end), range(len(self.connections)))
        return sum(done) / SECONDS

    def _work(self, number: int, transaction: Transaction, end: float) -> int:
        connection, done = self.connections[number], 0
        start = number * len(self.ids) // len(self.connections)
        ids = cycle(self.ids[start:] + self.ids[:start])
        while time.monotonic() < end:
            transaction(connection, next(ids))
            done += 1
        return done


@contextmanager
def clients(
    url: str, ids: list[str], *warm_up: Transaction, count: int = 8, commit: LiteralString = "on"
) -> Iterator[Clients]:
    """`count` warmed-up clients; `commit` is Postgres' synchronous_commit."""
    connections = [psycopg.connect(url, autocommit=True) for _ in range(count)]
    made = Clients(connections, ids)
    try:
        for connection in connections:
            connection.execute(f"set synchronous_commit = {commit}")
        for transaction in warm_up:
            made.rate(transaction)
        yield made
    finally:
        made.threads.shutdown()
        for connection in connections:
            connection.close()
