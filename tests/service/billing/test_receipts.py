"""The invoices and receipts of a user."""

from __future__ import annotations

import httpx

from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.api_client import sign_up
from tests.service.billing.shop import Buyer


def test_receipts_list_plans_and_packs_with_pages_that_open(ordered_buyer: Buyer) -> None:
    buyer = ordered_buyer
    assert buyer.get("/api/receipts").json() == {"receipts": []}
    buyer.subscribe("pro_monthly")
    buyer.buy("credit_pack_1000")
    buyer.shop.stripe.v1.checkout.sessions.expire(buyer.checkout_pack("credit_pack_2500").rpartition("/")[2])
    receipts = buyer.get("/api/receipts").json()["receipts"]
    paid = {(each["kind"], each["amount"], each["currency"]) for each in receipts}
    assert paid == {("plan", 2900, "usd"), ("pack", 1000, "usd")}
    plan = next(each for each in receipts if each["kind"] == "plan")
    assert plan["number"] in httpx.get(plan["page"]).text
    assert plan["pdf"] is not None
    for receipt in receipts:
        assert httpx.get(receipt["page"]).status_code == 200


def test_receipts_say_how_much_was_refunded(ordered_buyer: Buyer) -> None:
    buyer, api = ordered_buyer, ordered_buyer.shop.stripe.v1
    subscription_id = buyer.subscribe("pro_monthly")
    pack = buyer.payment_of(buyer.buy("credit_pack_1000"))
    buyer.buy("credit_pack_2500")
    invoice = str(api.subscriptions.retrieve(subscription_id).latest_invoice)
    plan = str(api.invoice_payments.list({"invoice": invoice}).data[0].payment.payment_intent)
    api.refunds.create({"payment_intent": pack})
    api.refunds.create({"payment_intent": plan, "amount": 900})
    buyer.shop.arrive()
    receipts = buyer.get("/api/receipts").json()["receipts"]
    assert {(each["kind"], each["amount"], each["refunded"]) for each in receipts} == {
        ("plan", 2900, 900),
        ("pack", 1000, 1000),
        ("pack", 2500, 0),
    }


def test_receipts_of_others_are_not_listed(ordered_buyer: Buyer, stack: RunningStack, sql: Sql) -> None:
    other = Buyer(sign_up(stack, sql), ordered_buyer.shop)
    ordered_buyer.buy("credit_pack_1000")
    assert other.get("/api/receipts").json() == {"receipts": []}
    other.buy("credit_pack_2500")
    ((own,), (others,)) = (each.get("/api/receipts").json()["receipts"] for each in (ordered_buyer, other))
    assert own["id"] != others["id"]
