"""The debit compared with a plain UPDATE of the same row, each in its own transaction.

Commits wait for the disk, as on a hosted project. The last figure shows the CPU cost alone: one connection that does
not wait for the disk.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg

from tests.bench.clients import Clients, Connection, clients
from tests.bench.figures import Figure, at_least, in_turns, median_ratio, medians

USERS = 1000
ROUNDS = 8
AIM = 0.5

MAKE_USERS = "insert into auth.users (id) select gen_random_uuid() from generate_series(1, %s) i"
UPDATE = "update public.users set purchased_credits = purchased_credits - 1 where id = %s"
DEBIT = "select public.deduct_credits(%s, 1, 'bench', %s)"


def measure(url: str) -> Iterator[Figure]:
    """The ratios with many users and with a single user."""
    with psycopg.connect(url, autocommit=True) as connection:
        users = _make_users(connection)
        for name, chosen in ((f"spread over {USERS} users", users), ("all on one user", users[:1])):
            with clients(url, chosen, _update, _debit) as many:
                yield _figure(f"debit / plain UPDATE, {name}", many, AIM)
        with clients(url, users, _update, _debit, count=1, commit="off") as one:
            yield _figure("debit / plain UPDATE, one client, not waiting for the disk", one)


def _make_users(connection: Connection) -> list[str]:
    connection.execute(MAKE_USERS, [USERS])
    connection.execute("select public.adjust_credits(id, 1000000000, 'Bench') from public.users")
    connection.execute("vacuum (analyze) public.users")
    return [str(row[0]) for row in connection.execute("select id from public.users order by id limit %s", [USERS])]


def _update(connection: Connection, user: str) -> None:
    connection.execute(UPDATE, [user])


def _debit(connection: Connection, user: str) -> None:
    connection.execute(DEBIT, [user, str(uuid.uuid4())])


def _figure(name: str, chosen: Clients, aim: float | None = None) -> Figure:
    measured = in_turns(lambda: chosen.rate(_debit), lambda: chosen.rate(_update), ROUNDS)
    debits, updates = medians(measured)
    ratio, detail = median_ratio(measured), f"{debits:,.0f} to {updates:,.0f} a second"
    return Figure(name, f"{ratio:.2f}", detail) if aim is None else at_least(aim, name, ratio, detail)
