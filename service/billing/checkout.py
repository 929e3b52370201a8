"""Create checkout sessions: Stripe's pages on which a plan or a pack is paid."""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING

import stripe.checkout

from service.billing.customer import with_customer
from service.billing.offers import pack, plan_price
from service.billing.portal import portal_url
from service.errors import AlreadySubscribed, InvalidInput
from service.settings import settings
from service.stripe.client import stripe_api
from service.stripe.invoices import latest_invoice
from service.stripe.objects import MOST_CREDITS
from service.stripe.pages import each_of
from service.stripe.subscriptions import LISTED, mirror_subscription, subscription_row
from service.stripe.tickets import next_ticket
from service.supabase import supabase

if TYPE_CHECKING:
    from stripe.params import SubscriptionListParams
    from stripe.params.checkout import SessionCreateParams


def subscribe(user_id: str, price_id: str) -> str:
    """The URL of a checkout session for a plan.

    Raises:
        InvalidInput: if this is not the price of a plan on sale.
        AlreadySubscribed: if the user has a live subscription.
    """
    price_id = plan_price(price_id)
    _refuse_second_subscription(user_id)
    return with_customer(user_id, lambda customer_id: _subscribe(user_id, customer_id, price_id))


def buy_pack(user_id: str, price_id: str, quantity: int) -> str:
    """The URL of a checkout session for `quantity` packs of credits.

    Raises:
        InvalidInput: if this is not the price of a pack on sale, or if so many packs have too many credits.
    """
    chosen = pack(price_id)
    if chosen.credits * quantity > MOST_CREDITS:
        raise InvalidInput("This is more than one purchase can grant.", field="quantity")
    # The credits are fixed here: a later change of the pack does not change an open session.
    metadata = {"user_id": user_id, "price_id": price_id, "credits": str(chosen.credits * quantity)}
    parameters: SessionCreateParams = {
        "mode": "payment",
        "line_items": [{"price": price_id, "quantity": quantity}],
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "cancel_url": f"{settings().site_url}/account?checkout=cancelled",
    }
    return with_customer(user_id, lambda customer_id: _session_url(user_id, customer_id, parameters))


def _subscribe(user_id: str, customer_id: str, price_id: str) -> str:
    _sync_subscriptions(customer_id, ended=_trial_days(user_id, price_id) is not None)
    _refuse_second_subscription(user_id)
    parameters: SessionCreateParams = {
        "mode": "subscription",
        "line_items": [{"price": price_id, "quantity": 1}],
        "metadata": {"user_id": user_id, "price_id": price_id},
        "subscription_data": {"metadata": {"user_id": user_id}},
        "cancel_url": f"{settings().site_url}/pricing?checkout=cancelled",
    }
    if days := _trial_days(user_id, price_id):
        parameters["metadata"] = {"user_id": user_id, "price_id": price_id, "trial_days": str(days)}
        parameters["subscription_data"] = {
            "metadata": {"user_id": user_id},
            "trial_period_days": days,
            "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
        }
    return _session_url(user_id, customer_id, parameters)


def _trial_days(user_id: str, price_id: str) -> int | None:
    """The days of trial for this user. Checkout ignores the trial of a price unless the session names it."""
    days: int | None = supabase.call("trial_days", p_user_id=user_id, p_price_id=price_id)
    return days


def _sync_subscriptions(customer_id: str, *, ended: bool) -> None:
    """Sync from Stripe first: the webhook of a subscription that was just paid may not have arrived, and the user must not
    pay for a second one. `ended`: also sync ended subscriptions, which may have used up the trial."""
    ticket = next_ticket()
    parameters: SubscriptionListParams = {"customer": customer_id, "expand": list(LISTED)}
    if ended:
        parameters["status"] = "all"
    subscriptions = stripe_api.v1.subscriptions.list(parameters)
    for each in each_of(subscriptions):
        subscription = each.to_dict(for_json=True)
        row = subscription_row(subscription)
        if row:
            mirror_subscription(row, latest_invoice(subscription), ticket)


def _refuse_second_subscription(user_id: str) -> None:
    query = supabase.client.table("subscriptions").select("id").eq("user_id", user_id).eq("live", True)
    if supabase.fetch(query.limit(1)):
        raise AlreadySubscribed(url=portal_url(user_id))


def _session_url(user_id: str, customer_id: str, parameters: SessionCreateParams) -> str:
    """The URL of a session with these parameters: an open one is reused, else a new one is created."""
    sessions = stripe_api.v1.checkout.sessions
    parameters = {**parameters, **_tax()}
    latest = sessions.list({"customer": customer_id, "limit": 100}).data
    for session in latest:
        if session.status == "open" and session.mode == parameters["mode"]:
            if session.url and _has_parameters(session, parameters):
                return session.url
            if session.mode == "subscription":
                sessions.expire(session.id)
    created = sessions.create(
        {
            **parameters,
            "customer": customer_id,
            "client_reference_id": user_id,
            "allow_promotion_codes": True,
            "success_url": f"{settings().site_url}/account?{_bought(parameters)}session_id={{CHECKOUT_SESSION_ID}}",
        },
        {"idempotency_key": _idempotency_key(customer_id, parameters, latest)},
    )
    return str(created.url)


def _bought(parameters: SessionCreateParams) -> str:
    """The account page shows the plan first to somebody who has just bought one."""
    return "bought=plan&" if parameters.get("mode") == "subscription" else ""


def _tax() -> SessionCreateParams:
    """The parameters for tax. With an existing customer, Stripe requires that it may update address and name."""
    automatic, ids = settings().stripe.automatic_tax, settings().stripe.tax_id_collection
    if not (automatic or ids):
        return {}
    return {
        "automatic_tax": {"enabled": automatic},
        "tax_id_collection": {"enabled": ids},
        "billing_address_collection": "required",
        "customer_update": {"address": "auto", "name": "auto"},
    }


def _has_parameters(session: stripe.checkout.Session, parameters: SessionCreateParams) -> bool:
    """Does a session have the same metadata, and the current tax settings?"""
    metadata = session.metadata.to_dict() if session.metadata else {}
    ids = session.tax_id_collection
    tax = session.automatic_tax.enabled, bool(ids and ids.enabled)
    return metadata == parameters["metadata"] and tax == (
        settings().stripe.automatic_tax,
        settings().stripe.tax_id_collection,
    )


def _idempotency_key(customer_id: str, parameters: SessionCreateParams, before: list[stripe.checkout.Session]) -> str:
    """The idempotency key. It is the same for two clicks on one button: their parameters and the latest session before
    them are the same. It includes the hour, because Stripe replays a response for 24 hours, errors included."""
    parts = [customer_id, parameters, before[0].id if before else "", int(time.time() // 3600)]
    return f"checkout:{hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()}"
