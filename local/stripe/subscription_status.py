"""What a subscription's status becomes when its invoices are paid, or not."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Resource
from local.stripe.subscription_end import end_subscription

# What becomes of a subscription whose invoice has been tried for the last time: `cancel`, `unpaid` or `past_due`.
AFTER_RETRIES = "dunning.after_retries"


def invoice_paid(account: Account, subscription: Resource, invoice: Resource) -> None:
    """An invoice is paid, or its payment is under way: the subscription runs."""
    if subscription["status"] in {"incomplete", "past_due", "unpaid"} and invoice.id == subscription["latest_invoice"]:
        subscription["status"] = "active"
        account.emit("updated", subscription)


def invoice_failed(account: Account, subscription: Resource, *, last: bool) -> None:
    """The payment of an invoice has failed, perhaps for the last time.

    While a subscription is being created, that leaves it incomplete.
    """
    status = subscription["status"]
    if status in {"canceled", "incomplete", "incomplete_expired"}:
        return
    if last:
        _give_up(account, subscription)
    elif status != "past_due":
        subscription["status"] = "past_due"
        account.emit("updated", subscription)


def _give_up(account: Account, subscription: Resource) -> None:
    fate = account.store.fact(AFTER_RETRIES, "cancel")
    if fate == "cancel":
        end_subscription(account, subscription, reason="payment_failed")
    elif fate != subscription["status"]:
        subscription["status"] = fate
        account.emit("updated", subscription)
