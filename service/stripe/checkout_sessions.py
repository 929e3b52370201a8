"""Grant what was bought in a checkout session, once."""

from __future__ import annotations

import logging

import stripe.checkout

from service.errors import Unauthorized
from service.stripe.client import stripe_api
from service.stripe.objects import credits_of, id_of, retrieve_or_none, user_in
from service.stripe.subscriptions import sync_subscription
from service.stripe.tickets import EventState, Ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

PAID = ("paid", "no_payment_required")


def sync_session(session_id: str, ticket: Ticket) -> EventState:
    """Fetch a session from Stripe and grant what was bought in it."""
    session = retrieve_or_none(lambda: stripe_api.v1.checkout.sessions.retrieve(session_id))
    return apply_session(session, ticket) if session else EventState.OPEN


def apply_session(session: stripe.checkout.Session, ticket: Ticket) -> EventState:
    """Sync the session's subscription, or grant its pack once it is paid."""
    if session.mode == "subscription" and session.subscription:
        return sync_subscription(str(id_of(session.subscription)), ticket)
    if session.mode == "payment" and session.payment_status in PAID:
        _fulfil(session)
    return EventState.OPEN


def credits_in(session: stripe.checkout.Session) -> int | None:
    """The credits that a session sells, as stored in its metadata when it was opened; None if it sells none."""
    return credits_of(_metadata(session))


def _fulfil(session: stripe.checkout.Session) -> None:
    user_id, credits_, price_id = user_in(session.metadata), credits_in(session), _metadata(session).get("price_id")
    if not (user_id and credits_ and price_id):
        if user_id and price_id:  # our session, with metadata that was changed in Stripe
            log.error("paid pack has no readable credits: book them by hand", extra={"session": session.id})
        return
    purchase = {"p_user_id": user_id, "p_session_id": session.id, "p_price_id": price_id, "p_credits": credits_}
    about = {"session": session.id, "user": user_id, "credits": credits_}
    try:
        granted = supabase.call("fulfil_purchase", **purchase, p_payment_id=id_of(session.payment_intent))
    except Unauthorized as error:
        log.warning("deleted user paid for a pack", exc_info=error, extra=about)
        return
    log.info("pack fulfilled", extra={**about, "granted": granted})


def _metadata(session: stripe.checkout.Session) -> dict[str, str]:
    return session.metadata.to_dict() if session.metadata else {}
