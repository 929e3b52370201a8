"""What happens by itself as time passes: renewals, ends, trials, further tries of a payment, sessions that expire."""

from __future__ import annotations

from local.stripe import invoicing
from local.stripe.account import Account
from local.stripe.catalog import sellable
from local.stripe.checkout import expire
from local.stripe.invoicing import draft
from local.stripe.items import item_line, item_of, renew_item, set_price
from local.stripe.resource import Resource
from local.stripe.subscription_changes import release
from local.stripe.subscription_end import ENDED, end_subscription

INCOMPLETE_FOR = 23 * 3600
AHEAD = "json_extract(private, '$.ahead') is not null"
CUSTOMER = "json_extract(body, '$.customer')"
# Those who live in the account's own time.
ORDINARY = f"coalesce({CUSTOMER}, '') not in (select id from objects where {AHEAD})"


def due_of(resource: Resource) -> int | None:
    """When something happens to this object by itself next, if anything does."""
    status = resource.get("status")
    moments: list[int | None] = []
    if resource.type == "subscription" and status == "incomplete":
        moments = [resource["created"] + INCOMPLETE_FOR]
    elif resource.type == "subscription" and status not in ENDED and resource["items"]["data"]:
        moments = [item_of(resource)["current_period_end"], resource["cancel_at"]]
    elif resource.type == "invoice" and status in {"draft", "open"}:
        moments = [resource["automatically_finalizes_at" if status == "draft" else "next_payment_attempt"]]
    elif resource.type == "checkout.session" and status == "open":
        moments = [resource["expires_at"]]
    return min((moment for moment in moments if moment is not None), default=None)


def catch_up(account: Account) -> None:
    """Let everything happen that is due by now."""
    now = account.now()
    _happen_until(account, now, ORDINARY)
    for customer in account.store.find("customer", conditions=[(AHEAD, ())]):
        _happen_until(account, now + customer.private["ahead"], f"{CUSTOMER} = ?", customer.id)


def advance_customer(account: Account, customer: Resource, until: int) -> None:
    """Let time pass for one customer, until this moment of theirs."""
    _happen_until(account, until, f"{CUSTOMER} = ?", customer.id)
    customer.private["ahead"] = customer.private.get("ahead", 0) + max(0, until - account.now(customer.id))


def renew_now(account: Account, subscription: Resource) -> None:
    """Let time pass for a subscription's customer until it has been renewed, and the invoice for that been tried."""
    customer = account.get("customer", subscription["customer"])
    until = max(item_of(subscription)["current_period_end"], account.now(customer.id))
    advance_customer(account, customer, until + invoicing.FINALIZED_AFTER)


def _happen_until(account: Account, until: int, condition: str, *values: str) -> None:
    while found := account.store.first_due(until, condition, *values):
        moment, resource = found
        account.get(resource.type, resource.id)
        with account.at(moment):
            _happen(account, resource, moment)
        if due_of(resource) == moment and account.store.first_due(until, condition, *values) == found:
            raise RuntimeError(f"{resource.id} stays due")


def _happen(account: Account, resource: Resource, now: int) -> None:
    if resource.type == "checkout.session":
        expire(account, resource)
    elif resource.type == "invoice":
        if resource["status"] == "draft":
            invoicing.finalize(account, resource)
        if resource["status"] == "open":
            invoicing.attempt(account, resource, automatic=True)
    elif resource["status"] == "incomplete":
        resource.put(status="incomplete_expired", ended_at=now)
        account.emit("updated", resource)
    elif resource["cancel_at"] is not None and resource["cancel_at"] <= now:
        end_subscription(account, resource, moment=resource["cancel_at"])
    else:
        _renew(account, resource, now)


def _renew(account: Account, subscription: Resource, now: int) -> None:
    """Begin the next period."""
    item = item_of(subscription)
    if scheduled := release(account, subscription):
        set_price(item, sellable(account, scheduled, "price"))
        subscription["billing_cycle_anchor"] = item["current_period_end"]
    period = {"period_start": item["current_period_start"], "period_end": item["current_period_end"]}
    renew_item(item, subscription["billing_cycle_anchor"])
    subscription["status"] = "active" if subscription["status"] == "trialing" else subscription["status"]
    lines = [*subscription.private.pop("pending", []), item_line(account, item)]
    period["automatically_finalizes_at"] = now + invoicing.FINALIZED_AFTER
    invoice = draft(account, lines, "subscription_cycle", subscription, **period)
    subscription["latest_invoice"] = invoice.id
    account.emit("updated", subscription)
