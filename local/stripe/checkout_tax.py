"""Tax in a checkout session: the address and the tax id that it asks for. No tax is added, as in an account that is
registered nowhere."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.operations import check_known

ADDRESS = ("line1", "city", "postal_code", "country")
KNOWN = {"automatic_tax": {"enabled"}, "tax_id_collection": {"enabled"}, "customer_update": {"address", "name"}}


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
