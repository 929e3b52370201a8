"""Changes of a running subscription's items: other prices and quantities, paid now, later or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from local.stripe import catalog, invoicing, payments
from local.stripe.account import Account
from local.stripe.drafting import draft
from local.stripe.invoice_links import intent_of
from local.stripe.items import items_list, items_of, new_item, set_price
from local.stripe.metadata import metadata_of
from local.stripe.pending_items import add_pending
from local.stripe.periods import period_end, same_interval
from local.stripe.proration import credit_line, debit_line, whole_line
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest, ResourceMissing
from local.stripe.wire.heed import check_known


@dataclass
class Change:
    """A change under way: when, how it is to be paid, and the lines it has come to so far.

    `proration` is Stripe's `proration_behavior`, `behavior` its `payment_behavior`; `begun` are the items of which a
    whole new period begins.
    """

    moment: int
    proration: str = "create_prorations"
    behavior: str = "allow_incomplete"
    restart: bool = False
    lines: list[Json] = field(default_factory=list)
    due_now: bool = False
    begun: set[str] = field(default_factory=set)


def change_items(account: Account, subscription: Resource, wanted: list[Json], change: Change) -> None:
    """Change, add and remove items as Stripe's `items` parameter says, and bill it as the change says."""
    items = items_of(subscription)
    for index, each in enumerate(wanted):
        if "id" not in each:
            items.append(_added(account, subscription, each, index, change))
        elif each.get("deleted"):
            items.remove(_removed(account, subscription, _item(items, each["id"]), change))
        else:
            _changed(account, subscription, _item(items, each["id"]), each, change)
    if not items:
        raise InvalidRequest("A subscription must have at least one active plan.", param="items")
    subscription["items"] = items_list(subscription.id, items)
    if change.restart:
        restart_cycle(account, subscription, change)


def restart_cycle(account: Account, subscription: Resource, change: Change) -> None:
    """Begin a new period of every item now."""
    subscription["billing_cycle_anchor"] = change.moment
    for item in items_of(subscription):
        if item["id"] not in change.begun:
            _credit(account, subscription, item, change)
            _begin(account, item, change)
    change.due_now = True


def end_trial(account: Account, subscription: Resource, change: Change) -> None:
    """Let the trial be over now: the first paid period begins, and nothing is given back for the trial."""
    subscription.put(trial_end=change.moment, status="active")
    change.proration = "none"
    restart_cycle(account, subscription, change)


def bill_change(account: Account, subscription: Resource, change: Change) -> None:
    """Invoice what the change comes to, or put it on the next invoice. Raises CardError if so wished."""
    if not change.lines:
        return
    customer = account.get("customer", subscription["customer"])
    if not (change.due_now or change.proration == "always_invoice"):
        add_pending(account, customer, subscription, change.lines)
        return
    invoice = draft(account, customer, change.lines, "subscription_update", subscription)
    subscription["latest_invoice"] = invoice.id
    invoicing.finalize(account, invoice)
    by_itself = invoice["status"] == "open" and invoice["collection_method"] == "charge_automatically"
    if by_itself and not invoicing.attempt(account, invoice):
        _refused(account, invoice, change)


def _refused(account: Account, invoice: Resource, change: Change) -> None:
    if change.behavior == "error_if_incomplete":
        error = payments.declined(intent_of(account, invoice))
        error.undone = True
        raise error


def _changed(account: Account, subscription: Resource, item: Json, given: Given, change: Change) -> None:
    check_known(given, {"deleted", "id", "metadata", "price", "quantity"}, "items")
    price = _price(account, given["price"]) if "price" in given else Resource(item["price"])
    other_interval = not same_interval(price["recurring"], item["price"]["recurring"])
    quantity = given.get("quantity", item["quantity"])
    if "metadata" in given:
        item["metadata"] = metadata_of(item["metadata"], given["metadata"])
    if price.id == item["price"]["id"] and quantity == item["quantity"]:
        return
    _credit(account, subscription, item, change)
    set_price(item, price)
    item["quantity"] = quantity
    if other_interval and subscription["status"] != "trialing":
        subscription["billing_cycle_anchor"] = change.moment
        _begin(account, item, change)
        change.due_now = True
    else:
        _debit(account, subscription, item, change)


def _added(account: Account, subscription: Resource, given: Given, index: int, change: Change) -> Json:
    price = _price(account, given.get("price", ""), f"items[{index}][price]")
    like = next(
        (each for each in items_of(subscription) if same_interval(each["price"]["recurring"], price["recurring"])), None
    )
    start = like["current_period_start"] if like else change.moment
    end = like["current_period_end"] if like else period_end(change.moment, price["recurring"], change.moment)
    item = new_item(account, subscription.id, price, given, (start, end))
    _debit(account, subscription, item, change)
    return item


def _removed(account: Account, subscription: Resource, item: Json, change: Change) -> Json:
    _credit(account, subscription, item, change)
    return item


def _begin(account: Account, item: Json, change: Change) -> None:
    """Let a whole new period of the item begin now."""
    end = period_end(change.moment, item["price"]["recurring"], change.moment)
    item |= {"current_period_start": change.moment, "current_period_end": end}
    change.begun.add(item["id"])
    change.lines.append(whole_line(account, item))


def _credit(account: Account, subscription: Resource, item: Json, change: Change) -> None:
    if change.proration != "none" and subscription["status"] != "trialing":
        line = credit_line(account, item, change.moment)
        change.lines += [line] if line else []


def _debit(account: Account, subscription: Resource, item: Json, change: Change) -> None:
    if change.proration != "none" and subscription["status"] != "trialing":
        line = debit_line(account, item, change.moment)
        change.lines += [line] if line else []


def _price(account: Account, price_id: str, param: str = "items[0][price]") -> Resource:
    price = catalog.sellable(account, price_id, param)
    if price["type"] != "recurring":
        message = (
            "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`."
        )
        raise InvalidRequest(message, param=param)
    return price


def _item(items: list[Json], item_id: str) -> Json:
    for item in items:
        if item["id"] == item_id:
            return item
    raise ResourceMissing("subscription_item", item_id, "items[0][id]", 400)
