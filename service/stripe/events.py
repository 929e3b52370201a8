"""Events: taken up once each, in any order, any number of times.

An event is a hint that something changed: the object is fetched again, under a ticket that was taken before, and one
function for each type of object brings us to where it is. Nothing of what an event carried counts, except whose it is: the
subscription of an invoice and the payment of a charge, refund or dispute never change.
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
from service.stripe.tickets import Ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

Sync = Callable[[str, Ticket], None]
"""Takes the id of an object and the ticket to fetch it under."""
SyncPart = Callable[[str, Ticket, str | None], None]
"""The same, with the id of the subscription or payment that the object belongs to, if the event says so: knowing it saves
a request."""


@dataclass(frozen=True)
class Event:
    """An event: its id, its type such as `invoice.paid`, what it is about, and when (in ISO 8601). `parent_id` is the
    subscription or payment that its object belongs to, if the event says so."""

    id: str
    type: str
    object_id: str | None
    created_at: str
    parent_id: str | None = None

    @classmethod
    def read(cls, content: Json) -> Event:
        """The event in what Stripe sends or lists.

        Raises:
            UnreadableJson: if it is no event, with the field at fault.
        """
        received = read(ReceivedEvent, content)
        about = received.data.object
        return cls(received.id, received.type, about.id, str(iso_timestamp(received.created)), about.parent_id)


def log_unreadable(error: UnreadableJson) -> None:
    """Log that what should have been an event is none: its id and type, if they can be read, and the field at fault."""
    named = {"event": id_or_none(error.content.get("id")), "type": id_or_none(error.content.get("type"))}
    log.error("event of Stripe cannot be read", extra={**named, "field": error.field})


def process_event(event: Event) -> bool:
    """Process an event, unless it was processed before. Returns whether it was processed now.

    Raises:
        Exception: whatever went wrong; its class is stored with the event, which can be processed again.
    """
    about = {"p_id": event.id, "p_type": event.type, "p_object_id": event.object_id}
    received = supabase.call("receive_stripe_event", **about, p_created_at=event.created_at)
    if received["processed"]:
        return False
    ticket = Ticket(received["ticket"], event.id)
    try:
        require_account(received["account"])
        _apply(event, ticket)
    except Exception as error:
        with suppress(ServiceError):
            supabase.call("finish_stripe_event", p_id=event.id, p_error=type(error).__name__)
        raise
    if not ticket.processed:
        supabase.call("finish_stripe_event", p_id=event.id)
    return True


def _apply(event: Event, ticket: Ticket) -> None:
    if event.object_id and event.type in SYNCS:
        SYNCS[event.type](event.object_id, ticket, event.parent_id)


def _alone(sync: Sync) -> SyncPart:
    """For an object that belongs to no other."""
    return lambda object_id, ticket, _: sync(object_id, ticket)


def _invoice(invoice_id: str, ticket: Ticket, subscription_id: str | None) -> None:
    if subscription_id:
        sync_subscription(subscription_id, ticket, invoice_id)
    else:
        sync_invoice(invoice_id, ticket)


def _payment(payment_of: Callable[[str], str | None]) -> SyncPart:
    """For a part of a payment."""
    return lambda object_id, ticket, payment_id: sync_payment(payment_id or payment_of(object_id), ticket)


def _each(prefix: str, names: str, sync: SyncPart) -> dict[str, SyncPart]:
    return {f"{prefix}.{name}": sync for name in names.split()}


SYNCS: dict[str, SyncPart] = {
    **_each("product", "created updated deleted", _alone(sync_product)),
    **_each("price", "created updated deleted", _alone(sync_price)),
    **_each("customer", "updated deleted", _alone(sync_customer)),
    **_each("customer.subscription", "created updated deleted paused resumed", _alone(sync_subscription)),
    **_each("invoice", "paid payment_succeeded payment_failed payment_action_required", _invoice),
    **_each("invoice", "voided marked_uncollectible finalization_failed", _invoice),
    **_each("checkout.session", "completed async_payment_succeeded async_payment_failed expired", _alone(sync_session)),
    **_each("charge", "refunded", _payment(payment_of_charge)),
    **_each("refund", "created updated failed", _payment(payment_of_refund)),
    **_each("charge.dispute", "created funds_withdrawn funds_reinstated closed", _payment(payment_of_dispute)),
}
"""What is done about each type of event. Any other is only noted."""
