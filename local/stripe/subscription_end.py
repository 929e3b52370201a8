"""The end of a subscription."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Resource


def end_subscription(
    account: Account, subscription: Resource, reason: str = "cancellation_requested", moment: int | None = None
) -> None:
    """End it now; open invoices are no longer collected."""
    now = moment or account.now(subscription["customer"])
    details = {**(subscription["cancellation_details"] or {}), "reason": reason}
    subscription.put(status="canceled", ended_at=now, cancellation_details=details)
    subscription["canceled_at"] = subscription["canceled_at"] or now
    field = "parent.subscription_details.subscription"
    for invoice in account.find("invoice", {field: subscription.id}):
        if invoice["status"] in {"draft", "open"}:
            invoice.put(auto_advance=False, next_payment_attempt=None, automatically_finalizes_at=None)
            account.emit("updated", invoice)
    account.emit("deleted", subscription)
