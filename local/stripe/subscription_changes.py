"""Changes of a running subscription: another price, paid now, later or not at all; now or as planned."""

from __future__ import annotations

from dataclasses import dataclass, field

from local.stripe import invoicing, payments
from local.stripe.account import Account
from local.stripe.catalog import sellable, sellable_again
from local.stripe.invoicing import draft, intent_of
from local.stripe.items import item_line, item_of, period_end, proration_lines, sale_line, same_interval, set_price
from local.stripe.resource import Json, Resource
from local.stripe.wire.operations import Call, check_known


@dataclass
class Change:
    """A change under way: when, how it is to be paid, and the lines it has come to so far.

    `proration` is Stripe's `proration_behavior`; `at_once` says that a declined payment makes it no change at all.
    """

    moment: int
    proration: str
    at_once: bool = False
    lines: list[Json] = field(default_factory=list)
    due_now: bool = False


def change_item(account: Account, subscription: Resource, change: Change, price_id: str) -> None:
    """Give the item another price: what is left of the old is given back, of the new it is paid."""
    item = item_of(subscription)
    price = sellable_again(account, price_id, "items[0][price]")
    if price.id == item["price"]["id"]:
        return
    other_interval = not same_interval(price["recurring"], item["price"]["recurring"])
    prorated = change.proration != "none" and subscription["status"] != "trialing"
    if prorated:
        change.lines += proration_lines(account, item, change.moment, credit=True)
    set_price(item, price)
    if other_interval and subscription["status"] != "trialing":
        _begin(account, subscription, change)
    elif prorated:
        change.lines += proration_lines(account, item, change.moment, credit=False)


def end_trial(account: Account, subscription: Resource, change: Change) -> None:
    """Let the trial be over now: the first paid period begins, and nothing is given back for the trial."""
    subscription.put(trial_end=change.moment, status="active")
    _begin(account, subscription, change)


def bill_change(account: Account, subscription: Resource, change: Change) -> None:
    """Invoice what the change comes to, or put it on the next invoice. Raises CardError if so wished."""
    if not change.lines:
        return
    if not (change.due_now or change.proration == "always_invoice"):
        add_pending(subscription, change.lines)
        return
    invoice = draft(account, change.lines, "subscription_update", subscription)
    subscription["latest_invoice"] = invoice.id
    invoicing.finalize(account, invoice)
    if invoice["status"] == "open" and not invoicing.attempt(account, invoice) and change.at_once:
        raise payments.declined(intent_of(account, invoice), undone=True)


def schedule_change(account: Account, subscription: Resource, price: Resource) -> None:
    """Let the next period have another price; what was planned before is forgotten."""
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
    """Forget what is planned; returns the price."""
    if subscription["schedule"]:
        schedule = account.get("subscription_schedule", subscription["schedule"])
        schedule.put(status="released", subscription=None, released_subscription=subscription.id)
        subscription["schedule"] = None
    scheduled: str | None = subscription.private.pop("scheduled", None)
    return scheduled


def _begin(account: Account, subscription: Resource, change: Change) -> None:
    """Let a whole new period begin now, and be paid now."""
    item = item_of(subscription)
    subscription["billing_cycle_anchor"] = change.moment
    end = period_end(change.moment, item["price"]["recurring"], change.moment)
    item |= {"current_period_start": change.moment, "current_period_end": end}
    change.lines.append(item_line(account, item))
    change.due_now = True


def _phase(item: Json, price: Json, start: int, end: int) -> Json:
    items = [{"price": price["id"], "quantity": item["quantity"]}]
    return {"currency": price["currency"], "items": items, "start_date": start, "end_date": end}


def create_item(call: Call) -> Resource:
    """Something bought once, to be paid with the next invoice of a subscription."""
    account, given = call.account, call.params
    customer = account.get("customer", given.get("customer", ""), "customer")
    subscription = account.get("subscription", given.get("subscription", ""), "subscription")
    check_known(given["pricing"], {"price"}, "pricing")
    price = sellable(account, given["pricing"]["price"], "pricing[price]")
    line = sale_line(account, price, account.now(customer.id))
    add_pending(subscription, [line])
    same = {name: line[name] for name in ("amount", "currency", "period", "pricing")}
    return account.build("invoiceitem", customer=customer.id, **same)


def add_pending(subscription: Resource, lines: list[Json]) -> None:
    """Put these lines on the subscription's next invoice."""
    subscription.private["pending"] = subscription.private.get("pending", []) + lines
