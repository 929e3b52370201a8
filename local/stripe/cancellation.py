"""Cancelling: at once, at a moment, at the end of the period; and keeping the subscription after all."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.items import items_of, last_end, next_end
from local.stripe.proration import credit_line
from local.stripe.resource import Given, Resource
from local.stripe.subscription_changes import Change, bill_change
from local.stripe.subscription_end import end_subscription
from local.stripe.wire.errors import InvalidRequest

MOMENTS = {"min_period_end": next_end, "max_period_end": last_end}


def set_cancellation(account: Account, subscription: Resource, given: Given) -> None:
    """What the parameters `cancel_at`, `cancel_at_period_end` and `cancellation_details` say."""
    if given.get("cancel_at") and given.get("cancel_at_period_end"):
        raise InvalidRequest("You may only pass one of `cancel_at` and `cancel_at_period_end`.", param="cancel_at")
    details = {name: value or None for name, value in given.get("cancellation_details", {}).items()}
    if details:
        subscription.put(cancellation_details={**subscription["cancellation_details"], **details})
    if "cancel_at_period_end" in given:
        ends = next_end(subscription) if given["cancel_at_period_end"] else None
        _set(account, subscription, ends, at_period_end=given["cancel_at_period_end"])
    elif "cancel_at" in given:
        _set(account, subscription, _moment(subscription, given["cancel_at"]), at_period_end=False)


def cancel_now(account: Account, subscription: Resource, given: Given) -> None:
    """End it at once; `prorate` gives back what is left, `invoice_now` bills that at once."""
    if details := given.get("cancellation_details"):
        subscription.put(cancellation_details={**subscription["cancellation_details"], **details})
    change = Change(account.now(subscription["customer"]), due_now=given.get("invoice_now", False))
    if given.get("prorate"):
        found = [credit_line(account, item, change.moment) for item in items_of(subscription)]
        change.lines += [line for line in found if line]
    end_subscription(account, subscription)
    bill_change(account, subscription, change)


def _set(account: Account, subscription: Resource, ends: int | None, *, at_period_end: bool) -> None:
    before = subscription["cancel_at"]
    subscription.put(cancel_at=ends, cancel_at_period_end=at_period_end)
    if ends is None:
        subscription.put(canceled_at=None)
        subscription.put(cancellation_details={**subscription["cancellation_details"], "reason": None})
    elif before != ends:
        now = account.now(subscription["customer"])
        details = {**subscription["cancellation_details"], "reason": "cancellation_requested"}
        subscription.put(canceled_at=now, cancellation_details=details)


def _moment(subscription: Resource, wanted: object) -> int | None:
    if wanted in {None, ""}:
        return None
    return MOMENTS[str(wanted)](subscription) if str(wanted) in MOMENTS else int(str(wanted))
