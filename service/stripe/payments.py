"""Payments: what refunds and disputes have taken back of each, so that its credits are what its money is."""

from __future__ import annotations

import logging

import stripe

from service.stripe.client import stripe_api
from service.stripe.objects import found, id_of
from service.stripe.pages import each_of
from service.stripe.tickets import Ticket

log = logging.getLogger(__name__)

_NOT_REFUNDED = ("failed", "canceled")
_NOT_LOST = ("won", "prevented", "warning_needs_response", "warning_under_review", "warning_closed")


def settle_payment(payment_id: str | None, ticket: Ticket) -> None:
    """Book what refunds and disputes have done to a payment, as Stripe has it now."""
    if payment_id is None:
        return
    api = stripe_api.v1
    payment = found(lambda: api.payment_intents.retrieve(payment_id))
    if payment is None:
        return
    refunds = list(each_of(api.refunds.list({"payment_intent": payment_id, "limit": 100})))
    disputes = list(each_of(api.disputes.list({"payment_intent": payment_id, "limit": 100})))
    change = ticket.write_last(
        "settle_payment",
        p_payment_id=payment_id,
        p_amount=payment.amount_received,
        p_refunded=sum(refund.amount for refund in refunds if refund.status not in _NOT_REFUNDED),
        p_disputed=sum(dispute.amount for dispute in disputes if dispute.status not in _NOT_LOST),
        p_withdrawn=sum(map(_withdrawn, disputes)),
    )
    if change:
        log.info("payment settled", extra={"payment": payment_id, "credits": change})


def payment_of_charge(charge_id: str) -> str | None:
    """The payment that a charge belongs to."""
    charge = found(lambda: stripe_api.v1.charges.retrieve(charge_id))
    return id_of(charge.payment_intent) if charge else None


def payment_of_refund(refund_id: str) -> str | None:
    """The payment that a refund gives back."""
    refund = found(lambda: stripe_api.v1.refunds.retrieve(refund_id))
    return id_of(refund.payment_intent) if refund else None


def payment_of_dispute(dispute_id: str) -> str | None:
    """The payment that a dispute is about."""
    dispute = found(lambda: stripe_api.v1.disputes.retrieve(dispute_id))
    return id_of(dispute.payment_intent) if dispute else None


def _withdrawn(dispute: stripe.Dispute) -> int:
    """What a dispute has really taken, net, in the payment's currency; our balance may be in another one."""
    taken = -sum(each.amount for each in dispute.balance_transactions)
    if taken <= 0:
        return 0
    same_currency = all(each.currency == dispute.currency for each in dispute.balance_transactions)
    return min(taken, dispute.amount) if same_currency else dispute.amount
