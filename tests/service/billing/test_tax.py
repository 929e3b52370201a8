"""Tax at checkout: off by default; if set, the page requires an address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import stripe

from service import create_app
from tests.service.billing.shop import Buyer
from tests.service.billing.test_checkout import id_in

Checkout = Callable[..., stripe.checkout.Session]

ADDRESS = {"line1": "Torstr. 1", "city": "Berlin", "postal_code": "10119", "country": "DE"}
PACK, PLAN = ("/api/purchase-credits", "credit_pack_1000"), ("/api/create-checkout-session", "pro_monthly")


@pytest.fixture
def checkout(ordered_buyer: Buyer, billing_environment: dict[str, str]) -> Checkout:
    """A function that opens a checkout with a service that has these settings."""

    def open_page(route: str, price: str, **settings: str) -> stripe.checkout.Session:
        client = create_app({**billing_environment, **settings}).test_client()
        body = {"price_id": ordered_buyer.shop.prices[price]}
        answer = client.post(route, json=body, headers=ordered_buyer.person.headers)
        assert answer.status_code == 200, answer.text
        return ordered_buyer.shop.stripe.v1.checkout.sessions.retrieve(id_in(answer.get_json()["url"]))

    return open_page


def test_checkout_has_no_tax_fields_by_default(checkout: Checkout) -> None:
    session = checkout(*PACK)
    assert (session.automatic_tax.enabled, session.billing_address_collection) == (False, None)


@pytest.mark.parametrize(("route", "price"), [PACK, PLAN])
def test_tax_is_calculated_for_the_address_of_the_customer(
    checkout: Checkout, ordered_buyer: Buyer, route: str, price: str
) -> None:
    session = checkout(route, price, STRIPE_AUTOMATIC_TAX="true")
    assert (session.automatic_tax.enabled, session.billing_address_collection) == (True, "required")
    assert session.tax_id_collection is not None
    assert not session.tax_id_collection.enabled
    api, form = ordered_buyer.shop.stripe, {"action": "pay", "method": "visa", **ADDRESS}
    assert api.http.post(str(session.url), data=form).status_code == 303
    customer = api.v1.customers.retrieve(str(session.customer))
    assert customer.address is not None
    assert customer.address.country == "DE"


def test_tax_id_can_be_collected_without_automatic_tax(checkout: Checkout) -> None:
    session = checkout(*PLAN, STRIPE_TAX_ID_COLLECTION="true")
    assert session.tax_id_collection is not None
    assert (session.automatic_tax.enabled, session.tax_id_collection.enabled) == (False, True)
    assert session.billing_address_collection == "required"


def test_checkout_page_from_before_a_setting_is_not_reused(checkout: Checkout) -> None:
    before, after = checkout(*PACK), checkout(*PACK, STRIPE_AUTOMATIC_TAX="true")
    assert before.id != after.id
    assert checkout(*PACK, STRIPE_AUTOMATIC_TAX="true").id == after.id
