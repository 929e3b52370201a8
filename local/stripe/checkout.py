"""Checkout sessions: a hosted page that sells something once, or a subscription.

No tax is added, as in an account that is registered nowhere; a session asks for an address and a tax id.
"""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.catalog import sellable
from local.stripe.customers import known_customer
from local.stripe.discounts import coupon_of, taken_off
from local.stripe.items import product_name
from local.stripe.resource import Given, Json, Resource, new_id
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.operations import Call, check_known, metadata_of

OPEN_FOR = 24 * 3600
# What is handed on to the subscription or the payment, and what of it is known. A trial that begins on the page has
# something to pay with at its end, so that `trial_settings` make no difference.
DATA = {
    "subscription": ("subscription_data", {"metadata", "trial_period_days", "trial_settings"}),
    "payment": ("payment_intent_data", {"metadata"}),
}
ADDRESS = ("line1", "city", "postal_code", "country")
KNOWN = {"automatic_tax": {"enabled"}, "tax_id_collection": {"enabled"}, "customer_update": {"address", "name"}}


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


def check_tax(account: Account, given: Given) -> None:
    """Raises InvalidRequest for tax that cannot be worked out, or a tax id that cannot be kept."""
    for name, fields in KNOWN.items():
        check_known(given.get(name, {}), fields, name)
    update, customer = given.get("customer_update", {}), account.store.get(given.get("customer", ""))
    if customer is None:
        if update:
            raise InvalidRequest("`customer_update` can only be used with `customer`.", param="customer_update")
        return
    if _enabled(given, "automatic_tax") and not customer["address"] and update.get("address") != "auto":
        raise InvalidRequest(
            "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the "
            "Customer or set `customer_update[address]` to 'auto' to save the address entered in Checkout.",
            code="customer_tax_location_invalid",
        )
    if _enabled(given, "tax_id_collection") and update.get("name") != "auto":
        raise InvalidRequest(
            "Tax ID collection requires updating business name on the customer. To enable tax ID collection for an "
            "existing customer, please set `customer_update[name]` to `auto`."
        )


def tax_fields(given: Given) -> Json:
    """What a new session says of tax."""
    automatic = _enabled(given, "automatic_tax")
    return {
        "automatic_tax": {"enabled": automatic, "status": "requires_location_inputs" if automatic else None},
        "tax_id_collection": {"enabled": _enabled(given, "tax_id_collection")},
    }


def asks_for_address(session: Resource) -> bool:
    """Whether the page cannot do without an address."""
    return bool(session["automatic_tax"]["enabled"] or session["billing_address_collection"] == "required")


def take_details(session: Resource, customer: Resource | None, form: dict[str, str]) -> Json:
    """The address, business and tax id entered on the page, kept at the customer as the session says."""
    details: Json = {}
    if asks_for_address(session):
        address = {name: form.get(name) or None for name in ADDRESS}
        if None in address.values():
            raise InvalidRequest("Please enter your address.")
        details["address"] = address
        automatic = session["automatic_tax"]["enabled"]
        session.put(automatic_tax={"enabled": automatic, "status": "complete" if automatic else None})
        if customer and session.private["customer_update"].get("address") == "auto":
            customer.put(address=address)
    if session["tax_id_collection"]["enabled"] and form.get("tax_id"):
        details["tax_ids"] = [{"type": "eu_vat", "value": form["tax_id"]}]
        details["business_name"] = form.get("business") or None
        if customer and form.get("business"):
            customer["name"] = form["business"]
    return details


def _enabled(given: Given, name: str) -> bool:
    return bool(given.get(name, {}).get("enabled"))
