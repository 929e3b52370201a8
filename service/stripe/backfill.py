"""Everything that is in Stripe, brought into the mirror: for an account that was there before, and after long trouble.

It may be cut off and run again at any time. Whatever the mirror has and a list of Stripe's does not is asked for by
itself, so that what was deleted meanwhile is noticed.
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

Tell = Callable[[str], None]
Steps = Iterator[Callable[[], object]]


def backfill(tell: Tell, *, confirmed: bool) -> bool:
    """Bring everything in, type by type, and tell how far it is. True if every type was finished. `confirmed` if an
    operator said that many subscriptions may end, and that what Stripe does not know any more has ended."""
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
            unfinished += [name for name, stage in stages.items() if not _finished(name, stage(), tell)]
    except TooManyEndings as error:
        tell(str(error))
        return False
    except ServiceError:  # logged where it was found
        unfinished.append("ends of subscriptions")
    tell(f"Not finished: {', '.join(unfinished)}. Run it again." if unfinished else "Everything is in.")
    return not unfinished


def _finished(name: str, steps: Steps, tell: Tell) -> bool:
    """Take every step. One that fails is logged and does not stop the others; a list that fails ends the stage."""
    done = failed = 0
    try:
        for step in steps:
            succeeded = _taken(name, step)
            done, failed = done + succeeded, failed + (not succeeded)
            if succeeded and done % 100 == 0:
                tell(f"{name}: {done}")
    except Exception:
        log.exception("backfill stopped", extra={"stage": name})
        tell(f"{name}: stopped after {done}, see the log")
        return False
    tell(f"{name}: {done}, all" if not failed else f"{name}: {done}, and {failed} that failed, see the log")
    return not failed


def _taken(name: str, step: Callable[[], object]) -> bool:
    try:
        step()
    except Exception:
        log.exception("not brought in", extra={"stage": name})
        return False
    return True


def _products() -> Steps:
    listed = {"free"}
    for page, ticket in pages(stripe_api.v1.products.list):
        for product in page:
            listed.add(product.id)
            yield partial(mirror_product, product, ticket)
    yield from _one_by_one(_mirrored("products") - listed, sync_product)


def _prices() -> Steps:
    listed = set()
    products = _mirrored("products")
    for page, ticket in pages(stripe_api.v1.prices.list):
        for price in page:
            listed.add(price.id)
            known = price.product in products
            yield partial(mirror_price, price, ticket) if known else partial(sync_price, price.id, ticket)
    yield from _one_by_one(_mirrored("prices") - listed, sync_price)


def _customers() -> Steps:
    listed = set()
    for page, ticket in pages(stripe_api.v1.customers.list):
        for customer in page:
            listed.add(customer.id)
            yield partial(mirror_customer, customer, ticket)
    known = each_row(lambda: supabase.client.table("customers").select("id,stripe_customer_id"))
    yield from _one_by_one({row["stripe_customer_id"] for row in known} - listed - {None}, sync_customer)


def _subscriptions() -> Steps:
    listed = set()
    for page, ticket in pages(stripe_api.v1.subscriptions.list, status="all", expand=LISTED):
        for subscription in page:
            listed.add(subscription.id)
            yield partial(_put, subscription, ticket)
    live = each_row(lambda: supabase.client.table("subscriptions").select("id").eq("live", True))
    yield from _one_by_one({row["id"] for row in live} - listed, sync_subscription)


def _checkout_sessions() -> Steps:
    """Packs that were paid while nobody heard of it; those of subscriptions were brought in with them."""
    for page, ticket in pages(stripe_api.v1.checkout.sessions.list, status="complete"):
        yield from (partial(apply_session, session, ticket) for session in page if session.mode == "payment")


def _refunds_and_disputes() -> Steps:
    """Payments of which something was taken back while nobody heard of it."""
    settled = set()
    refunded = (id_of(each.payment_intent) for page, _ in pages(stripe_api.v1.refunds.list) for each in page)
    disputed = (id_of(each.payment_intent) for page, _ in pages(stripe_api.v1.disputes.list) for each in page)
    for payment_id in chain(refunded, disputed):
        if payment_id not in settled:
            settled.add(payment_id)
            yield partial(sync_payment, payment_id, next_ticket())


def _put(listed: stripe.Subscription, ticket: Ticket) -> None:
    subscription = listed.to_dict(for_json=True)
    row = subscription_row(subscription)
    if row:
        mirror_subscription(row, all_invoices(subscription), ticket, complete=True)


def _mirrored(table: str) -> set[str]:
    """The ids of what the mirror has and does not know to be deleted."""
    rows = each_row(lambda: supabase.client.table(table).select("id").is_("deleted_at", None))
    return {row["id"] for row in rows}


def _one_by_one(ids: set[str], sync: Sync) -> Steps:
    for each in sorted(ids):
        yield partial(sync, each, next_ticket())
