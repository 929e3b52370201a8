"""No two functions that move money can deadlock: each pair runs in two sessions, stopped at each row that both lock.

For every row that both lock, a third session holds that row until the first function waits for it, and until the second
one waits too or has ended. If the two take two locks in opposite orders, each then holds what the other needs, and
Postgres aborts one. Both are rolled back, so that all pairs start from the same rows.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg.types.json import Jsonb

from tests.case_names import case_named

from .conftest import Database, Row
from .shop import Shop

LONGEST_WAIT_SECONDS = 30
WAITS = "select cardinality(pg_blocking_pids(%s)) > 0 as waits"
EVENT = "insert into stripe_events (id, type, created_at) values (%s, 'test', now())"


@dataclass
class Scene:
    """A user with one row in each table, and a due month."""

    shop: Shop
    user: UUID
    generation: UUID
    subscription: Row
    pack: str
    late_pack: str
    other_account_of_mailbox: UUID
    kept_pack: str
    broken_product: str
    broken_line: str
    event: str = field(default_factory=lambda: f"evt_{uuid4().hex}")
    customer: str = field(default_factory=lambda: f"cus_{uuid4().hex}")

    @property
    def invoice(self) -> Row:
        (invoice,) = self.subscription["invoices"]
        return dict(invoice)

    def written(self, state: Any) -> Jsonb:
        return Jsonb(self.shop.as_json(state))


def new_scene(db: Database) -> Scene:
    shop, user = Shop.opened(db), db.new_user()
    subscription = shop.subscription(user)
    other_account_of_mailbox, _ = another_of_the_mailbox(shop, user)
    gone, gone_pack = another_of_the_mailbox(shop, user)
    db.run("delete from auth.users where id = %s", gone)
    assert shop.sync(subscription) == "synced"
    broken = broken_plan_of(shop, subscription)
    scene = Scene(
        shop,
        user,
        db.started(user),
        subscription,
        shop.pack(user),
        f"pi_{uuid4().hex}",
        other_account_of_mailbox,
        gone_pack,
        *broken,
    )
    shop.settle(scene.pack, 1000)
    shop.settle(scene.late_pack, 1000)
    db.run(EVENT, scene.event)
    db.run("insert into customers (id, stripe_customer_id, email_due) values (%s, %s, true)", user, scene.customer)
    db.run("update users set credits_reset_at = now() where id = %s", user)
    return scene


def another_of_the_mailbox(shop: Shop, user: UUID) -> tuple[UUID, str]:
    """Another account of the same mailbox that has used up a pack; returns the pack's payment."""
    other = uuid4()
    insert = "insert into auth.users (id, email, email_confirmed_at, created_at) values (%s, %s, now(), now())"
    shop.db.run(insert, other, f"{user}+{other}@example.com")
    pack = shop.pack(other)
    shop.db.value("select deduct_credits(%s, 1000, 'Test', 'all')", other)
    return other, pack


def broken_plan_of(shop: Shop, subscription: Row) -> tuple[str, str]:
    """Create a product without credits that the subscription has paid for; returns the invoice line."""
    product, price = f"prod_broken_{uuid4().hex}", f"price_broken_{uuid4().hex}"
    shop.db.value("select sync_product(%s, %s)", Jsonb({"id": product, "active": True, "metadata": {}}), shop.ticket())
    shop.db.value("select sync_price(%s, %s)", Jsonb({"id": price, "product_id": product}), shop.ticket())
    line = shop.line(price, subscription["current_period_start"], subscription["current_period_end"], 1)
    assert shop.sync_invoice(shop.invoice(line), subscription) == "synced"
    return product, line["id"]


Statement = tuple[str, tuple[Any, ...]]

