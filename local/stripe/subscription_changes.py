"""Changes of a subscription: another price, now or from the next period, and its proration."""

from dataclasses import dataclass, field

from local.stripe import invoicing, payments
from local.stripe.account import Account
from local.stripe.catalog import get_active_price
from local.stripe.invoicing import draft, intent_of
from local.stripe.items import item_line, item_of, period_end, proration_lines, same_interval
from local.stripe.resource import Json, Resource


@dataclass
class Change:
    """A change at `moment`, with the invoice lines that it causes.

    `proration` is Stripe's `proration_behavior`. With `require_payment`, a declined payment undoes the change. `due_now`
    means that the lines are invoiced immediately.
    """

    moment: int
    proration: str
    require_payment: bool = False
    lines: list[Json] = field(default_factory=list)
    due_now: bool = False


def change_item(account: Account, subscription: Resource, change: Change, price_id: str) -> None:
    """Change the item's price; unless proration is `none`, credit the rest of the old price and charge the new."""
    item = item_of(subscription)
    price = get_active_price(account, price_id, "items[0][price]")
    if price.id == item["price"]["id"]:
        return
    other_interval = not same_interval(price["recurring"], item["price"]["recurring"])
    prorated = change.proration != "none" and subscription["status"] != "trialing"
    if prorated:
        change.lines += proration_lines(account, item, change.moment, credit=True)
    item["price"] = dict(price)
    if other_interval and subscription["status"] != "trialing":
        _start_period(account, subscription, change)
    elif prorated:
        change.lines += proration_lines(account, item, change.moment, credit=False)


def end_trial(account: Account, subscription: Resource, change: Change) -> None:
    """End the trial: the first paid period begins, without proration."""
    subscription.put(trial_end=change.moment, status="active")
    _start_period(account, subscription, change)


def bill_change(account: Account, subscription: Resource, change: Change) -> None:
    """Invoice the change now or with the next invoice. Raises CardError if a required payment is declined."""
    if not change.lines:
        return
    if not (change.due_now or change.proration == "always_invoice"):
        subscription.private["pending"] = subscription.private.get("pending", []) + change.lines
        return
    invoice = draft(account, change.lines, "subscription_update", subscription)
    subscription["latest_invoice"] = invoice.id
    invoicing.finalize(account, invoice)
    if invoice["status"] == "open" and not invoicing.attempt(account, invoice) and change.require_payment:
        raise payments.decline_error(intent_of(account, invoice), undone=True)


def schedule_change(account: Account, subscription: Resource, price: Resource) -> None:
    """Schedule another price for the next period; it replaces a change that was scheduled before."""
    release(account, subscription)
    item = item_of(subscription)
    start, end = item["current_period_start"], item["current_period_end"]
    schedule = account.create(
        "subscription_schedule",
        customer=subscription["customer"],
        subscription=subscription.id,
        phases=[_phase(item, item["price"], start, end), _phase(item, price, end, end + (end - start))],
        status="active",
    )
    subscription["schedule"] = schedule.id
    subscription.private["scheduled"] = price.id
    account.emit("updated", subscription)


def release(account: Account, subscription: Resource) -> str | None:
    """Release the schedule; returns the price that was scheduled."""
    if subscription["schedule"]:
        schedule = account.get("subscription_schedule", subscription["schedule"])
        schedule.put(status="released", subscription=None, released_subscription=subscription.id)
        subscription["schedule"] = None
    scheduled: str | None = subscription.private.pop("scheduled", None)
    return scheduled


def _start_period(account: Account, subscription: Resource, change: Change) -> None:
    """Start a new period now and charge it now."""
    item = item_of(subscription)
    subscription["billing_cycle_anchor"] = change.moment
    end = period_end(change.moment, item["price"]["recurring"], change.moment)
    item |= {"current_period_start": change.moment, "current_period_end": end}
    change.lines.append(item_line(account, item))
    change.due_now = True


def _phase(item: Json, price: Json, start: int, end: int) -> Json:
    items = [{"price": price["id"], "quantity": item["quantity"]}]
    return {"currency": price["currency"], "items": items, "start_date": start, "end_date": end}
