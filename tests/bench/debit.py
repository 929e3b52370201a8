"""The debit against a plain UPDATE of the same row, each a transaction of its own.

Commits wait for the disk, as on a hosted project: that is what a debit costs there. What it costs the processor alone
is the last figure, from one connection that waits for no disk.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from typing import Any, LiteralString

import psycopg

from tests.bench.figures import Figure, at_least, in_turns, median_ratio, medians

USERS = 1000
CLIENTS = 8
ROUNDS = 8
SECONDS = 0.7
AIM = 0.5
Connection = psycopg.Connection[Any]
Transaction = Callable[[Connection, str], object]

MAKE_USERS = (
    "insert into auth.users (id, email) select gen_random_uuid(), i || '@example.com' from generate_series(1, %s) i"
)
UPDATE = "update public.users set purchased_credits = purchased_credits - 1 where id = %s"
DEBIT = "select public.deduct_credits(%s, 1, 'bench', %s)"


def measure(url: str) -> Iterator[Figure]:
    """The ratios, spread over many users and on one."""
    with psycopg.connect(url, autocommit=True) as connection:
        users = _make_users(connection)
        for name, chosen in ((f"spread over {USERS} users", users), ("one hot user", users[:1])):
            with _clients(url, chosen) as clients:
                yield _figure(f"debit / plain UPDATE, {name}", clients, AIM)
        with _clients(url, users, count=1, commit="off") as clients:
            yield _figure("debit / plain UPDATE, one client, not waiting for the disk", clients)


def _make_users(connection: Connection) -> list[str]:
    connection.execute(MAKE_USERS, [USERS])
    connection.execute("update public.users set purchased_credits = 1000000000")
    connection.execute("vacuum (analyze) public.users")
    return [str(row[0]) for row in connection.execute("select id from public.users order by id limit %s", [USERS])]


class Clients:
    """Connections that all do the same transaction, one after another, for a while."""

    def __init__(self, connections: list[Connection], users: list[str]) -> None:
        self.connections, self.users = connections, users
        self.threads = ThreadPoolExecutor(len(connections))

    def rate(self, transaction: Transaction) -> float:
        """Transactions a second, of all together."""
        end = time.monotonic() + SECONDS
        done = self.threads.map(lambda number: self._work(number, transaction, end), range(len(self.connections)))
        return sum(done) / SECONDS

    def _work(self, number: int, transaction: Transaction, end: float) -> int:
        connection, done = self.connections[number], 0
        start = number * len(self.users) // len(self.connections)
        users = cycle(self.users[start:] + self.users[:start])
        while time.monotonic() < end:
            transaction(connection, next(users))
            done += 1
        return done


@contextmanager
def _clients(url: str, users: list[str], count: int = CLIENTS, commit: LiteralString = "on") -> Iterator[Clients]:
    connections = [psycopg.connect(url, autocommit=True) for _ in range(count)]
    clients = Clients(connections, users)
    try:
        for connection in connections:
            connection.execute(f"set synchronous_commit = {commit}")
        clients.rate(_update)
        clients.rate(_debit)
        yield clients
    finally:
        clients.threads.shutdown()
        for connection in connections:
            connection.close()


def _update(connection: Connection, user: str) -> None:
    connection.execute(UPDATE, [user])


def _debit(connection: Connection, user: str) -> None:
    connection.execute(DEBIT, [user, str(uuid.uuid4())])


def _figure(name: str, clients: Clients, aim: float | None = None) -> Figure:
    measured = in_turns(lambda: clients.rate(_debit), lambda: clients.rate(_update), ROUNDS)
    debits, updates = medians(measured)
    ratio, detail = median_ratio(measured), f"{debits:,.0f} to {updates:,.0f} a second"
    return Figure(name, f"{ratio:.2f}", detail) if aim is None else at_least(aim, name, ratio, detail)
