"""Checkout sessions: what was bought in them is granted, once."""

from __future__ import annotations

import logging

import stripe.checkout

from service.errors import Unauthorized
from service.stripe.client import stripe_api
from service.stripe.objects import credits_of, id_of, retrieve_or_none, user_in
from service.stripe.subscriptions import sync_subscription
from service.stripe.tickets import Ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

PAID = ("paid", "no_payment_required")


def sync_session(session_id: str, ticket: Ticket) -> None:
    """Do what a session, as Stripe has it now, leads to."""
    session = retrieve_or_none(lambda: stripe_api.v1.checkout.sessions.retrieve(session_id))
    if session:
        apply_session(session, ticket)


def apply_session(session: stripe.checkout.Session, ticket: Ticket) -> None:
    """Grant a paid pack, sync a subscription. Anything else, paid later or never, leads to nothing now."""
    if session.mode == "subscription" and session.subscription:
        sync_subscription(str(id_of(session.subscription)), ticket)
    if session.mode == "payment" and session.payment_status in PAID:
        _fulfil(session)


def credits_in(session: stripe.checkout.Session) -> int | None:
    """The credits that were sold in a session, as we noted when we opened it; None if none were."""
    return credits_of(_noted(session))


def _fulfil(session: stripe.checkout.Session) -> None:
    user_id, credits_, price_id = user_in(session.metadata), credits_in(session), _noted(session).get("price_id")
    if not (user_id and credits_ and price_id):
        if user_id and price_id:  # a session of ours, whose metadata were changed in Stripe
            log.error("a pack was paid whose credits cannot be read: book them by hand", extra={"session": session.id})
        return
    purchase = {"p_user_id": user_id, "p_session_id": session.id, "p_price_id": price_id, "p_credits": credits_}
    about = {"session": session.id, "user": user_id, "credits": credits_}
    try:
        granted = supabase.call("fulfil_purchase", **purchase, p_payment_id=id_of(session.payment_intent))
    except Unauthorized as error:
        log.warning("paid by a user who is gone", exc_info=error, extra=about)
        return
    log.info("pack paid", extra={**about, "granted": granted})


def _noted(session: stripe.checkout.Session) -> dict[str, str]:
    return session.metadata.to_dict() if session.metadata else {}
