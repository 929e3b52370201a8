"""Subscription items: the calls. Each is a change of its subscription."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.items import items_of
from local.stripe.resource import Json, Resource
from local.stripe.subscription_changes import Change, bill_change, change_items
from local.stripe.wire.errors import InvalidRequest, ResourceMissing
from local.stripe.wire.lists import page_of
from local.stripe.wire.operations import Call, Operation

PATH = "/v1/subscription_items"


def operations() -> list[Operation]:
    """The calls under `/v1/subscription_items`."""
    return [
        Operation("POST", PATH, create, params.SubscriptionItemCreateParams),
        Operation("GET", f"{PATH}/{{id}}", show, params.SubscriptionItemRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.SubscriptionItemUpdateParams),
        Operation("DELETE", f"{PATH}/{{id}}", delete, params.SubscriptionItemDeleteParams),
        Operation("GET", PATH, of_subscription, params.SubscriptionItemListParams),
    ]


def create(call: Call) -> Json:
    """Add an item."""
    subscription = call.account.get("subscription", call.params["subscription"], "subscription")
    known = {item["id"] for item in items_of(subscription)}
    _change(call, subscription, {})
    return next(item for item in items_of(subscription) if item["id"] not in known)


def show(call: Call) -> Json:
    """One item."""
    return _item(_owner(call.account, call.id), call.id)


def update(call: Call) -> Json:
    """Change an item."""
    subscription = _owner(call.account, call.id)
    _change(call, subscription, {"id": call.id})
    return _item(subscription, call.id)


def delete(call: Call) -> Json:
    """Take an item away."""
    _change(call, _owner(call.account, call.id), {"id": call.id, "deleted": True})
    return {"id": call.id, "object": "subscription_item", "deleted": True}


def of_subscription(call: Call) -> Json:
    """The items of a subscription."""
    subscription = call.account.get("subscription", call.params["subscription"], "subscription")
    return page_of(call, call.account.present(subscription)["items"]["data"], PATH)


def _change(call: Call, subscription: Resource, which: Json) -> None:
    given, account = call.params, call.account
    change = Change(
        given.get("proration_date", account.now(subscription["customer"])),
        given.get("proration_behavior", "create_prorations"),
        given.get("payment_behavior", "allow_incomplete"),
    )
    wanted = {name: given[name] for name in ("price", "quantity", "metadata") if name in given}
    change_items(account, subscription, [which | wanted], change)
    account.emit("updated", subscription)
    bill_change(account, subscription, change)


def _owner(account: Account, item_id: str) -> Resource:
    found = account.find("subscription", conditions=[("instr(body, ?) > 0", (f'"{item_id}"',))], limit=1)
    if not found:
        raise ResourceMissing("subscription_item", item_id)
    if found[0]["status"] == "canceled":
        raise InvalidRequest("The subscription of this item has ended.")
    return found[0]


def _item(subscription: Resource, item_id: str) -> Json:
    return next(item for item in items_of(subscription) if item["id"] == item_id)
