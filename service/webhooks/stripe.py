"""Stripe's events. One that is done, was done before or is none of ours gets 200; one that cannot be read gets 400 and
is not stored; a failure of ours gets 500, a key of another account 503, and then Stripe tries again."""

from __future__ import annotations

import logging

import stripe
from flask import Blueprint, request

from service.body import whole_body
from service.errors import (
    BillingUnavailable,
    InvalidSignature,
    ServiceError,
    Unreadable,
    WrongLivemode,
    WrongStripeAccount,
)
from service.provider_json import UnreadableJson, json_object
from service.settings import settings
from service.stripe.events import Event, log_unreadable, take_up

log = logging.getLogger(__name__)

blueprint = Blueprint("stripe_webhook", __name__, url_prefix="/api/webhooks/stripe")

TOLERANCE_SECONDS = 300


@blueprint.post("")
def post_event() -> dict[str, bool]:
    """Take up the event in the body."""
    event = _event(whole_body(), request.headers.get("Stripe-Signature", ""))
    try:
        take_up(event)
    except WrongStripeAccount:
        raise
    except Exception as error:
        raise ServiceError from error
    return {"received": True}


def _event(body: bytes, signature: str) -> Event:
    """The event in a body that Stripe has signed, for this mode.

    Raises:
        InvalidSignature, WrongLivemode, Unreadable, BillingUnavailable
    """
    stripe_settings = settings().stripe
    if not (stripe_settings.secret_key and stripe_settings.webhook_secrets):
        raise BillingUnavailable
    if not any(_is_signed(body, signature, secret) for secret in stripe_settings.webhook_secrets):
        raise InvalidSignature
    try:
        content = json_object(body)
        event = Event.read(content)
    except UnreadableJson as error:
        log_unreadable(error)
        raise Unreadable(error.field) from None
    if content.get("livemode") is not stripe_settings.livemode:
        log.error("event of the other mode", extra={"event": event.id, "type": event.type})
        raise WrongLivemode
    return event


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE_SECONDS))
    except (stripe.SignatureVerificationError, ValueError, TypeError):  # no UTF-8, or a header that is not even ASCII
        return False
