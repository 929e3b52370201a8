"""What a checkout session sells, and what that comes to."""

from __future__ import annotations

from local.stripe import catalog
from local.stripe.account import Account
from local.stripe.discounts import code_discount, taken_off
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.heed import check_known


def line_item(account: Account, given: Given, index: int) -> Json:
    """One line from the parameters of one."""
    where = f"line_items[{index}]"
    check_known(given, {"adjustable_quantity", "metadata", "price", "price_data", "quantity"}, where)
    price = _price(account, given, where)
    quantity = given.get("quantity")
    if not quantity:
        raise InvalidRequest(f"Quantity is required. Add `quantity` to `{where}`", param=f"{where}[quantity]")
    amount = price["unit_amount"] * quantity
    product = account.store.get(price["product"])
    item = account.build(
        "item",
        amount_discount=0,
        amount_subtotal=amount,
        amount_tax=0,
        amount_total=amount,
        currency=price["currency"],
        description=product["name"] if product else None,
        metadata=given.get("metadata", {}),
        price=dict(price),
        quantity=quantity,
    )
    return dict(item)


def add_up(account: Account, session: Resource) -> None:
    """The session's amounts, after its lines or discounts have changed."""
    lines = session.private["line_items"]
    subtotal = sum(line["amount_subtotal"] for line in lines)
    discount = taken_off(account, session.private["discounts"], subtotal)
    details = {"amount_discount": discount, "amount_shipping": 0, "amount_tax": 0}
    session.put(amount_subtotal=subtotal, amount_total=subtotal - discount, total_details=details)
    session.put(discounts=session.private["discounts"])


def enter_code(account: Account, session: Resource, code: str) -> None:
    """Use a promotion code in a session. Raises InvalidRequest if there is none such."""
    if session["status"] != "open" or not session["allow_promotion_codes"]:
        raise InvalidRequest("This session takes no promotion codes.", param="code")
    session.private["discounts"] = [code_discount(account, code, session["customer"])]
    add_up(account, session)


def _price(account: Account, given: Given, where: str) -> Resource:
    if data := given.get("price_data"):
        product = data.get("product") or catalog.create_product(account, data.get("product_data") or {}).id
        return catalog.create_price(account, {**data, "product": product, "active": True})
    if "price" not in given:
        raise InvalidRequest(f"Missing required param: {where}[price].", code="parameter_missing", param=where)
    return catalog.sellable(account, given["price"], f"{where}[price]")
