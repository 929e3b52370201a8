"""What happens by itself as time passes: renewals, ends, trials, further tries of a payment, sessions that expire."""

from __future__ import annotations

from collections.abc import Callable

from local.stripe import invoicing
from local.stripe.account import Account
from local.stripe.checkout_end import expire
from local.stripe.items import next_end
from local.stripe.refunds import settle_as_planned
from local.stripe.renewal import renew
from local.stripe.resource import Resource
from local.stripe.subscription_end import end_subscription

DAY = 86_400
TRIAL_NOTICE = 3 * DAY
INCOMPLETE_FOR = 23 * 3600


def due_of(resource: Resource) -> int | None:
    """When something happens to this object by itself next, if anything does."""
    moments = MOMENTS.get(resource.type)
    found = [moment for moment in moments(resource) if moment is not None] if moments else []
    return min(found, default=None)


def happen(account: Account, resource: Resource) -> None:
    """Let happen what is due to this object now."""
    HAPPENINGS[resource.type](account, resource)


def _subscription_moments(subscription: Resource) -> list[int | None]:
    if subscription["status"] in {"canceled", "incomplete_expired", "paused"} or not subscription["items"]["data"]:
        return []
    if subscription["status"] == "incomplete":
        return [subscription["created"] + INCOMPLETE_FOR]
    resumes = (subscription["pause_collection"] or {}).get("resumes_at")
    return [next_end(subscription), subscription["cancel_at"], _notice(subscription), resumes]


def _notice(subscription: Resource) -> int | None:
    if subscription["status"] != "trialing" or subscription.private.get("noticed"):
        return None
    return max(int(subscription["trial_end"]) - TRIAL_NOTICE, int(subscription["created"]))


def _invoice_moments(invoice: Resource) -> list[int | None]:
    if invoice["status"] == "draft":
        return [invoice["automatically_finalizes_at"]]
    return [invoice["next_payment_attempt"]] if invoice["status"] == "open" else []


def _session_moments(session: Resource) -> list[int | None]:
    return [session["expires_at"]] if session["status"] == "open" else []


def _refund_moments(refund: Resource) -> list[int | None]:
    return [refund.private.get("settles_at")]


def _subscription_happens(account: Account, subscription: Resource) -> None:
    now = account.now(subscription["customer"])
    if subscription["status"] == "incomplete":
        subscription.put(status="incomplete_expired", ended_at=now)
        account.emit("updated", subscription)
    elif subscription["cancel_at"] is not None and subscription["cancel_at"] <= now:
        end_subscription(account, subscription, moment=subscription["cancel_at"])
    elif (notice := _notice(subscription)) is not None and notice <= now:
        subscription.private["noticed"] = True
        account.emit("customer.subscription.trial_will_end", subscription)
    elif next_end(subscription) <= now:
        renew(account, subscription)
    else:
        subscription["pause_collection"] = None
        account.emit("updated", subscription)


def _invoice_happens(account: Account, invoice: Resource) -> None:
    if invoice["status"] == "draft":
        invoicing.finalize(account, invoice)
    if invoice["status"] == "open" and invoice["collection_method"] == "charge_automatically":
        invoicing.attempt(account, invoice, automatic=True)


MOMENTS: dict[str, Callable[[Resource], list[int | None]]] = {
    "subscription": _subscription_moments,
    "invoice": _invoice_moments,
    "checkout.session": _session_moments,
    "refund": _refund_moments,
}
HAPPENINGS: dict[str, Callable[[Account, Resource], None]] = {
    "subscription": _subscription_happens,
    "invoice": _invoice_happens,
    "checkout.session": expire,
    "refund": settle_as_planned,
}
