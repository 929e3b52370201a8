"""The rows that the service reads from a subscription and its invoices and passes to SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from service.stripe.client import stripe_api
from service.stripe.invoices import all_invoices, latest_invoice
from service.stripe.subscriptions import EXPANDED, subscription_row
from tests.service.billing.shop import Shop

DAY = 86_400


@pytest.fixture
def shop(ordered_shop: Shop) -> Iterator[Shop]:
    """A shop without webhooks, within its app context."""
    ordered_shop.relay.lose_everything = True
    with ordered_shop.app.app_context():
        yield ordered_shop
    ordered_shop.stripe.wait_until_delivered()


def subscribed(shop: Shop, plan: str) -> str:
    api = shop.stripe.v1
    customer = api.customers.create({}).id
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    items: Any = [{"price": shop.prices[plan]}]
    metadata = {"user_id": str(uuid4())}
    created = api.subscriptions.create(
        {"customer": customer, "items": items, "default_payment_method": method, "metadata": metadata}
    )
    return created.id


def fetched(subscription_id: str) -> dict[str, Any]:
    return stripe_api.json(f"/v1/subscriptions/{subscription_id}", expand=list(EXPANDED))


def change(shop: Shop, subscription_id: str, plan: str, **how: Any) -> None:
    item = fetched(subscription_id)["items"]["data"][0]["id"]
    wanted: Any = {"items": [{"id": item, "price": shop.prices[plan]}], **how}
    shop.stripe.v1.subscriptions.update(subscription_id, wanted)


def seconds(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()


def test_upgrade_stores_a_credit_line_and_a_charge_line(shop: Shop) -> None:
    subscription_id = subscribed(shop, "pro_monthly")
    before = fetched(subscription_id)
    end = before["items"]["data"][0]["current_period_end"]
    shop.stripe.control("/advance", customer=before["customer"], to=end - DAY // 2)
    change(shop, subscription_id, "business_monthly", proration_behavior="always_invoice")
    (invoice,) = latest_invoice(fetched(subscription_id))
    facts = {name: invoice[name] for name in ("status", "billing_reason", "credited")}
    assert facts == {"status": "paid", "billing_reason": "subscription_update", "credited": 0}
    old, new = invoice["lines"]
    assert invoice["amount_paid"] == old["amount"] + new["amount"]
    assert (old["price_id"], new["price_id"]) == (shop.prices["pro_monthly"], shop.prices["business_monthly"])
    assert (old["amount"] < 0 < new["amount"], old["proration"], new["proration"]) == (True, True, True)
    for line in (old, new):
        assert seconds(line["period_end"]) == end
        assert end - seconds(line["period_start"]) == pytest.approx(DAY / 2, abs=60)


def test_the_first_invoice_is_for_the_whole_period(shop: Shop) -> None:
    subscription = fetched(subscribed(shop, "pro_yearly"))
    (invoice,) = all_invoices(subscription)
    (line,) = invoice["lines"]
    assert (invoice["billing_reason"], invoice["amount_paid"]) == ("subscription_create", 29000)
    row = subscription_row(subscription)
    assert row is not None
    assert (line["period_start"], line["period_end"]) == (row["current_period_start"], row["current_period_end"])
    assert (line["price_id"], line["proration"]) == (shop.prices["pro_yearly"], False)


def test_all_pages_of_invoice_lines_are_read(shop: Shop) -> None:
    subscription_id = subscribed(shop, "pro_monthly")
    for plan in ("business_monthly", "pro_monthly") * 3:
        change(shop, subscription_id, plan)
    shop.stripe.renew(subscription_id)
    subscription = fetched(subscription_id)
    assert len(subscription["latest_invoice"]["lines"]["data"]) == 10
    (invoice,) = latest_invoice(subscription)
    assert [line["proration"] for line in invoice["lines"]] == [True] * 12 + [False]
    assert sum(line["amount"] for line in invoice["lines"]) == invoice["amount_paid"]
    assert {each["billing_reason"] for each in all_invoices(subscription)} == {
        "subscription_create",
        "subscription_cycle",
    }


def test_plan_change_shown_as_an_invoice_item_is_stored_as_a_line(shop: Shop) -> None:
    subscription_id = subscribed(shop, "pro_monthly")
    change(shop, subscription_id, "business_monthly", proration_behavior="always_invoice")
    subscription = fetched(subscription_id)
    for line in subscription["latest_invoice"]["lines"]["data"]:
        details = line["parent"].pop("subscription_item_details")
        line["parent"] |= {"type": "invoice_item_details", "subscription_item_details": None}
        line["parent"]["invoice_item_details"] = {name: details[name] for name in ("proration", "subscription")}
    (invoice,) = latest_invoice(subscription)
    assert [line["proration"] for line in invoice["lines"]] == [True, True]


@pytest.mark.parametrize("price", ["pro_monthly", "credit_pack_1000"])
def test_invoice_item_without_a_plan_change_is_not_stored(shop: Shop, price: str) -> None:
    subscription = fetched(subscribed(shop, "pro_monthly"))
    lines = subscription["latest_invoice"]["lines"]["data"]
    (line,) = lines
    details = {"proration": False, "subscription": subscription["id"]}
    extra = {"type": "invoice_item_details", "subscription_item_details": None, "invoice_item_details": details}
    pricing = {**line["pricing"], "price_details": {**line["pricing"]["price_details"], "price": shop.prices[price]}}
    lines.append({**line, "id": "il_of_an_extra", "parent": extra, "pricing": pricing})
    (invoice,) = latest_invoice(subscription)
    assert [each["id"] for each in invoice["lines"]] == [line["id"]]


def test_period_end_is_the_earliest_of_all_items(shop: Shop) -> None:
    subscription = fetched(subscribed(shop, "pro_yearly"))
    (yearly,) = subscription["items"]["data"]
    monthly = {**yearly, "id": f"{yearly['id']}x", "current_period_end": yearly["current_period_start"] + 30 * DAY}
    subscription["items"]["data"].append(monthly)
    row = subscription_row(subscription)
    assert row is not None
    ends = [item["current_period_end"] for item in subscription["items"]["data"]]
    assert seconds(row["current_period_end"]) == min(ends) < max(ends)
    assert row["price_id"] == shop.prices["pro_yearly"]
