"""Checkout sessions and their page, where the product's own tests do not cover them."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import SUCCESS, Shop
from tests.local.stripe.stand_in import SITE, StandIn


def press(stand_in: StandIn, session: stripe.checkout.Session, **form: str) -> tuple[int, str]:
    """The status and the redirect URL (or the page) after a button was pressed."""
    answer = stand_in.http.post(str(session.url), data={"email": "ada@example.com", **form})
    return answer.status_code, answer.headers.get("location", answer.text)


def test_guest_pays_once_and_is_redirected_with_the_session_id(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    session = shop.checkout(shop.pack)
    status, page = press(stand_in, session, action="pay", email="")
    assert (status, "Please enter an email address." in page) == (402, True)
    redirect = SUCCESS.replace("{CHECKOUT_SESSION_ID}", session.id)
    assert press(stand_in, session, action="pay") == (303, redirect)
    status, page = press(stand_in, session, action="pay")
    assert (status, "checkout is complete" in page) == (402, True)
    paid = v1.checkout.sessions.retrieve(session.id)
    assert (paid.customer, paid.payment_status) == (None, "paid")


def test_declined_checkout_creates_no_subscription(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    session = shop.checkout(shop.pro_monthly, "subscription", customer=shop.customer())
    assert press(stand_in, session, action="pay", method="chargeDeclinedInsufficientFunds")[0] == 402
    assert v1.subscriptions.list({"customer": str(session.customer), "status": "all"}).data == []
    assert shop.pay(session).payment_status == "paid"


def test_failed_delayed_payment_makes_the_subscription_past_due(stand_in: StandIn, shop: Shop) -> None:
    session = shop.pay(shop.checkout(shop.pro_monthly, "subscription", customer=shop.customer()), "delayed")
    assert stand_in.v1.subscriptions.retrieve(str(session.subscription)).status == "active"
    with pytest.raises(stripe.InvalidRequestError, match="is processing"):
        stand_in.v1.invoices.pay(str(session.invoice))
    (payment,) = stand_in.v1.invoice_payments.list({"invoice": str(session.invoice)}).data
    stand_in.control("/settle", payment_intent=payment.payment.payment_intent, succeeded=False)
    assert stand_in.v1.subscriptions.retrieve(str(session.subscription)).status == "past_due"
    assert stand_in.v1.invoices.retrieve(str(session.invoice)).status == "open"


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"mode": "payment", "price": "pro_monthly"}, "passed a recurring price"),
        ({"mode": "subscription"}, "without `customer`"),
        ({"payment_intent_data": {"description": "x"}}, "payment_intent_data"),
        ({"subscription_data": {"description": "x"}}, "subscription_data"),
        ({"success_url": ""}, "success_url"),
        ({"quantity": 0}, "Quantity is required"),
        ({"ui_mode": "hosted"}, "ui_mode"),
        ({"discounts": [{"coupon": "x"}]}, "stand-in"),
        ({"customer_update": {"name": "auto"}}, "only be used with `customer`"),
    ],
)
def test_invalid_session_parameters_are_refused(shop: Shop, params: dict[str, Any], message: str) -> None:
    price, mode = getattr(shop, params.pop("price", "pack")), params.pop("mode", "payment")
    with pytest.raises(stripe.InvalidRequestError, match=message):
        shop.checkout(price, mode, **params)


def test_promotion_code_reduces_the_amount(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    coupon = v1.coupons.create({"percent_off": 25, "duration": "once"})
    v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "QUARTER"})
    session = shop.checkout(shop.pack, customer=shop.customer(), allow_promotion_codes=True)
    assert press(stand_in, session, action="code", code="WRONG")[0] == 402
    assert press(stand_in, session, action="code", code="QUARTER")[0] == 303
    assert "$7.50" in stand_in.http.get(str(session.url)).text
    paid = shop.pay(session)
    assert (paid.amount_subtotal, paid.amount_total) == (1000, 750)
    assert v1.payment_intents.retrieve(str(paid.payment_intent)).amount == 750


def test_page_escapes_names_and_refuses_forms_of_another_site(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    product = v1.products.create({"name": "<script>alert(1)</script>"})
    price = v1.prices.create({"product": product.id, "unit_amount": 100, "currency": "usd"})
    session = shop.checkout(price.id)
    page = stand_in.http.get(str(session.url))
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert f"form-action 'self' {SITE}" in page.headers["content-security-policy"]
    form, strange = {"action": "pay", "email": "ada@example.com"}, {"origin": "https://evil.example"}
    assert stand_in.http.post(str(session.url), data=form, headers=strange).status_code == 403
    assert stand_in.http.post(str(session.url), data=form, headers={"origin": stand_in.url}).status_code == 303
    assert stand_in.http.get(f"{stand_in.url}/c/pay/cs_test_unknown").status_code == 404


TAX: dict[str, Any] = {"automatic_tax": {"enabled": True}}
TAX_ID: dict[str, Any] = {"tax_id_collection": {"enabled": True}}
UPDATE: dict[str, Any] = {"customer_update": {"address": "auto", "name": "auto"}}
ADDRESS = {"line1": "Torstr. 1", "city": "Berlin", "postal_code": "10119", "country": "DE"}


def test_tax_for_a_customer_requires_permission_to_update_address_and_name(shop: Shop) -> None:
    customer = shop.customer()
    with pytest.raises(stripe.InvalidRequestError, match="requires a valid address") as refused:
        shop.checkout(shop.pack, customer=customer, **TAX)
    assert refused.value.code == "customer_tax_location_invalid"
    session = shop.checkout(shop.pack, customer=customer, **TAX, **UPDATE)
    assert session.automatic_tax.status == "requires_location_inputs"
    assert shop.checkout(shop.pack, customer=shop.customer(address=ADDRESS), **TAX).automatic_tax.enabled
    with pytest.raises(stripe.InvalidRequestError, match="updating business name"):
        shop.checkout(shop.pack, customer=customer, **TAX_ID)


def test_page_requires_the_address_and_stores_it(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer()
    session = shop.checkout(shop.pro_monthly, "subscription", customer=customer, **TAX, **TAX_ID, **UPDATE)
    assert "Please enter your address." in shop.stand_in.http.post(str(session.url), data={"action": "pay"}).text
    paid = shop.pay(session, business="Ada GmbH", tax_id="DE123456789", **ADDRESS)
    assert paid.automatic_tax.status == "complete"
    assert paid.customer_details is not None
    assert [each.value for each in paid.customer_details.tax_ids or []] == ["DE123456789"]
    kept = v1.customers.retrieve(customer)
    assert kept.address is not None
    assert (kept.name, kept.address.country) == ("Ada GmbH", "DE")
    assert v1.subscriptions.retrieve(str(paid.subscription)).automatic_tax.enabled
