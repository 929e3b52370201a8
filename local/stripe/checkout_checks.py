"""What a checkout session may be made of."""

from __future__ import annotations

from local.stripe.resource import Given, Json
from local.stripe.wire.errors import InvalidRequest, Unsupported

LONGEST_REFERENCE = 200


def check_session(given: Given) -> None:
    """Raises InvalidRequest for parameters that are missing or do not go together, Unsupported for other kinds."""
    if given.get("ui_mode", "hosted_page") != "hosted_page":
        raise Unsupported("pages inside other pages", "ui_mode")
    for name in ("mode", "success_url", "line_items"):
        if not given.get(name):
            raise InvalidRequest(f"Missing required param: {name}.", code="parameter_missing", param=name)
    if given["mode"] == "setup":
        raise Unsupported("sessions that only set up a payment method", "mode")
    _check_together(given)
    if len(given.get("client_reference_id", "")) > LONGEST_REFERENCE:
        raise InvalidRequest("Invalid string: at most 200 characters.", param="client_reference_id")


def _check_together(given: Given) -> None:
    mode = given["mode"]
    for name, fitting in (("subscription_data", "subscription"), ("payment_intent_data", "payment")):
        if name in given and mode != fitting:
            raise InvalidRequest(f"You can not pass `{name}` in `{mode}` mode.", param=name)
    for one, other in (("customer", "customer_email"), ("allow_promotion_codes", "discounts")):
        if one in given and other in given:
            raise InvalidRequest(f"You may only specify one of these parameters: {one}, {other}.", param=one)


def check_lines(lines: list[Json], mode: str) -> None:
    """Raises InvalidRequest for lines that a session of this mode cannot sell."""
    recurring = [line for line in lines if line["price"]["type"] == "recurring"]
    if mode == "payment" and recurring:
        raise InvalidRequest(
            "You specified `payment` mode but passed a recurring price. "
            "Either switch to `subscription` mode or use only one-time prices.",
            param="line_items",
        )
    if mode == "subscription" and not recurring:
        message = "You must provide at least one recurring price in `subscription` mode when using prices."
        raise InvalidRequest(message, param="line_items")
    if mode == "subscription" and len(recurring) < len(lines):
        raise Unsupported("one-time prices beside a subscription", "line_items")
    if len({line["currency"] for line in lines}) > 1:
        raise InvalidRequest("All prices must have the same currency.", param="line_items")
