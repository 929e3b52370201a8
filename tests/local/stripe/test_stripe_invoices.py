"""Invoices and payments over the API."""

from __future__ import annotations

import pytest
import stripe

from tests.local.stripe.shop import BAD, Shop
from tests.local.stripe.stand_in import StandIn


def test_paying_with_a_bad_card_is_refused_with_the_banks_reason(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    stand_in.control(next=1, customer=subscription.customer, fault={"payment": "insufficient_funds"})
    with pytest.raises(stripe.CardError) as caught:
        v1.invoices.pay(str(subscription.latest_invoice))
    assert caught.value.error is not None
    assert caught.value.error.decline_code == "insufficient_funds"


def test_an_open_invoice_can_be_paid_on_its_page(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    invoice = shop.invoice(subscription)
    page = stand_in.http.get(str(invoice.hosted_invoice_url))
    assert "Pay with a card that works" in page.text
    assert stand_in.http.post(str(invoice.hosted_invoice_url)).status_code == 303
    assert stand_in.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_charge_leads_to_its_balance_transaction_with_stripes_fee(v1: stripe.V1Services, shop: Shop) -> None:
    charge = v1.charges.retrieve(shop.charge(shop.sold()).id, {"expand": ["balance_transaction"]})
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert (charge.balance_transaction.amount, charge.balance_transaction.fee) == (1000, 59)
