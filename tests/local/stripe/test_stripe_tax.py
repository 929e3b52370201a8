"""Tax at checkout: nothing is sold before it is known where the customer is and how a tax id can be kept."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import Shop

TAX: dict[str, Any] = {"automatic_tax": {"enabled": True}}
TAX_ID: dict[str, Any] = {"tax_id_collection": {"enabled": True}}
UPDATE: dict[str, Any] = {"customer_update": {"address": "auto", "name": "auto"}}
ADDRESS = {"line1": "Torstr. 1", "city": "Berlin", "postal_code": "10119", "country": "DE"}


def test_a_known_customer_without_an_address_is_refused_unless_checkout_may_keep_one(shop: Shop) -> None:
    customer = shop.customer()
    with pytest.raises(stripe.InvalidRequestError, match="requires a valid address") as refused:
        shop.checkout(shop.pack, customer=customer, **TAX)
    assert refused.value.code == "customer_tax_location_invalid"
    assert (
        shop.checkout(shop.pack, customer=customer, **TAX, **UPDATE).automatic_tax.status == "requires_location_inputs"
    )
    assert shop.checkout(shop.pack, customer=shop.customer(address=ADDRESS), **TAX).automatic_tax.enabled


def test_a_tax_id_of_a_known_customer_needs_his_name(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="updating business name"):
        shop.checkout(shop.pack, customer=shop.customer(), **TAX_ID)


def test_there_is_nobody_to_update_without_a_customer(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="only be used with `customer`"):
        shop.checkout(shop.pack, **UPDATE)


def test_the_page_asks_for_the_address_and_keeps_it(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer()
    session = shop.checkout(shop.pro_monthly, "subscription", customer=customer, **TAX, **TAX_ID, **UPDATE)
    assert "Please enter your address." in shop.stand_in.http.post(str(session.url), data={"action": "pay"}).text
    assert shop.stand_in.http.get(str(session.url)).text.count("autocomplete") > len(ADDRESS)
    paid = shop.pay(session, business="Ada GmbH", tax_id="DE123456789", **ADDRESS)
    assert paid.automatic_tax.status == "complete"
    assert paid.customer_details is not None
    assert paid.customer_details.business_name == "Ada GmbH"
    assert [each.value for each in paid.customer_details.tax_ids or []] == ["DE123456789"]
    kept = v1.customers.retrieve(customer)
    assert kept.address is not None
    assert (kept.name, kept.address.country) == ("Ada GmbH", "DE")
    subscription = v1.subscriptions.retrieve(str(paid.subscription))
    invoice = shop.invoice(subscription)
    assert (subscription.automatic_tax.enabled, invoice.automatic_tax.status) == (True, "complete")
    assert invoice.customer_address is not None
    assert invoice.customer_address.city == "Berlin"
