"""Stripe's events. What is done, was done before or is none of ours answers 200; a failure of ours answers 500, for
Stripe tries again then."""

from __future__ import annotations

import json
import logging

import stripe
from flask import Blueprint, request

from service.errors import BillingUnavailable, InvalidSignature, ServiceError, WrongLivemode
from service.settings import settings
from service.stripe.events import Event, take_up

log = logging.getLogger(__name__)

blueprint = Blueprint("stripe_webhook", __name__, url_prefix="/api/webhooks/stripe")

TOLERANCE_SECONDS = 300


@blueprint.post("")
def post_event() -> dict[str, bool]:
    """Take up the event in the body."""
    event = _event(request.get_data(cache=False), request.headers.get("Stripe-Signature", ""))
    try:
        take_up(event)
    except Exception as error:
        raise ServiceError from error
    return {"received": True}


def _event(body: bytes, signature: str) -> Event:
    """The event in a body that Stripe has signed, for this mode.

    Raises:
        InvalidSignature, WrongLivemode, BillingUnavailable
    """
    stripe_settings = settings().stripe
    if not (stripe_settings.secret_key and stripe_settings.webhook_secrets):
        raise BillingUnavailable
    if not any(_is_signed(body, signature, secret) for secret in stripe_settings.webhook_secrets):
        raise InvalidSignature
    try:
        content = json.loads(body)
        event = Event.read(content)
    except ValueError:
        raise InvalidSignature from None
    if content.get("livemode") is not stripe_settings.livemode:
        log.error("event of the other mode", extra={"event": event.id, "type": event.type})
        raise WrongLivemode
    return event


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE_SECONDS))
    except (stripe.SignatureVerificationError, ValueError, TypeError):  # no UTF-8, or a header that is not even ASCII
        return False
