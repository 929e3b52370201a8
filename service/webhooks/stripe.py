"""Stripe's webhook. An event that was processed, now or before, or that is not ours, gets 200. One that cannot be parsed
gets 400 and is not stored. A failure of ours gets 500, a key of another account 503: Stripe retries on both."""

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
from service.logs import add_to_request_line
from service.openapi import TEXT, Route, an_object, documented, inlined
from service.provider_json import UnreadableJson, json_object
from service.settings import settings
from service.stripe.events import Event, log_unreadable, process_event
from service.stripe.received import ReceivedEvent

log = logging.getLogger(__name__)

blueprint = Blueprint("stripe_webhook", __name__, url_prefix="/api/webhooks/stripe")

TOLERANCE_SECONDS = 300


@blueprint.post("")
@documented(
    Route(
        an_object(received={"const": True}),
        body=inlined(ReceivedEvent.model_json_schema()),
        headers={"Stripe-Signature": TEXT},
        errors=(InvalidSignature, WrongLivemode, Unreadable, BillingUnavailable, WrongStripeAccount),
    )
)
def post_event() -> dict[str, bool]:
    """Process the event in the body."""
    event = _event(whole_body(), request.headers.get("Stripe-Signature", ""))
    add_to_request_line(event=event.id, type=event.type, object=event.object_id)
    try:
        process_event(event)
    except WrongStripeAccount:
        raise
    except Exception as error:
        raise ServiceError from error
    return {"received": True}


def _event(body: bytes, signature: str) -> Event:
    """The event in a body that Stripe has signed, in the mode of our key.

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
        log.error("stripe event of the other mode refused", extra={"event": event.id, "type": event.type})
        raise WrongLivemode
    return event


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE_SECONDS))
    except (stripe.SignatureVerificationError, ValueError, TypeError):  # also: not UTF-8, or a non-ASCII header
        return False
