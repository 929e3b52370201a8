"""Stripe's events: each is processed once, in any order, any number of times.

An event only says that an object changed. The object is fetched again under a ticket, and one sync function for each
type of object applies its present state. The event's own content is ignored, except for the subscription of an invoice
and the payment of a charge, refund or dispute: these never change.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from service.errors import ServiceError
from service.provider_json import Json, UnreadableJson, id_or_none, read
from service.stripe.account import require_account
from service.stripe.checkout_sessions import sync_session
from service.stripe.customers import sync_customer
from service.stripe.objects import iso_timestamp
from service.stripe.payments import payment_of_charge, payment_of_dispute, payment_of_refund, sync_payment
from service.stripe.prices import sync_price
from service.stripe.products import sync_product
from service.stripe.received import ReceivedEvent
from service.stripe.subscriptions import sync_invoice, sync_subscription
from service.stripe.tickets import EventState, Ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

Sync = Callable[[str, Ticket], EventState]
"""Takes the id of an object and the ticket to fetch it under."""
SyncPart = Callable[[str, Ticket, str | None], EventState]
"""The same, with the id of the subscription or payment that the object belongs to, if the event names it."""


@dataclass(frozen=True)
class Event:
    """An event: its id, its type such as `invoice.paid`, the id of its object, and its time (ISO 8601). `parent_id` is the
    subscription or payment that its object belongs to, if the event names it."""

    id: str
    type: str
    object_id: str | None
    created_at: str
    parent_id: str | None = None

    @classmethod
    def read(cls, content: Json) -> Event:
        """Read an event that Stripe sent or listed.

        Raises:
            UnreadableJson: if it is not an event, with the field at fault.
        """
        received = read(ReceivedEvent, content)
        about = received.data.object
        return cls(received.id, received.type, about.id, str(iso_timestamp(received.created)), about.parent_id)


def log_unreadable(error: UnreadableJson) -> None:
    """Log an event that cannot be read: its id and type, if they can be read, and the field at fault."""
    named = {"event": id_or_none(error.content.get("id")), "type": id_or_none(error.content.get("type"))}
    log.error("stripe event not readable", extra={**named, "field": error.field})


def process_event(event: Event) -> bool:
    """Process an event, unless it was processed before. Returns whether it was processed now.

    Raises:
        Exception: any failure. Its class is stored with the event, which can be processed again.
    """
    about = {"p_id": event.id, "p_type": event.type, "p_object_id": event.object_id}
    received = supabase.call("receive_stripe_event", **about, p_created_at=event.created_at)
    if received["processed"]:
        return False
    try:
        require_account(received["account"])
        state = _sync(event, Ticket(received["ticket"], event.id))
    except Exception as error:
        with suppress(ServiceError):
            supabase.call("finish_stripe_event", p_id=event.id, p_error=type(error).__name__)
        raise
    if state is EventState.OPEN:
        supabase.call("finish_stripe_event", p_id=event.id)
    return True


def _sync(event: Event, ticket: Ticket) -> EventState:
    if event.object_id and event.type in SYNCS:
        return SYNCS[event.type](event.object_id, ticket, event.parent_id)
    return EventState.OPEN


def _without_parent(sync: Sync) -> SyncPart:
    """For an object that belongs to no other."""
    return lambda object_id, ticket, _: sync(object_id, ticket)


def _invoice(invoice_id: str, ticket: Ticket, subscription_id: str | None) -> EventState:
    return (
        sync_subscription(subscription_id, ticket, invoice_id) if subscription_id else sync_invoice(invoice_id, ticket)
    )


def _part_of_payment(payment_of: Callable[[str], str | None]) -> SyncPart:
    return lambda object_id, ticket, payment_id: sync_payment(payment_id or payment_of(object_id), ticket)


_product, _price, _customer = _without_parent(sync_product), _without_parent(sync_price), _without_parent(sync_customer)
_subscription, _session = _without_parent(sync_subscription), _without_parent(sync_session)
_charge, _refund = _part_of_payment(payment_of_charge), _part_of_payment(payment_of_refund)
_dispute = _part_of_payment(payment_of_dispute)

SYNCS: dict[str, SyncPart] = {
    "product.created": _product,
    "product.updated": _product,
    "product.deleted": _product,
    "price.created": _price,
    "price.updated": _price,
    "price.deleted": _price,
    "customer.updated": _customer,
    "customer.deleted": _customer,
    "customer.subscription.created": _subscription,
    "customer.subscription.updated": _subscription,
    "customer.subscription.deleted": _subscription,
    "customer.subscription.paused": _subscription,
    "customer.subscription.resumed": _subscription,
    "invoice.paid": _invoice,
    "invoice.payment_succeeded": _invoice,
    "invoice.payment_failed": _invoice,
    "invoice.payment_action_required": _invoice,
    "invoice.voided": _invoice,
    "invoice.marked_uncollectible": _invoice,
    "invoice.finalization_failed": _invoice,
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "checkout.session.async_payment_failed": _session,
    "checkout.session.expired": _session,
    "charge.refunded": _charge,
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "charge.dispute.created": _dispute,
    "charge.dispute.funds_withdrawn": _dispute,
    "charge.dispute.funds_reinstated": _dispute,
    "charge.dispute.closed": _dispute,
}
"""What each type of event syncs. Any other type is stored only."""
