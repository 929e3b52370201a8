"""The outcome of a checkout session, for the page that users return to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import stripe
import stripe.checkout

from service.errors import NotFound
from service.stripe.checkout_sessions import PAID, apply_session, credits_in
from service.stripe.client import stripe_api
from service.stripe.objects import retrieve_or_none
from service.stripe.tickets import next_ticket

Status = Literal["paid", "pending", "failed", "expired"]

_SESSION_ID = re.compile(r"cs_\w{1,250}")
_PAYMENT_UNDER_WAY = ("processing", "requires_action", "requires_confirmation", "requires_capture", "succeeded")
_SUBSCRIPTION_UNDER_WAY = ("incomplete", "active", "trialing")


@dataclass(frozen=True)
class CheckoutOutcome:
    """`status`: paid, pending (may be paid later), failed (will not be paid) or expired. `credits`: of a pack. `trial`: the
    plan is in its trial."""

    status: Status
    kind: Literal["subscription", "pack"]
    credits: int | None
    trial: bool


def session_outcome(session_id: str, user_id: str) -> CheckoutOutcome:
    """The outcome of a session of this user. If it is paid and its webhook is late, it is granted now.

    Raises:
        NotFound: if this user has no such session.
    """
    if not _SESSION_ID.fullmatch(session_id):
        raise NotFound
    ticket = next_ticket()
    session = retrieve_or_none(
        lambda: stripe_api.v1.checkout.sessions.retrieve(session_id, {"expand": ["payment_intent", "subscription"]})
    )
    if session is None or session.client_reference_id != user_id:
        raise NotFound
    status = _status(session)
    if status == "paid":
        apply_session(session, ticket)
    kind: Literal["subscription", "pack"] = "subscription" if session.mode == "subscription" else "pack"
    subscription = session.subscription
    trial = isinstance(subscription, stripe.Subscription) and subscription.status == "trialing"
    return CheckoutOutcome(status, kind, credits_in(session), trial)


def _status(session: stripe.checkout.Session) -> Status:
    if session.status == "expired":
        return "expired"
    if session.status == "open":
        return "pending"
    if session.payment_status in PAID:
        return "paid"
    return "pending" if _is_under_way(session) else "failed"


def _is_under_way(session: stripe.checkout.Session) -> bool:
    """Is the payment still being processed? Some payment methods take days."""
    payment, subscription = session.payment_intent, session.subscription
    if isinstance(payment, stripe.PaymentIntent):
        return payment.status in _PAYMENT_UNDER_WAY
    return isinstance(subscription, stripe.Subscription) and subscription.status in _SUBSCRIPTION_UNDER_WAY
