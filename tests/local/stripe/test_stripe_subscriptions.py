"""Subscriptions: begun, renewed, changed, declined, recovered, cancelled, kept."""

from __future__ import annotations

import time
from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import BAD, GOOD, Shop, item
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


def test_an_upgrade_is_prorated_and_paid_at_once_if_so_wished(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    middle = (item(subscription).current_period_start + item(subscription).current_period_end) // 2
    stand_in.control("/advance", customer=subscription.customer, to=middle)
    changed = shop.v1.subscriptions.update(
        subscription.id,
        {
            "items": [{"id": item(subscription).id, "price": shop.business_monthly}],
            "proration_behavior": "always_invoice",
        },
    )
    assert item(changed).price.id == shop.business_monthly
    assert item(changed).current_period_end == item(subscription).current_period_end
    invoice = shop.invoice(changed)
    assert (invoice.status, invoice.billing_reason) == ("paid", "subscription_update")
    back, rest = (line.amount for line in invoice.lines.data)
    assert -back / 2000 == HALF
    assert rest / 5000 == HALF
    for line in invoice.lines.data:
        assert line.parent is not None
        assert line.parent.subscription_item_details is not None
        assert line.parent.subscription_item_details.proration


def test_an_upgrade_without_a_wish_is_billed_with_the_next_period(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    v1.subscriptions.update(subscription.id, {"items": [{"id": item(subscription).id, "price": shop.business_monthly}]})
    assert shop.invoice(subscription).billing_reason == "subscription_create"
    assert len(v1.invoice_items.list({"customer": str(subscription.customer), "pending": True}).data) == 2
    renewed = stand_in.renew(subscription.id)
    invoice = shop.invoice(renewed)
    assert invoice.billing_reason == "subscription_cycle"
    assert [round(line.amount, -2) for line in invoice.lines.data] == [-2000, 5000, 5000]
    assert v1.invoice_items.list({"customer": str(subscription.customer), "pending": True}).data == []


def test_a_change_without_proration_costs_nothing_until_the_renewal(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    change: Any = {"id": item(subscription).id, "price": shop.business_monthly}
    v1.subscriptions.update(subscription.id, {"items": [change], "proration_behavior": "none"})
    assert shop.invoice(subscription).billing_reason == "subscription_create"
    stand_in.renew(subscription.id)
    assert shop.invoice(subscription).total == 5000


def test_a_yearly_price_begins_a_new_period_now_and_is_billed_now(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    changed = v1.subscriptions.update(
        subscription.id, {"items": [{"id": item(subscription).id, "price": shop.pro_yearly}]}
    )
    assert 365 <= (item(changed).current_period_end - item(changed).current_period_start) / 86_400 <= 366
    invoice = shop.invoice(changed)
    assert invoice.status == "paid"
    assert round(invoice.total, -2) == 18_000


def test_what_is_given_back_pays_later_invoices(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed(shop.business_monthly)
    change: Any = {"id": item(subscription).id, "price": shop.pro_monthly}
    v1.subscriptions.update(
        subscription.id,
        {"items": [change], "proration_behavior": "always_invoice"},
    )
    invoice = shop.invoice(subscription)
    assert (round(invoice.total, -2), invoice.amount_due, invoice.status) == (-3000, 0, "paid")
    assert round(v1.customers.retrieve(str(subscription.customer)).balance or 0, -2) == -3000
    stand_in.renew(subscription.id)
    renewed = shop.invoice(subscription)
    assert (renewed.total, renewed.amount_due) == (2000, 0)
    assert round(v1.customers.retrieve(str(subscription.customer)).balance or 0, -2) == -1000


def test_a_declined_renewal_is_past_due_and_recovers(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    renewed = stand_in.renew(subscription.id)
    invoice = shop.invoice(renewed)
    assert (renewed.status, invoice.status, invoice.attempt_count) == ("past_due", "open", 1)
    assert invoice.next_payment_attempt is not None
    listening.wait_for("invoice.payment_failed", invoice.id)
    assert item(renewed).current_period_start == item(subscription).current_period_end
    shop.add_card(str(subscription.customer), GOOD)
    assert v1.invoices.pay(invoice.id).status == "paid"
    assert v1.subscriptions.retrieve(subscription.id).status == "active"
    listening.wait_for("invoice.paid", invoice.id)


def test_a_declined_renewal_is_tried_again_by_itself(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    stand_in.control(customer=subscription.customer, next=1, fault={"payment": "card_declined"})
    assert stand_in.renew(subscription.id).status == "past_due"
    stand_in.control("/advance", customer=subscription.customer, seconds=4 * 86_400)
    assert v1.subscriptions.retrieve(subscription.id).status == "active"
    assert shop.invoice(subscription).attempt_count == 2


@pytest.mark.parametrize(("fate", "status"), [("cancel", "canceled"), ("unpaid", "unpaid"), ("past_due", "past_due")])
def test_after_the_last_try_a_subscription_has_the_fate_of_the_settings(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, fate: str, status: str
) -> None:
    stand_in.control("/retries", fate=fate)
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    stand_in.renew(subscription.id)
    stand_in.control("/advance", customer=subscription.customer, seconds=16 * 86_400)
    ended = v1.subscriptions.retrieve(subscription.id)
    assert ended.status == status
    assert shop.invoice(subscription).next_payment_attempt is None
    if fate == "cancel":
        assert ended.cancellation_details is not None
        assert ended.cancellation_details.reason == "payment_failed"
    stand_in.control("/retries", fate="cancel")


def test_a_first_payment_that_is_declined_leaves_it_incomplete_and_then_expired(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    assert subscription.status == "incomplete"
    stand_in.control("/advance", customer=subscription.customer, seconds=24 * 3600)
    assert v1.subscriptions.retrieve(subscription.id).status == "incomplete_expired"


def test_an_incomplete_subscription_is_active_once_it_is_paid(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    shop.add_card(str(subscription.customer), GOOD)
    v1.invoices.pay(str(subscription.latest_invoice))
    assert v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_subscription_that_must_be_paid_at_once_fails_and_has_never_been(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer(BAD)
    with pytest.raises(stripe.CardError) as caught:
        shop.subscribe(customer, payment_behavior="error_if_incomplete")
    assert caught.value.http_status == 402
    assert v1.subscriptions.list({"customer": customer, "status": "all"}).data == []


def test_a_subscription_without_anything_to_pay_with_is_refused(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="no attached payment source"):
        shop.subscribe(shop.customer())


def test_cancelling_at_the_period_end_ends_it_then(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    subscription = shop.subscribed()
    cancelled = v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert (cancelled.status, cancelled.cancel_at_period_end) == ("active", True)
    assert cancelled.cancel_at == item(subscription).current_period_end
    ended = stand_in.renew(subscription.id)
    assert (ended.status, ended.ended_at) == ("canceled", item(subscription).current_period_end)
    listening.wait_for("customer.subscription.deleted", subscription.id)
    assert len(v1.invoices.list({"subscription": subscription.id}).data) == 1


def test_a_cancellation_that_is_taken_back_changes_nothing(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    v1.subscriptions.update(subscription.id, {"cancel_at": "min_period_end"})
    kept = v1.subscriptions.update(subscription.id, {"cancel_at": ""})
    assert (kept.cancel_at, kept.canceled_at, kept.cancel_at_period_end) == (None, None, False)
    assert stand_in.renew(subscription.id).status == "active"


def test_cancelling_now_ends_it_now_and_may_give_back_the_rest(
    v1: stripe.V1Services, shop: Shop, listening: Ear
) -> None:
    subscription = shop.subscribed()
    ended = v1.subscriptions.cancel(subscription.id, {"prorate": True, "invoice_now": True})
    assert ended.status == "canceled"
    assert ended.ended_at is not None
    assert abs(ended.ended_at - time.time()) < 60
    assert round(v1.customers.retrieve(str(subscription.customer)).balance or 0, -2) == -2000
    listening.wait_for("customer.subscription.deleted", subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        v1.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})


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
    assert [each.id for each in v1.subscriptions.list({"customer": customer, "price": shop.pro_monthly}).data] == []


def test_a_trial_is_announced_before_its_end_and_then_billed(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    subscription = shop.subscribed(trial_period_days=7)
    assert subscription.status == "trialing"
    assert shop.invoice(subscription).total == 0
    stand_in.control("/advance", customer=subscription.customer, seconds=5 * 86_400)
    listening.wait_for("customer.subscription.trial_will_end", subscription.id)
    renewed = stand_in.renew(subscription.id)
    assert (renewed.status, shop.invoice(renewed).amount_paid) == ("active", 2000)


def test_a_trial_without_anything_to_pay_with_is_paused_and_can_be_resumed(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    customer = shop.customer()
    ends = {"end_behavior": {"missing_payment_method": "pause"}}
    subscription = shop.subscribe(customer, trial_period_days=1, trial_settings=ends)
    assert stand_in.renew(subscription.id).status == "paused"
    listening.wait_for("customer.subscription.paused", subscription.id)
    shop.add_card(customer, GOOD)
    assert v1.subscriptions.resume(subscription.id).status == "active"
    listening.wait_for("customer.subscription.resumed", subscription.id)
    assert shop.invoice(subscription).amount_paid == 2000


def test_while_collection_is_paused_nobody_pays(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    v1.subscriptions.update(subscription.id, {"pause_collection": {"behavior": "void"}})
    assert stand_in.renew(subscription.id).status == "active"
    assert shop.invoice(subscription).status == "void"
    assert v1.subscriptions.update(subscription.id, {"pause_collection": ""}).pause_collection is None


def test_items_can_be_added_changed_and_taken_away(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    added = v1.subscription_items.create({"subscription": subscription.id, "price": shop.business_monthly})
    assert added.current_period_end == item(subscription).current_period_end
    assert len(v1.subscription_items.list({"subscription": subscription.id}).data) == 2
    assert v1.subscription_items.update(added.id, {"quantity": 2}).quantity == 2
    assert v1.subscription_items.retrieve(added.id).quantity == 2
    v1.subscription_items.delete(added.id)
    assert item(v1.subscriptions.retrieve(subscription.id)).id == item(subscription).id


def test_items_of_different_length_have_periods_of_their_own(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = v1.subscriptions.create(
        {"customer": shop.customer(GOOD), "items": [{"price": shop.business_monthly}, {"price": shop.pro_yearly}]}
    )
    assert shop.invoice(subscription).amount_paid == 25_000
    renewed = stand_in.renew(subscription.id)
    monthly, yearly = renewed["items"].data
    assert monthly.current_period_start > yearly.current_period_start
    assert shop.invoice(renewed).amount_paid == 5000


def test_a_coupon_lowers_invoices_for_as_long_as_it_says(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    once = v1.coupons.create({"percent_off": 50, "duration": "once"})
    for_ever = v1.coupons.create({"amount_off": 500, "currency": "usd", "duration": "forever"})
    first = shop.subscribed(discounts=[{"coupon": once.id}])
    second = shop.subscribed(discounts=[{"coupon": for_ever.id}])
    assert (shop.invoice(first).total, shop.invoice(second).total) == (1000, 1500)
    stand_in.renew(first.id)
    stand_in.renew(second.id)
    assert (shop.invoice(first).total, shop.invoice(second).total) == (2000, 1500)
    assert v1.coupons.retrieve(once.id).times_redeemed == 1


def test_a_change_of_the_price_shows_in_running_subscriptions(v1: stripe.V1Services, shop: Shop) -> None:
    price = v1.prices.create(
        {"product": shop.pro, "unit_amount": 1, "currency": "usd", "recurring": {"interval": "month"}}
    )
    subscription = shop.subscribed(price.id)
    v1.prices.update(price.id, {"metadata": {"tier": "pro"}})
    assert item(v1.subscriptions.retrieve(subscription.id)).price.metadata["tier"] == "pro"


def test_tries_by_hand_do_not_use_up_those_that_are_planned(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    stand_in.renew(subscription.id)
    planned = shop.invoice(subscription)
    for _ in range(4):
        with pytest.raises(stripe.CardError):
            v1.invoices.pay(planned.id)
    after = shop.invoice(subscription)
    assert (after.attempt_count, after.next_payment_attempt) == (1, planned.next_payment_attempt)
    assert v1.subscriptions.retrieve(subscription.id).status == "past_due"


def test_an_invoice_whose_payment_is_under_way_cannot_be_paid_again(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer("pm_sepa_debit")
    subscription = shop.subscribe(customer)
    with pytest.raises(stripe.InvalidRequestError, match="under way"):
        v1.invoices.pay(str(subscription.latest_invoice))


def test_a_trial_that_is_ended_now_is_billed_in_full_now(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed(trial_period_days=7)
    ended = v1.subscriptions.update(subscription.id, {"trial_end": "now"})
    assert ended.status == "active"
    assert shop.invoice(subscription).amount_paid == 2000
    assert item(ended).current_period_end - item(ended).current_period_start >= 28 * 86_400


def test_another_plan_within_a_trial_costs_nothing_before_its_end(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed(trial_period_days=7)
    change: Any = {"id": item(subscription).id, "price": shop.pro_yearly}
    changed = v1.subscriptions.update(subscription.id, {"items": [change]})
    assert (changed.status, item(changed).current_period_end) == ("trialing", subscription.trial_end)
    stand_in.renew(subscription.id)
    assert shop.invoice(subscription).total == 20_000


def test_an_invoice_that_is_sent_waits_for_its_payment(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, collection_method="send_invoice", days_until_due=14)
    assert (subscription.status, shop.invoice(subscription).status) == ("active", "open")
    stand_in.renew(subscription.id)
    renewed = shop.invoice(subscription)
    assert (renewed.status, renewed.attempt_count, renewed.collection_method) == ("open", 0, "send_invoice")
