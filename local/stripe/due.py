"""What happens when its time comes: renewal, cancellation, end of trial, payment retry, expiry of a session."""

from local.stripe import invoicing
from local.stripe.account import Account
from local.stripe.catalog import get_active_price
from local.stripe.checkout import expire
from local.stripe.invoicing import draft
from local.stripe.items import item_line, item_of, renew_item
from local.stripe.resource import Resource
from local.stripe.subscription_changes import release
from local.stripe.subscription_end import ENDED, end_subscription

INCOMPLETE_FOR = 23 * 3600
AHEAD = "json_extract(private, '$.ahead') is not null"
CUSTOMER = "json_extract(body, '$.customer')"
# The objects of customers without a clock of their own.
WITHOUT_OWN_CLOCK = f"coalesce({CUSTOMER}, '') not in (select id from objects where {AHEAD})"


def due_of(resource: Resource) -> int | None:
    """The time at which something happens to this object next, if anything does."""
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
    """Perform everything that is due by now."""
    now = account.now()
    _perform_until(account, now, WITHOUT_OWN_CLOCK)
    for customer in account.store.find("customer", conditions=[(AHEAD, ())]):
        _perform_until(account, now + customer.private["ahead"], f"{CUSTOMER} = ?", customer.id)


def advance_customer(account: Account, customer: Resource, until: int) -> None:
    """Advance the clock of one customer and perform what is due by then."""
    _perform_until(account, until, f"{CUSTOMER} = ?", customer.id)
    customer.private["ahead"] = customer.private.get("ahead", 0) + max(0, until - account.now(customer.id))


def renew_now(account: Account, subscription: Resource) -> None:
    """Advance the customer's clock until the subscription is renewed and payment of its invoice was attempted."""
    customer = account.get("customer", subscription["customer"])
    until = max(item_of(subscription)["current_period_end"], account.now(customer.id))
    advance_customer(account, customer, until + invoicing.FINALIZED_AFTER)


def _perform_until(account: Account, until: int, condition: str, *values: str) -> None:
    while found := account.store.first_due(until, condition, *values):
        moment, resource = found
        with account.frozen_at(moment):
            _perform(account, resource, moment)
        if due_of(resource) == moment and account.store.first_due(until, condition, *values) == found:
            raise RuntimeError(f"{resource.id} is still due after its transition")


def _perform(account: Account, resource: Resource, now: int) -> None:
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
    """Start the next period and draft its invoice."""
    item = item_of(subscription)
    if scheduled := release(account, subscription):
        item["price"] = dict(get_active_price(account, scheduled, "price"))
        subscription["billing_cycle_anchor"] = item["current_period_end"]
    period = {"period_start": item["current_period_start"], "period_end": item["current_period_end"]}
    renew_item(item, subscription["billing_cycle_anchor"])
    subscription["status"] = "active" if subscription["status"] == "trialing" else subscription["status"]
    lines = [*subscription.private.pop("pending", []), item_line(account, item)]
    period["automatically_finalizes_at"] = now + invoicing.FINALIZED_AFTER
    invoice = draft(account, lines, "subscription_cycle", subscription, **period)
    subscription["latest_invoice"] = invoice.id
    account.emit("updated", subscription)
