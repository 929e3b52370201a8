"""The monthly credits of many users with a due month, as the scheduler books them, and a concurrent writer."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg

from tests.bench.figures import Figure, milliseconds, percentile, within

USERS = 100_000
SUBSCRIBERS = 10_000
SECONDS, WAIT = 60, 100
PAUSE = 0.002

Connection = psycopg.Connection[Any]

# Triggers are off. The statements insert the rows that sign-ups forty days ago would have created, and for some users
# the rows of a plan that is paid for a year.
FILL = """
    set session_replication_role = replica;
    insert into public.products (id, active, name, metadata, tier, credits)
      values ('plan', true, 'Pro', '{"tier": "pro", "credits": "3000"}', 'pro', 3000);
    insert into public.prices (id, product_id, active, type, interval) values ('price', 'plan', true, 'recurring', 'year');
    insert into auth.users (id, email, email_confirmed_at, created_at)
      select gen_random_uuid(), 'user' || i || '@example.com', now() - interval '40 days',
             now() - interval '40 days' - i * interval '1 second'
      from generate_series(1, :users) i;
    insert into private.mailboxes (hash, holder, month_start)
      select private.mailbox_hash(email), id, created_at from auth.users where created_at < now() - interval '39 days';
    insert into public.subscriptions (id, user_id, status, price_id, created, current_period_start, current_period_end)
      select 'sub_' || id, id, 'active', 'price', created_at, created_at, created_at + interval '1 year'
      from auth.users where created_at < now() - interval '39 days' order by created_at desc limit :subscribers;
    insert into public.stripe_invoices (id, subscription_id, status, amount_paid, synced_ticket)
      select 'in_' || id, id, 'paid', 29000, 1 from public.subscriptions where price_id = 'price';
    insert into public.stripe_invoice_lines
      (id, invoice_id, price_id, amount, proration, period_start, period_end, credits)
      select 'il_' || id, 'in_' || id, 'price', 29000, false, current_period_start, current_period_end, 3000
      from public.subscriptions where price_id = 'price';
    insert into public.credit_grants (user_id, kind, amount, level, description, subscription_id, month_start, month_end)
      select u.id, case when s.id is null then 'free_month' else 'plan_month' end::public.credit_kind, given, given,
             'Monthly credits', s.id, u.created_at, u.created_at + interval '1 month'
      from auth.users u left join public.subscriptions s on s.user_id = u.id and s.price_id = 'price',
           lateral (select case when s.id is null then 500 else 3000 end as given) month
      where u.created_at < now() - interval '39 days';
    insert into public.users (id, subscription_credits, credits_reset_at)
      select user_id, amount, month_end from public.credit_grants where month_start < now() - interval '39 days';
    set session_replication_role = origin;
    analyze"""
BATCHES = "do $$ begin for turn in 1..10000 loop exit when public.refresh_due_credits(50) = 0; commit; end loop; end $$"  # like the pg_cron job
WRITE = "update public.users set full_name = 'x' where id = %s"
DUE = "select count(*) from public.users where credits_reset_at <= now()"
LEDGER_PROBLEMS = "select count(*) from private.check_ledger()"


def measure(url: str) -> Iterator[Figure]:
    """The total duration, and the longest wait of another writer."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(FILL.replace(":users", str(USERS)).replace(":subscribers", str(SUBSCRIBERS)).encode())
        users = [
            row[0]
            for row in connection.execute("select id from public.users where credits_reset_at <= now()").fetchall()
        ]
        with _writer(url, users) as waits:
            took = milliseconds(lambda: connection.execute(BATCHES)) / 1000
        assert connection.execute(DUE).fetchone() == (0,)
        assert connection.execute(LEDGER_PROBLEMS).fetchone() == (0,)
    name = f"monthly credits of {USERS:,} users"
    yield within(SECONDS, "s", name, took, f"{USERS / took:,.0f} a second")
    detail = f"{percentile(waits, 0.99):.1f} ms for 99 % of {len(waits):,}"
    yield within(WAIT, "ms", f"{name}, longest wait of a writer meanwhile", max(waits), detail)


@contextmanager
def _writer(url: str, users: list[Any]) -> Iterator[list[float]]:
    """A writer that keeps changing users' rows; returns the milliseconds of each change."""
    waits: list[float] = []
    stopped = threading.Event()

    def write() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not stopped.is_set():
                waits.append(milliseconds(partial(connection.execute, WRITE, [random.choice(users)])))
                time.sleep(PAUSE)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield waits
    finally:
        stopped.set()
        thread.join()
