"""The next period of a subscription, and the invoice for it."""

from __future__ import annotations

from local.stripe import catalog, invoicing
from local.stripe.account import Account
from local.stripe.drafting import draft
from local.stripe.invoice_lines import item_line
from local.stripe.items import items_of, renew_item, set_price
from local.stripe.payment_methods import default_method
from local.stripe.pending_items import lines_of, put_on, take_pending
from local.stripe.resource import Json, Resource
from local.stripe.schedules import release
from local.stripe.subscription_end import end_subscription


def renew(account: Account, subscription: Resource) -> None:
    """Begin the next period of every item whose period is over."""
    now = account.now(subscription["customer"])
    if subscription["status"] == "trialing" and _ends_with_trial(account, subscription):
        return
    _change_as_scheduled(account, subscription)
    due = [item for item in items_of(subscription) if item["current_period_end"] <= now]
    period = {"period_start": due[0]["current_period_start"], "period_end": due[0]["current_period_end"]}
    for item in due:
        renew_item(item, subscription["billing_cycle_anchor"])
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
    invoice = _invoice(account, subscription, due, period, now)
    subscription["latest_invoice"] = invoice.id
    account.emit("updated", subscription)
    if subscription["pause_collection"]:
        _hold_back(account, invoice, subscription["pause_collection"]["behavior"])


def _change_as_scheduled(account: Account, subscription: Resource) -> None:
    scheduled = release(account, subscription)
    for item in items_of(subscription) if scheduled else []:
        if item["id"] == scheduled["item"]:
            set_price(item, catalog.sellable(account, scheduled["price"], "price"))
            subscription["billing_cycle_anchor"] = item["current_period_end"]


def _ends_with_trial(account: Account, subscription: Resource) -> bool:
    """Whether the trial leads to nothing, as there is nothing to pay with."""
    customer = account.get("customer", subscription["customer"])
    behavior = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if behavior == "create_invoice" or default_method(account, customer, subscription):
        return False
    if behavior == "cancel":
        end_subscription(account, subscription)
    else:
        subscription["status"] = "paused"
        account.emit("updated", subscription)
        account.emit("customer.subscription.paused", subscription)
    return True


def _invoice(account: Account, subscription: Resource, items: list[Json], period: Json, now: int) -> Resource:
    customer = account.get("customer", subscription["customer"])
    pending = take_pending(account, customer.id, subscription)
    unpaid = subscription["status"] == "unpaid"
    due = {
        "automatically_finalizes_at": None if unpaid else now + invoicing.FINALIZED_AFTER,
        "auto_advance": not unpaid,
    }
    lines = [*lines_of(pending), *(item_line(account, item) for item in items)]
    invoice = draft(account, customer, lines, "subscription_cycle", subscription, **period, **due)
    put_on(pending, invoice)
    return invoice


def _hold_back(account: Account, invoice: Resource, behavior: str) -> None:
    """While the collection is paused, nobody pays: the invoice is kept as a draft, void or uncollectible."""
    invoice.put(auto_advance=False, automatically_finalizes_at=None)
    if behavior != "keep_as_draft":
        invoicing.finalize(account, invoice)
        invoicing.close_unpaid(account, invoice, "void" if behavior == "void" else "uncollectible")
