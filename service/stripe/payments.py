"""Mirror payments with their refunds and disputes; the database adjusts the credits that were granted for them."""

from __future__ import annotations

import logging

import stripe

from service.stripe.client import stripe_api
from service.stripe.objects import id_of, retrieve_or_none
from service.stripe.pages import each_of
from service.stripe.subscriptions import end_subscription, sync_invoice
from service.stripe.tickets import EventState, Ticket, next_ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

_NOT_REFUNDED = ("failed", "canceled")
_NOT_LOST = ("won", "prevented", "warning_needs_response", "warning_under_review", "warning_closed")


def sync_payment(payment_id: str | None, ticket: Ticket) -> EventState:
    """Fetch a payment with its refunds and disputes from Stripe, store it, and adjust the credits. A lost dispute also ends
    the plan that was paid."""
    if payment_id is None:
        return EventState.OPEN
    api = stripe_api.v1
    payment = retrieve_or_none(lambda: api.payment_intents.retrieve(payment_id))
    if payment is None:
        return EventState.OPEN
    refunds = list(each_of(api.refunds.list({"payment_intent": payment_id, "limit": 100})))
    disputes = list(each_of(api.disputes.list({"payment_intent": payment_id, "limit": 100})))
    invoice_id = _paid_invoice(payment_id)
    if invoice_id and any(dispute.status == "lost" for dispute in disputes):
        _end_plan(invoice_id)
    change = ticket.write_and_finish_event(
        "sync_payment",
        p_payment_id=payment_id,
        p_amount=payment.amount_received,
        p_refunded=sum(refund.amount for refund in refunds if refund.status not in _NOT_REFUNDED),
        p_disputed=sum(dispute.amount for dispute in disputes if dispute.status not in _NOT_LOST),
        p_withdrawn=sum(map(_withdrawn, disputes)),
        p_invoice_id=invoice_id,
    )
    if change:
        log.info("payment changed credits", extra={"payment": payment_id, "credits": change})
    return EventState.FINISHED


def payment_of_charge(charge_id: str) -> str | None:
    """The payment that a charge belongs to."""
    charge = retrieve_or_none(lambda: stripe_api.v1.charges.retrieve(charge_id))
    return id_of(charge.payment_intent) if charge else None


def payment_of_refund(refund_id: str) -> str | None:
    """The payment that a refund belongs to."""
    refund = retrieve_or_none(lambda: stripe_api.v1.refunds.retrieve(refund_id))
    return id_of(refund.payment_intent) if refund else None


def payment_of_dispute(dispute_id: str) -> str | None:
    """The payment that a dispute is about."""
    dispute = retrieve_or_none(lambda: stripe_api.v1.disputes.retrieve(dispute_id))
    return id_of(dispute.payment_intent) if dispute else None


def _paid_invoice(payment_id: str) -> str | None:
    """The id of the invoice that a payment paid, if it paid one.

    The invoice is synced first if it is not mirrored yet: its event may arrive later or never.
    """
    listed = stripe_api.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": payment_id}, "limit": 1}
    )
    for each in listed.data:
        invoice_id = str(id_of(each.invoice))
        if not _subscription_of(invoice_id):
            sync_invoice(invoice_id, next_ticket())
        return invoice_id
    return None


def _subscription_of(invoice_id: str) -> str | None:
    """The subscription of a mirrored invoice."""
    query = supabase.client.table("stripe_invoices").select("subscription_id").eq("id", invoice_id)
    return next((row["subscription_id"] for row in supabase.fetch(query)), None)


def _end_plan(invoice_id: str) -> None:
    """End the subscription of a mirrored invoice, if it is live."""
    query = supabase.client.table("subscriptions").select("id").eq("id", _subscription_of(invoice_id)).eq("live", True)
    if rows := supabase.fetch(query):
        end_subscription(rows[0]["id"])


def _withdrawn(dispute: stripe.Dispute) -> int:
    """The net amount that a dispute has withdrawn, in the payment's currency. Balance transactions may be in another currency:
    then it is the amount of the dispute."""
    taken = -sum(each.amount for each in dispute.balance_transactions)
    if taken <= 0:
        return 0
    same_currency = all(each.currency == dispute.currency for each in dispute.balance_transactions)
    return min(taken, dispute.amount) if same_currency else dispute.amount