CALLS: dict[str, Callable[[Scene], Statement]] = {
    "start_generations": lambda s: (
        "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['p'], '[{}]')",
        (uuid4(), s.user),
    ),
    "start_waiting_generation": lambda s: ("select start_waiting_generation(%s)", (s.user,)),
    "wait_again": lambda s: ("select wait_again(%s)", (s.generation,)),
    "record_progress": lambda s: ("select record_progress(%s, 'run', 0.5, null)", (s.generation,)),
    "start_storing": lambda s: ("select start_storing(%s, 'p')", (s.generation,)),
    "complete_generation": lambda s: ("select complete_generation(%s, 'https://x/p', 'p')", (s.generation,)),
    "fail_generation": lambda s: ("select fail_generation(%s, 'failed')", (s.generation,)),
    "deduct_credits": lambda s: ("select deduct_credits(%s, 1, 'Test', 'key')", (s.user,)),
    "adjust_credits": lambda s: ("select adjust_credits(%s, 1, 'Test', 'key')", (s.user,)),
    "fulfil_purchase": lambda s: (
        "select fulfil_purchase(%s, 'cs_late', 'price_pack', 10, %s)",
        (s.user, s.late_pack),
    ),
    "sync_payment of a pack": lambda s: (
        "select sync_payment(%s, 1000, 500, 0, 0, %s, %s)",
        (s.pack, s.shop.ticket(), s.event),
    ),
    "sync_payment of an invoice": lambda s: (
        "select sync_payment('pi_of_the_plan', 2900, 100, 0, 0, %s, %s, %s)",
        (s.shop.ticket(), s.event, s.invoice["id"]),
    ),
    "sync_subscription": lambda s: (
        "select sync_subscription(%s, %s, %s, %s)",
        (s.written(s.subscription), s.shop.ticket(), s.event, s.written([s.invoice])),
    ),
    "receive_stripe_event": lambda s: ("select receive_stripe_event(%s, 'test', null, now())", (s.event,)),
    "ensure_due_credits": lambda s: ("select ensure_due_credits(%s)", (s.user,)),
    "refresh_due_credits": lambda s: ("select refresh_due_credits(1000)", ()),
    "sync_customer": lambda s: ("select sync_customer(%s, 'cus_new', %s)", (s.user, s.shop.ticket())),
    "record_email_sent": lambda s: ("select record_email_sent(%s, %s)", (s.customer, f"{s.user}@example.com")),
    "change of the address": lambda s: ("update auth.users set email = 'new' || id where id = %s", (s.user,)),
    "deletion of the user": lambda s: ("delete from auth.users where id = %s", (s.user,)),
    "deletion of another user of the mailbox": lambda s: (
        "delete from auth.users where id = %s",
        (s.other_account_of_mailbox,),
    ),
    "sync_product that corrects a plan": lambda s: (
        "select sync_product(%s, %s, %s)",
        (
            Jsonb({"id": s.broken_product, "active": True, "metadata": {"tier": "pro", "credits": "10"}}),
            s.shop.ticket(),
            s.event,
        ),
    ),
    "sharing": lambda s: ("insert into shares (user_id, generation_id) values (%s, %s)", (s.user, s.generation)),
    "sign-up": lambda s: (
        "insert into auth.users (id, email, email_confirmed_at, created_at) values (%s, %s, now(), now())",
        (uuid4(), f"{s.user}+new@example.com"),
    ),
    "sync_payment of a deleted user": lambda s: (
        "select sync_payment(%s, 1000, 500, 0, 0, %s, %s)",
        (s.kept_pack, s.shop.ticket(), s.event),
    ),
}

ROWS: dict[str, Callable[[Scene], Statement]] = {
    "auth.users": lambda s: ("select from auth.users where id = %s for update", (s.user,)),
    "users": lambda s: ("select from users where id = %s for update", (s.user,)),
    "stripe_events": lambda s: ("select from stripe_events where id = %s for update", (s.event,)),
    "customers": lambda s: ("select from customers where id = %s for update", (s.user,)),
    "generated_media": lambda s: ("select from generated_media where id = %s for update", (s.generation,)),
    "subscriptions": lambda s: ("select from subscriptions where id = %s for update", (s.subscription["id"],)),
    "stripe_invoices": lambda s: ("select from stripe_invoices where id = %s for update", (s.invoice["id"],)),
    "stripe_invoice_lines": lambda s: ("select from stripe_invoice_lines where id = %s for update", (s.broken_line,)),
    "stripe_payments": lambda s: ("select from stripe_payments where id = %s for update", (s.pack,)),
    "mailboxes": lambda s: ("select from private.mailboxes where holder = %s for update", (s.user,)),
    "prices": lambda s: ("select from prices where id = %s for update", (s.subscription["price_id"],)),
}


