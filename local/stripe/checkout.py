"""Checkout sessions: create, expire, promotion codes, and the address and tax id entered on the page.

The tax is always 0, as for an account without a tax registration.
"""

from local.stripe.account import Account
from local.stripe.api.errors import InvalidRequest, Unsupported
from local.stripe.api.operations import Call, check_supported, metadata_of
from local.stripe.catalog import get_active_price
from local.stripe.customers import get_customer
from local.stripe.discounts import coupon_of, discount_amount
from local.stripe.items import product_name
from local.stripe.resource import Json, Params, Resource, new_id

OPEN_SECONDS = 24 * 3600
# By mode: the parameter with data for the subscription or payment, and its supported fields. `trial_settings` has no
# effect, because a trial that begins on the page always has a payment method at its end.
DATA = {
    "subscription": ("subscription_data", {"metadata", "trial_period_days", "trial_settings"}),
    "payment": ("payment_intent_data", {"metadata"}),
}
ADDRESS = ("line1", "city", "postal_code", "country")
TAX_FIELDS = {"automatic_tax": {"enabled"}, "tax_id_collection": {"enabled"}, "customer_update": {"address", "name"}}


def create(call: Call) -> Resource:
    """Create a session."""
    account, given = call.account, call.params
    _check(given)
    if "customer" in given:
        get_customer(account, given["customer"])
    check_tax(account, given)
    line = _line(account, given["line_items"], given["mode"])
    name, known = DATA[given["mode"]]
    data = given.get(name, {})
    check_supported(data, known, name)
    private: Json = {"line": line, "coupons": [], "data": dict(data)}
    private["customer_update"] = given.get("customer_update", {})
    session = account.create("checkout.session", private, **_fields(account, call, line))
    _set_amounts(account, session)
    return session


def update(call: Call) -> Resource:
    """Update a session's metadata."""
    session = call.account.get("checkout.session", call.id)
    call.set_fields(session)
    return session


def expire_call(call: Call) -> Resource:
    """Expire a session. Raises InvalidRequest if it is not open."""
    session = call.account.get("checkout.session", call.id)
    if session["status"] != "open":
        message = 'Only Checkout Sessions with a status in ["open"] can be expired.'
        raise InvalidRequest(f"{message} This Checkout Session has a status of {session['status']}.")
    expire(call.account, session)
    return session


def expire(account: Account, session: Resource) -> None:
    """Mark a session as expired."""
    session.put(status="expired", url=None)
    account.emit("checkout.session.expired", session)


def enter_code(account: Account, session: Resource, code: str) -> None:
    """Apply a promotion code to a session. Raises InvalidRequest if it does not exist."""
    if session["status"] != "open" or not session["allow_promotion_codes"]:
        raise InvalidRequest("This session does not accept promotion codes.", param="code")
    session.private["coupons"] = [coupon_of(account, code)]
    _set_amounts(account, session)


def _set_amounts(account: Account, session: Resource) -> None:
    """Set the session's amounts, with its discount."""
    subtotal = session.private["line"]["amount"]
    discount = discount_amount(account, session.private["coupons"], subtotal)
    details = {"amount_discount": discount, "amount_tax": 0}
    session.put(amount_subtotal=subtotal, amount_total=subtotal - discount, total_details=details)


def _check(given: Params) -> None:
    """Raises InvalidRequest for a missing parameter."""
    for name in ("mode", "success_url", "line_items"):
        if not given.get(name):
            raise InvalidRequest(f"Missing required param: {name}.", code="parameter_missing", param=name)
    if given["mode"] not in DATA:
        raise Unsupported("mode")
    if given["mode"] == "subscription" and "customer" not in given:
        raise Unsupported("a subscription without `customer`")


def _line(account: Account, items: list[Params], mode: str) -> Json:
    """The session's line item. Raises InvalidRequest if its price does not suit the mode."""
    given = items[0]
    check_supported(given, {"price", "quantity"}, "line_items[0]")
    price, quantity = get_active_price(account, given.get("price", ""), "line_items[0][price]"), given.get("quantity")
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
    automatic = _enabled(given, "automatic_tax")
    copied = ("billing_address_collection", "cancel_url", "customer_email", "locale", "success_url")
    return {
        **call.given(*copied, "allow_promotion_codes", "client_reference_id", "customer"),
        "automatic_tax": {"enabled": automatic, "status": "requires_location_inputs" if automatic else None},
        "tax_id_collection": {"enabled": _enabled(given, "tax_id_collection")},
        "id": session_id,
        "currency": line["price"]["currency"],
        "expires_at": account.now(given.get("customer")) + OPEN_SECONDS,
        "metadata": metadata_of(given),
        "mode": given["mode"],
        "payment_method_types": ["card", "sepa_debit"],
        "payment_status": "unpaid",
        "status": "open",
        "url": f"{account.settings.url}/c/pay/{session_id}",
    }


def check_tax(account: Account, given: Params) -> None:
    """Raises InvalidRequest for a tax parameter that needs the customer's address, or permission to update the customer."""
    for name, fields in TAX_FIELDS.items():
        check_supported(given.get(name, {}), fields, name)
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


def asks_for_address(session: Resource) -> bool:
    """Whether the page requires an address."""
    return bool(session["automatic_tax"]["enabled"] or session["billing_address_collection"] == "required")


def take_details(session: Resource, customer: Resource | None, form: dict[str, str]) -> Json:
    """The address, business name and tax id from the form; stored with the customer if the session says so."""
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


def _enabled(given: Params, name: str) -> bool:
    return bool(given.get(name, {}).get("enabled"))
