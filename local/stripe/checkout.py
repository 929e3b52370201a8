"""Checkout sessions: a hosted page that sells something once, or a subscription."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.checkout_checks import check_lines, check_session
from local.stripe.checkout_end import expire
from local.stripe.checkout_lines import add_up, line_item
from local.stripe.checkout_tax import check_tax, tax_fields
from local.stripe.customers import known_customer
from local.stripe.discounts import checked_discounts
from local.stripe.ids import new_id
from local.stripe.metadata import metadata_of
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.heed import check_known
from local.stripe.wire.lists import listing, page_of
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields

PATH = "/v1/checkout/sessions"
FILTERS = {
    "customer": "customer",
    "payment_intent": "payment_intent",
    "status": "status",
    "subscription": "subscription",
}
ECHOED = ("billing_address_collection", "cancel_url", "customer_email", "locale", "submit_type", "success_url")
HOUR = 3600
OPEN_FOR = 24 * HOUR
SHORTEST = HOUR // 2


def operations() -> list[Operation]:
    """The calls under `/v1/checkout/sessions`."""
    kinds = params.checkout
    return [
        Operation("POST", PATH, create, kinds.SessionCreateParams),
        retrieve("checkout.session", f"{PATH}/{{id}}", kinds.SessionRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, kinds.SessionUpdateParams),
        Operation("POST", f"{PATH}/{{id}}/expire", expire_call, kinds.SessionExpireParams),
        Operation("GET", f"{PATH}/{{id}}/line_items", line_items, kinds.SessionLineItemListParams),
        listing("checkout.session", PATH, kinds.SessionListParams, FILTERS),
    ]


def create(call: Call) -> Resource:
    """A session, with the address of its page."""
    account, given = call.account, call.params
    check_session(given)
    if "customer" in given:
        known_customer(account, given["customer"])
    check_tax(account, given)
    session_id = new_id("checkout.session")
    lines = [line_item(account, each, index) for index, each in enumerate(given["line_items"])]
    check_lines(lines, given["mode"])
    discounts = checked_discounts(account, tuple(given.get("discounts", ())), given.get("customer"))
    private: Json = {"line_items": lines, "discounts": discounts, "data": _data(given)}
    private |= {"customer_update": given.get("customer_update", {}), "known_customer": "customer" in given}
    session = account.create("checkout.session", private, **_fields(account, call, session_id, lines))
    add_up(account, session)
    return session


def update(call: Call) -> Resource:
    """Change a session's metadata."""
    session = call.account.get("checkout.session", call.id)
    set_fields(call, session)
    return session


def expire_call(call: Call) -> Resource:
    """Close a session that is still open."""
    session = call.account.get("checkout.session", call.id)
    if session["status"] != "open":
        message = 'Only Checkout Sessions with a status in ["open"] can be expired.'
        raise InvalidRequest(f"{message} This Checkout Session has a status of {session['status']}.")
    expire(call.account, session)
    return session


def line_items(call: Call) -> Json:
    """What a session sells."""
    session = call.account.get("checkout.session", call.id)
    return page_of(call, session.private["line_items"], f"{PATH}/{call.id}/line_items")


def _fields(account: Account, call: Call, session_id: str, lines: list[Json]) -> Json:
    given = call.params
    now = account.now(given.get("customer"))
    return {
        **call.given(*(name for name in ECHOED if name in given)),
        **tax_fields(given),
        "id": session_id,
        "allow_promotion_codes": given.get("allow_promotion_codes"),
        "client_reference_id": given.get("client_reference_id"),
        "created": now,
        "currency": lines[0]["currency"],
        "custom_text": {},
        "customer": given.get("customer"),
        "customer_creation": _customer_creation(given),
        "expires_at": _expires_at(given, now),
        "metadata": metadata_of({}, given.get("metadata", {})),
        "mode": given["mode"],
        "payment_method_collection": given.get("payment_method_collection", "always"),
        "payment_method_types": ["card", "sepa_debit"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "status": "open",
        "ui_mode": "hosted_page",
        "url": f"{account.settings.url}/c/pay/{session_id}",
    }


def _data(given: Given) -> Json:
    """What is handed on to the subscription or the payment."""
    data: Json = given.get("subscription_data") or given.get("payment_intent_data") or {}
    known = {"metadata", "description", "trial_period_days", "trial_end", "billing_mode", "trial_settings"}
    known |= {"receipt_email", "setup_future_usage", "statement_descriptor_suffix", "statement_descriptor"}
    check_known(data, known, "subscription_data" if "subscription_data" in given else "payment_intent_data")
    return data


def _customer_creation(given: Given) -> str | None:
    if given["mode"] == "subscription":
        if "customer_creation" in given:
            message = "`customer_creation` can only be used in `payment` and `setup` mode."
            raise InvalidRequest(message, param="customer_creation")
        return None if "customer" in given else "always"
    return None if "customer" in given else given.get("customer_creation", "if_required")


def _expires_at(given: Given, now: int) -> int:
    wanted = int(given.get("expires_at", now + OPEN_FOR))
    if not now + SHORTEST <= wanted <= now + OPEN_FOR:
        raise InvalidRequest(
            "The `expires_at` timestamp must be less than 24 hours and at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    return wanted
