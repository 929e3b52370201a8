"""Checkout sessions: a hosted page that sells something once, or a subscription."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.catalog import sellable
from local.stripe.checkout_tax import check_tax, tax_fields
from local.stripe.customers import known_customer
from local.stripe.discounts import coupon_of, taken_off
from local.stripe.invoice_lines import product_name
from local.stripe.resource import Given, Json, Resource, new_id
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.operations import Call, check_known, metadata_of

OPEN_FOR = 24 * 3600
# What is handed on to the subscription or the payment, and what of it is known.
DATA = {
    "subscription": ("subscription_data", {"metadata", "trial_period_days", "trial_settings"}),
    "payment": ("payment_intent_data", {"metadata"}),
}


def create(call: Call) -> Resource:
    """A session, with the address of its page."""
    account, given = call.account, call.params
    _check(given)
    if "customer" in given:
        known_customer(account, given["customer"])
    check_tax(account, given)
    line = _line(account, given["line_items"], given["mode"])
    name, known = DATA[given["mode"]]
    data = given.get(name, {})
    check_known(data, known, name)
    private: Json = {"line": line, "coupons": [], "data": dict(data)}
    private["customer_update"] = given.get("customer_update", {})
    session = account.create("checkout.session", private, **_fields(account, call, line))
    _add_up(account, session)
    return session


def update(call: Call) -> Resource:
    """Change a session's metadata."""
    session = call.account.get("checkout.session", call.id)
    call.set_fields(session)
    return session


def expire_call(call: Call) -> Resource:
    """Close a session that is still open."""
    session = call.account.get("checkout.session", call.id)
    if session["status"] != "open":
        message = 'Only Checkout Sessions with a status in ["open"] can be expired.'
        raise InvalidRequest(f"{message} This Checkout Session has a status of {session['status']}.")
    expire(call.account, session)
    return session


def expire(account: Account, session: Resource) -> None:
    """Nobody can pay in it any more."""
    session.put(status="expired", url=None)
    account.emit("checkout.session.expired", session)


def enter_code(account: Account, session: Resource, code: str) -> None:
    """Use a promotion code in a session. Raises InvalidRequest if there is none such."""
    if session["status"] != "open" or not session["allow_promotion_codes"]:
        raise InvalidRequest("This session takes no promotion codes.", param="code")
    session.private["coupons"] = [coupon_of(account, code)]
    _add_up(account, session)


def _add_up(account: Account, session: Resource) -> None:
    """The session's amounts, after its discounts have changed."""
    subtotal = session.private["line"]["amount"]
    discount = taken_off(account, session.private["coupons"], subtotal)
    details = {"amount_discount": discount, "amount_tax": 0}
    session.put(amount_subtotal=subtotal, amount_total=subtotal - discount, total_details=details)


def _check(given: Given) -> None:
    """Raises InvalidRequest for parameters that are missing."""
    for name in ("mode", "success_url", "line_items"):
        if not given.get(name):
            raise InvalidRequest(f"Missing required param: {name}.", code="parameter_missing", param=name)
    if given["mode"] not in DATA:
        raise Unsupported("mode")
    if given["mode"] == "subscription" and "customer" not in given:
        raise Unsupported("a subscription without `customer`")


def _line(account: Account, items: list[Given], mode: str) -> Json:
    """The one thing that a session sells. Raises InvalidRequest for one that a session of this mode cannot sell."""
    given = items[0]
    check_known(given, {"price", "quantity"}, "line_items[0]")
    price, quantity = sellable(account, given.get("price", ""), "line_items[0][price]"), given.get("quantity")
    if len(items) > 1:
        raise Unsupported("line_items[1]")
    if not quantity:
        message = "Quantity is required. Add `quantity` to `line_items[0]`"
        raise InvalidRequest(message, param="line_items[0][quantity]")
    if mode == "payment" and price["recurring"]:
        message = "You specified `payment` mode but passed a recurring price."
        raise InvalidRequest(f"{message} Use `subscription` mode or use only one-time prices.", param="line_items")
    if mode == "subscription" and not price["recurring"]:
        message = "You must provide at least one recurring price in `subscription` mode when using prices."
        raise InvalidRequest(message, param="line_items")
    name, amount = product_name(account, price["product"]), price["unit_amount"] * quantity
    return {"price": dict(price), "quantity": quantity, "name": name, "amount": amount}


def _fields(account: Account, call: Call, line: Json) -> Json:
    given, session_id = call.params, new_id("checkout.session")
    echoed = ("billing_address_collection", "cancel_url", "customer_email", "locale", "success_url")
    return {
        **call.given(*echoed, "allow_promotion_codes", "client_reference_id", "customer"),
        **tax_fields(given),
        "id": session_id,
        "currency": line["price"]["currency"],
        "expires_at": account.now(given.get("customer")) + OPEN_FOR,
        "metadata": metadata_of(given),
        "mode": given["mode"],
        "payment_method_types": ["card", "sepa_debit"],
        "payment_status": "unpaid",
        "status": "open",
        "url": f"{account.settings.url}/c/pay/{session_id}",
    }
