"""Invoices and payments over the API."""

from __future__ import annotations

import pytest
import stripe

from tests.local.stripe.shop import BAD, GOOD, Shop
from tests.local.stripe.stand_in import Ear, StandIn


def test_an_invoice_goes_from_draft_to_open_to_paid(v1: stripe.V1Services, shop: Shop, listening: Ear) -> None:
    customer = shop.customer(GOOD)
    v1.invoice_items.create({"customer": customer, "pricing": {"price": shop.pack}, "quantity": 2})
    invoice = v1.invoices.create({"customer": customer, "pending_invoice_items_behavior": "include"})
    assert (invoice.status, invoice.total, invoice.number) == ("draft", 2000, None)
    opened = v1.invoices.finalize_invoice(invoice.id)
    assert (opened.status, opened.amount_due) == ("open", 2000)
    assert opened.number
    assert opened.hosted_invoice_url
    assert v1.invoices.pay(invoice.id).status == "paid"
    for event in ("invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded"):
        listening.wait_for(event, invoice.id)


def test_an_invoice_paid_elsewhere_is_paid_but_no_payment_has_succeeded(
    v1: stripe.V1Services, shop: Shop, listening: Ear
) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    invoice = v1.invoices.pay(str(subscription.latest_invoice), {"paid_out_of_band": True})
    assert invoice.status == "paid"
    listening.wait_for("invoice.paid", invoice.id)
    assert v1.subscriptions.retrieve(subscription.id).status == "active"
    assert v1.charges.list({"customer": str(subscription.customer)}).data[0].status == "failed"
    assert "invoice.payment_succeeded" not in [
        e.type for e in v1.events.list({"limit": 20}).data if e.data.object["id"] == invoice.id
    ]


def test_paying_with_a_bad_card_is_refused_with_the_banks_reason(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer("pm_card_chargeDeclinedInsufficientFunds"))
    with pytest.raises(stripe.CardError) as caught:
        v1.invoices.pay(str(subscription.latest_invoice))
    assert caught.value.error is not None
    assert caught.value.error.decline_code == "insufficient_funds"


@pytest.mark.parametrize(("call", "status", "event"), [
    ("void_invoice", "void", "invoice.voided"),
    ("mark_uncollectible", "uncollectible", "invoice.marked_uncollectible"),
])  # fmt: skip
def test_an_open_invoice_can_be_closed_without_being_paid(
    v1: stripe.V1Services, shop: Shop, listening: Ear, call: str, status: str, event: str
) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    invoice = getattr(v1.invoices, call)(str(subscription.latest_invoice))
    assert invoice.status == status
    listening.wait_for(event, invoice.id)


def test_a_draft_can_be_deleted_and_a_finalized_invoice_cannot(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer(GOOD)
    draft = v1.invoices.create({"customer": customer})
    assert v1.invoices.delete(draft.id).deleted
    with pytest.raises(stripe.InvalidRequestError, match="only delete draft"):
        v1.invoices.delete(str(shop.subscribe(customer).latest_invoice))


def test_an_open_invoice_can_be_paid_on_its_page(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    invoice = shop.invoice(subscription)
    page = stand_in.http.get(str(invoice.hosted_invoice_url))
    assert "Pay with a card that works" in page.text
    assert stand_in.http.post(str(invoice.hosted_invoice_url)).status_code == 303
    assert stand_in.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_payment_intent_is_confirmed_declined_and_cancelled(
    v1: stripe.V1Services, shop: Shop, listening: Ear
) -> None:
    customer = shop.customer(GOOD)
    method = v1.customers.payment_methods.list(customer).data[0].id
    intent = v1.payment_intents.create(
        {"amount": 1500, "currency": "usd", "customer": customer, "metadata": {"k": "v"}}
    )
    assert intent.status == "requires_payment_method"
    with pytest.raises(stripe.CardError, match="declined"):
        v1.payment_intents.confirm(intent.id, {"payment_method": BAD})
    failed = v1.payment_intents.retrieve(intent.id)
    assert failed.last_payment_error is not None
    assert failed.last_payment_error.code == "card_declined"
    assert v1.payment_intents.confirm(intent.id, {"payment_method": method}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="status is succeeded"):
        v1.payment_intents.cancel(intent.id)
    other = v1.payment_intents.create({"amount": 1500, "currency": "usd", "customer": customer})
    assert v1.payment_intents.cancel(other.id, {"cancellation_reason": "abandoned"}).status == "canceled"
    listening.wait_for("payment_intent.canceled", other.id)


def test_a_charge_leads_to_its_balance_transaction_with_stripes_fee(v1: stripe.V1Services, shop: Shop) -> None:
    charge = v1.charges.retrieve(shop.charge(shop.sold()).id, {"expand": ["balance_transaction"]})
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert (charge.balance_transaction.amount, charge.balance_transaction.fee) == (1000, 59)
