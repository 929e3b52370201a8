"""Cancel a subscription, immediately or at a time, or undo a planned cancellation."""

from local.stripe.account import Account
from local.stripe.api.errors import ResourceMissing, Unsupported
from local.stripe.api.operations import Call
from local.stripe.resource import Resource

ENDED = {"canceled", "incomplete_expired"}


def cancel(call: Call) -> Resource:
    """Cancel a subscription immediately, without proration."""
    subscription = call.account.get("subscription", call.id)
    if subscription["status"] in ENDED:
        raise ResourceMissing("subscription", call.id)
    for name in ("prorate", "invoice_now"):
        if call.params.get(name):
            raise Unsupported(name)
    end_subscription(call.account, subscription)
    return subscription


def cancel_at(account: Account, subscription: Resource, moment: int | None) -> None:
    """Set or clear the time of cancellation. In flexible billing mode `cancel_at_period_end` stays false."""
    reason = "cancellation_requested" if moment else None
    details = {**subscription["cancellation_details"], "reason": reason}
    canceled_at = account.now(subscription["customer"]) if moment else None
    subscription.put(cancel_at=moment, canceled_at=canceled_at, cancellation_details=details)
    account.emit("updated", subscription)


def end_subscription(
    account: Account, subscription: Resource, reason: str = "cancellation_requested", moment: int | None = None
) -> None:
    """Cancel now; open invoices are no longer collected automatically."""
    now = moment or account.now(subscription["customer"])
    details = {**subscription["cancellation_details"], "reason": reason}
    subscription.put(status="canceled", ended_at=now, cancellation_details=details)
    subscription["canceled_at"] = subscription["canceled_at"] or now
    for invoice in account.store.find("invoice", {"parent.subscription_details.subscription": subscription.id}):
        if invoice["status"] in {"draft", "open"}:
            invoice.put(auto_advance=False, next_payment_attempt=None, automatically_finalizes_at=None)
            account.emit("updated", invoice)
    account.emit("deleted", subscription)
