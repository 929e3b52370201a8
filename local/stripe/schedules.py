"""Changes that are planned for the end of a period, as the billing portal plans a switch down."""

from __future__ import annotations

from typing import Any

from local.stripe.account import Account
from local.stripe.resource import Json, Resource

TYPE = "subscription_schedule"


def schedule_change(account: Account, subscription: Resource, item: Json, price: Resource) -> None:
    """Let the next period have another price; what was planned before is forgotten."""
    release(account, subscription)
    start, end = item["current_period_start"], item["current_period_end"]
    quantity = item["quantity"]
    schedule = account.create(
        TYPE,
        created=account.now(subscription["customer"]),
        customer=subscription["customer"],
        subscription=subscription.id,
        billing_mode={"type": "flexible"},
        default_settings={"billing_cycle_anchor": "automatic", "invoice_settings": {"issuer": {"type": "self"}}},
        current_phase={"start_date": start, "end_date": end},
        phases=[
            _phase(item["price"], quantity, start, end),
            _phase(price, quantity, end, end + (end - start)),
        ],
        end_behavior="release",
        status="active",
        livemode=False,
    )
    subscription["schedule"] = schedule.id
    subscription.private["scheduled"] = {"item": item["id"], "price": price.id}
    account.emit("created", schedule)


def release(account: Account, subscription: Resource) -> Any:
    """Forget what is planned; returns it."""
    if subscription["schedule"]:
        schedule = account.get(TYPE, subscription["schedule"])
        schedule.put(
            status="released",
            released_at=account.now(subscription["customer"]),
            released_subscription=subscription.id,
            subscription=None,
            current_phase=None,
        )
        account.emit("released", schedule)
        subscription["schedule"] = None
    return subscription.private.pop("scheduled", None)


def _phase(price: Json, quantity: int, start: int, end: int) -> Json:
    return {
        "currency": price["currency"],
        "items": [{"price": price["id"], "plan": price["id"], "quantity": quantity}],
        "proration_behavior": "none",
        "start_date": start,
        "end_date": end,
    }