@dataclass
class Sessions:
    """Two sessions that each call a function, one that holds a row, and one that watches."""

    db: Database
    scene: Scene
    pool: ThreadPoolExecutor
    first: Connection[Row]
    second: Connection[Row]
    holder: Connection[Row]

    def locks(self, name: str, row: str) -> bool:
        """Whether this function locks this row."""
        with self.holding(row):
            running = self.start(self.first, name)
            waits = self.waits(self.first, running)
        running.result(LONGEST_WAIT_SECONDS)
        return waits

    def interleave(self, names: tuple[str, str], row: str) -> None:
        """Run two functions up to a row that both lock, then let them continue."""
        with self.holding(row):
            first = self.start(self.first, names[0])
            self.waits(self.first, first)
            second = self.start(self.second, names[1])
            self.waits(self.second, second)
        first.result(LONGEST_WAIT_SECONDS)
        second.result(LONGEST_WAIT_SECONDS)

    @contextmanager
    def holding(self, row: str) -> Iterator[None]:
        with self.holder.transaction(force_rollback=True):
            assert self.holder.execute(*_sql(ROWS[row](self.scene))).rowcount == 1
            yield

    def start(self, session: Connection[Row], name: str) -> Future[None]:
        return self.pool.submit(self._call, session, CALLS[name](self.scene))

    def waits(self, session: Connection[Row], running: Future[None]) -> bool:
        """Wait until a session waits for another one or has ended. Returns whether it waits."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while not running.done():
            if self.db.value(WAITS, session.info.backend_pid):
                return True
            assert time.monotonic() < deadline
        return False

    @staticmethod
    def _call(session: Connection[Row], statement: Statement) -> None:
        with session.transaction(force_rollback=True):
            session.execute(*_sql(statement))


def _sql(statement: Statement) -> tuple[bytes, tuple[Any, ...]]:
    text, parameters = statement
    return text.encode(), parameters


@pytest.fixture(scope="module")
def sessions(db: Database) -> Iterator[Sessions]:
    with (
        ThreadPoolExecutor(2) as pool,
        db.connect() as first,
        db.connect() as second,
        db.connect() as holder,
    ):
        scene = new_scene(db)
        yield Sessions(db, scene, pool, first, second, holder)
        db.run("delete from auth.users where id = any(%s)", [scene.user, scene.other_account_of_mailbox])


@pytest.fixture(scope="module")
def locked_by(sessions: Sessions) -> Callable[[str], list[str]]:
    """The rows that each function locks, determined once."""
    return cache(lambda name: [row for row in ROWS if sessions.locks(name, row)])


@pytest.mark.parametrize("first", CALLS)
def test_no_two_functions_can_deadlock(sessions: Sessions, locked_by: Callable[[str], list[str]], first: str) -> None:
    for second in list(CALLS)[list(CALLS).index(first) :]:
        for row in locked_by(first):
            if row in locked_by(second):
                with case_named(f"{first} and {second}, at a row of {row}"):
                    sessions.interleave((first, second), row)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("start_generations", {"auth.users", "users"}),
        ("fail_generation", {"auth.users", "users", "generated_media"}),
        ("sync_payment of a pack", {"auth.users", "users", "stripe_events", "stripe_payments"}),
        ("sync_product that corrects a plan", {"auth.users", "users", "stripe_events", "stripe_invoice_lines"}),
        ("sync_subscription", {"auth.users", "users", "stripe_events", "subscriptions", "stripe_invoices"}),
    ],
)
def test_the_rows_that_a_function_locks_are_found(
    locked_by: Callable[[str], list[str]], name: str, rows: set[str]
) -> None:
    """Otherwise no pair would be stopped, and nothing would be tested."""
    assert set(locked_by(name)) >= rows


TRIGGERS = {
    "handle_new_user": "sign-up",
    "update_mailbox_on_address_change": "change of the address",
    "keep_mailbox": "deletion of the user",
    "make_months_due": "sync_product that corrects a plan",
    "limit_shares": "sharing",
}


def test_every_function_that_locks_an_account_is_tested(db: Database) -> None:
    """Includes locks in called functions; triggers count for the statement that fires them."""
    rows = db.rows(
        "select proname, prosrc, pronamespace = 'public'::regnamespace or prorettype = 'trigger'::regtype as is_entry"
        " from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
    )
    calls = {row["proname"]: set(re.findall(r"\b(?:public|private)\.(\w+)\(", row["prosrc"])) for row in rows}
    locking = {"lock_user", "lock_account"} | {row["proname"] for row in rows if "for update of u" in row["prosrc"]}
    while more := {name for name, called in calls.items() if called & locking} - locking:
        locking |= more
    entries = {row["proname"] for row in rows if row["is_entry"]} & locking
    assert entries >= {"sync_subscription", "refresh_due_credits", *TRIGGERS}
    assert {TRIGGERS.get(name, name) for name in entries} <= {*CALLS, *(name.partition(" ")[0] for name in CALLS)}
