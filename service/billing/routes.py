"""Billing routes of a signed-in user."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from service.auth import current_user, signed_in
from service.billing.checkout import buy_pack, subscribe
from service.billing.portal import portal_url
from service.billing.receipts import receipts_of
from service.billing.session_status import session_outcome
from service.body import check, json_object
from service.errors import (
    AlreadySubscribed,
    BillingUnavailable,
    InvalidInput,
    InvalidJson,
    NotFound,
    RateLimited,
    StripeUnavailable,
    WrongStripeAccount,
)
from service.openapi import TEXT, Route, an_object, documented
from service.rate_limits import billing_limit
from service.stripe.client import stripe_api

blueprint = Blueprint("billing", __name__, url_prefix="/api")
blueprint.before_request(stripe_api.require)

MOST_PACKS = 100

_PRICE_ID = {"type": "string", "minLength": 1, "maxLength": 255}
_PLAN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["price_id"],
    "properties": {"price_id": _PRICE_ID},
}
_PACK = {
    "type": "object",
    "additionalProperties": False,
    "required": ["price_id"],
    "properties": {"price_id": _PRICE_ID, "quantity": {"type": "integer", "minimum": 1, "maximum": MOST_PACKS}},
}
_PAGE = an_object(url={"type": "string", "format": "uri"})
_OUTCOME = {
    "type": "object",
    "additionalProperties": False,
    "required": ["status", "kind"],
    "properties": {
        "status": {"enum": ["paid", "pending", "failed", "expired"]},
        "kind": {"enum": ["subscription", "pack"]},
        "credits": {"type": "integer", "description": "Of a pack."},
        "trial": {"const": True, "description": "The plan is in its trial."},
    },
}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_RECEIPT = an_object(
    id=TEXT,
    kind={"enum": ["plan", "pack"]},
    created={"type": "string", "format": "date-time"},
    amount={"type": "integer", "description": "In the smallest unit of the currency."},
    refunded={"type": "integer", "description": "How much of the amount was refunded."},
    currency=TEXT,
    number=_TEXT_OR_NULL,
    page=_TEXT_OR_NULL,
    pdf=_TEXT_OR_NULL,
)
_RECEIPTS = an_object(receipts={"type": "array", "items": _RECEIPT})
_ERRORS = (RateLimited, BillingUnavailable, WrongStripeAccount, StripeUnavailable)


@blueprint.post("/create-checkout-session")
@documented(
    Route(_PAGE, body=_PLAN, signed_in=True, errors=(*_ERRORS, InvalidJson, InvalidInput, NotFound, AlreadySubscribed))
)
@signed_in
def post_checkout_session() -> dict[str, str]:
    """Create a checkout session for the plan with `{price_id}`."""
    with billing_limit():
        body = json_object()
        check(body, _PLAN)
        return {"url": subscribe(current_user().id, body["price_id"])}


@blueprint.post("/purchase-credits")
@documented(Route(_PAGE, body=_PACK, signed_in=True, errors=(*_ERRORS, InvalidJson, InvalidInput, NotFound)))
@signed_in
def post_purchase() -> dict[str, str]:
    """Create a checkout session for `{quantity}` packs with `{price_id}`."""
    with billing_limit():
        body = json_object()
        check(body, _PACK)
        return {"url": buy_pack(current_user().id, body["price_id"], int(body.get("quantity", 1)))}


@blueprint.post("/create-customer-portal")
@documented(Route(_PAGE, signed_in=True, errors=(*_ERRORS, NotFound)))
@signed_in
def post_portal() -> dict[str, str]:
    """Create a session of the billing portal."""
    with billing_limit():
        return {"url": portal_url(current_user().id)}


@blueprint.get("/check-session-status")
@documented(Route(_OUTCOME, signed_in=True, errors=(*_ERRORS, NotFound), query={"session_id": TEXT}))
@signed_in
def get_session_status() -> dict[str, Any]:
    """The outcome of the checkout session `?session_id=`."""
    with billing_limit():
        outcome = session_outcome(request.args.get("session_id", ""), current_user().id)
        content = {
            "status": outcome.status,
            "kind": outcome.kind,
            "credits": outcome.credits,
            "trial": outcome.trial or None,
        }
        return {name: value for name, value in content.items() if value is not None}


@blueprint.get("/receipts")
@documented(Route(_RECEIPTS, signed_in=True, errors=_ERRORS))
@signed_in
def get_receipts() -> dict[str, Any]:
    """What the user has paid, newest first, with Stripe's pages and PDFs; the links work for days."""
    with billing_limit():
        return {"receipts": receipts_of(current_user().id)}
