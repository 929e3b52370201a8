"""Subscriptions: begun, renewed, changed, declined, recovered, cancelled, kept."""

from __future__ import annotations

import time

import pytest
import stripe

from tests.local.stripe.shop import GOOD, Shop, item
from tests.local.stripe.stand_in import Ear, StandIn

HALF = pytest.approx(0.5, abs=0.03)


def test_a_subscription_is_flexible_and_has_its_period_on_the_item(shop: Shop) -> None:
    subscription = shop.subscribed()
    assert subscription.billing_mode.type == "flexible"
    assert subscription.status == "active"
    assert item(subscription).price.id == shop.pro_monthly
    assert item(subscription).current_period_start == subscription.billing_cycle_anchor


def test_a_renewal_begins_the_next_period_and_bills_it(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    before = shop.subscribed()
    after = stand_in.renew(before.id)
    assert item(after).current_period_start == item(before).current_period_end
    assert item(after).current_period_end > item(after).current_period_start
    invoice = shop.invoice(after)
    assert (invoice.status, invoice.billing_reason, invoice.amount_paid) == ("paid", "subscription_cycle", 2000)
    assert invoice.id != before.latest_invoice
    assert (invoice.period_start, invoice.period_end) == (
        item(before).current_period_start, item(before).current_period_end,
    )  # fmt: skip
    line = invoice.lines.data[0]
    assert (line.period.start, line.period.end) == (item(after).current_period_start, item(after).current_period_end)


def test_a_renewed_invoice_is_a_draft_for_an_hour(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    stand_in.control("/advance", customer=subscription.customer, to=item(subscription).current_period_end + 60)
    draft = shop.invoice(subscription)
    assert (draft.status, draft.number) == ("draft", None)
    stand_in.control("/advance", customer=subscription.customer, seconds=3600)
    assert v1.invoices.retrieve(draft.id).status == "paid"


def test_an_invoice_leads_to_its_subscription_and_its_price(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed(metadata={"user_id": "user-1"})
    invoice = shop.invoice(subscription)
    assert invoice.parent is not None
    assert invoice.parent.subscription_details is not None
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert invoice.parent.subscription_details.metadata is not None
    assert invoice.parent.subscription_details.metadata["user_id"] == "user-1"
    (line,) = v1.invoices.line_items.list(invoice.id).data
    assert line.pricing is not None
    assert line.pricing.price_details is not None
    assert line.pricing.price_details.price == shop.pro_monthly
    assert line.parent is not None
    assert line.parent.subscription_item_details is not None
    assert line.parent.subscription_item_details.proration is False
    assert [each.id for each in v1.invoices.list({"subscription": subscription.id}).data] == [invoice.id]


def test_invoice_and_payment_lead_to_each_other(v1: stripe.V1Services, shop: Shop) -> None:
    invoice = shop.invoice(shop.subscribed())
    (payment,) = v1.invoice_payments.list({"invoice": invoice.id}).data
    assert (payment.status, payment.amount_paid) == ("paid", 2000)
    intent = str(payment.payment.payment_intent)
    found = v1.invoice_payments.list({"payment": {"type": "payment_intent", "payment_intent": intent}}).data
    assert [each.invoice for each in found] == [invoice.id]


def test_a_quantity_is_billed_so_many_times(shop: Shop) -> None:
    subscription = shop.v1.subscriptions.create(
        {"customer": shop.customer(GOOD), "items": [{"price": shop.pro_monthly, "quantity": 3}]}
    )
    assert shop.invoice(subscription).amount_paid == 6000


def test_cancelling_now_ends_it_now_and_gives_nothing_back(v1: stripe.V1Services, shop: Shop, listening: Ear) -> None:
    subscription = shop.subscribed()
    with pytest.raises(stripe.InvalidRequestError, match="stand-in"):
        v1.subscriptions.cancel(subscription.id, {"prorate": True})
    ended = v1.subscriptions.cancel(subscription.id)
    assert ended.status == "canceled"
    assert ended.ended_at is not None
    assert abs(ended.ended_at - time.time()) < 60
    listening.wait_for("customer.subscription.deleted", subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        v1.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        v1.subscriptions.update(subscription.id, {"items": [{"id": item(subscription).id, "quantity": 2}]})


def test_ended_subscriptions_are_listed_only_when_asked_for(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    customer = str(subscription.customer)
    v1.subscriptions.cancel(subscription.id)
    live = shop.subscribe(customer, shop.business_monthly)
    assert [each.id for each in v1.subscriptions.list({"customer": customer}).data] == [live.id]
    assert [each.id for each in v1.subscriptions.list({"customer": customer, "status": "canceled"}).data] == [
        subscription.id
    ]
    assert len(v1.subscriptions.list({"customer": customer, "status": "all"}).data) == 2
