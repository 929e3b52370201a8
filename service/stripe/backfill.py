"""`python -m service stripe sync`: import all objects of a Stripe account, for an account with existing products or after a long outage.

It may be interrupted and run again at any time. Objects that the mirror has and Stripe's list lacks are fetched one by
one, so that deletions are noticed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

import stripe

from service.errors import ServiceError
from service.rows import each_row
from service.stripe.checkout_sessions import apply_session
from service.stripe.client import stripe_api
from service.stripe.customers import mirror_customer, sync_customer
from service.stripe.endings import TooManyEndings, counted_endings
from service.stripe.events import Sync
from service.stripe.invoices import all_invoices
from service.stripe.objects import id_of
from service.stripe.pages import pages
from service.stripe.payments import sync_payment
from service.stripe.prices import mirror_price, sync_price
from service.stripe.products import mirror_product, sync_product
from service.stripe.subscriptions import LISTED, mirror_subscription, subscription_row, sync_subscription
from service.stripe.tickets import Ticket, next_ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

Report = Callable[[str], None]
Steps = Iterator[Callable[[], object]]


def backfill(report: Report, *, confirmed: bool) -> bool:
    """Import all objects, type by type, and report the progress with `report`. True if every type was finished.
    `confirmed`: the operator has confirmed that any number of subscriptions may end, also those that Stripe does not have
    any more."""
    stages = {
        "products": _products,
        "prices": _prices,
        "customers": _customers,
        "subscriptions": _subscriptions,
        "checkout sessions": _checkout_sessions,
        "refunds and disputes": _refunds_and_disputes,
    }
    unfinished: list[str] = []
    try:
        with counted_endings(confirmed=confirmed):
            unfinished += [name for name, stage in stages.items() if not _run_stage(name, stage(), report)]
    except TooManyEndings as error:
        report(str(error))
        return False
    except ServiceError:  # logged where it was raised
        unfinished.append("endings of subscriptions")
    report(f"Not finished: {', '.join(unfinished)}. Run it again." if unfinished else "Everything is imported.")
    return not unfinished


def _run_stage(name: str, steps: Steps, report: Report) -> bool:
    """Run all steps of a stage. A failing step is logged and does not stop the others; a failing list ends the stage."""
    done = failed = 0
    try:
        for step in steps:
            succeeded = _run_step(name, step)
            done, failed = done + succeeded, failed + (not succeeded)
            if succeeded and done % 100 == 0:
                report(f"{name}: {done}")
    except Exception:
        log.exception("stripe sync stopped", extra={"stage": name})
        report(f"{name}: stopped after {done}, see the log")
        return False
    report(f"{name}: {done}, all" if not failed else f"{name}: {done}, and {failed} that failed, see the log")
    return not failed


def _run_step(name: str, step: Callable[[], object]) -> bool:
    try:
        step()
    except Exception:
        log.exception("stripe object not imported", extra={"stage": name})
        return False
    return True


def _products() -> Steps:
    listed = {"free"}
    for page, ticket in pages(stripe_api.v1.products.list):
        for product in page:
            listed.add(product.id)
            yield partial(mirror_product, product, ticket)
    yield from _sync_each(_mirrored("products") - listed, sync_product)


def _prices() -> Steps:
    listed = set()
    products = _mirrored("products")
    for page, ticket in pages(stripe_api.v1.prices.list):
        for price in page:
            listed.add(price.id)
            known = price.product in products
            yield partial(mirror_price, price, ticket) if known else partial(sync_price, price.id, ticket)
    yield from _sync_each(_mirrored("prices") - listed, sync_price)


def _customers() -> Steps:
    listed = set()
    for page, ticket in pages(stripe_api.v1.customers.list):
        for customer in page:
            listed.add(customer.id)
            yield partial(mirror_customer, customer, ticket)
    known = each_row(lambda: supabase.client.table("customers").select("id,stripe_customer_id"))
    yield from _sync_each({row["stripe_customer_id"] for row in known} - listed - {None}, sync_customer)


def _subscriptions() -> Steps:
    listed = set()
    for page, ticket in pages(stripe_api.v1.subscriptions.list, status="all", expand=LISTED):
        for subscription in page:
            listed.add(subscription.id)
            yield partial(_import_subscription, subscription, ticket)
    live = each_row(lambda: supabase.client.table("subscriptions").select("id").eq("live", True))
    yield from _sync_each({row["id"] for row in live} - listed, sync_subscription)


def _checkout_sessions() -> Steps:
    """Grant packs whose webhook was missed. Sessions of subscriptions are covered by `_subscriptions`."""
    for page, ticket in pages(stripe_api.v1.checkout.sessions.list, status="complete"):
        yield from (partial(apply_session, session, ticket) for session in page if session.mode == "payment")


def _refunds_and_disputes() -> Steps:
    """Sync payments whose refund or dispute was missed."""
    synced = set()
    refunded = (id_of(each.payment_intent) for page, _ in pages(stripe_api.v1.refunds.list) for each in page)
    disputed = (id_of(each.payment_intent) for page, _ in pages(stripe_api.v1.disputes.list) for each in page)
    for payment_id in chain(refunded, disputed):
        if payment_id not in synced:
            synced.add(payment_id)
            yield partial(sync_payment, payment_id, next_ticket())


def _import_subscription(listed: stripe.Subscription, ticket: Ticket) -> None:
    subscription = listed.to_dict(for_json=True)
    row = subscription_row(subscription)
    if row:
        mirror_subscription(row, all_invoices(subscription), ticket, complete=True)


def _mirrored(table: str) -> set[str]:
    """The ids of the mirrored objects that are not marked as deleted."""
    rows = each_row(lambda: supabase.client.table(table).select("id").is_("deleted_at", None))
    return {row["id"] for row in rows}


def _sync_each(ids: set[str], sync: Sync) -> Steps:
    for each in sorted(ids):
        yield partial(sync, each, next_ticket())
