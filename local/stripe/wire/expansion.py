"""`expand[]`: ids replaced by their objects, and lists that are shown only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from local.stripe import shapes
from local.stripe.account import Account
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import list_of

DEEPEST = 4


def expand(account: Account, body: Json, paths: list[str]) -> Json:
    """The answer with everything expanded that was asked for. Raises InvalidRequest."""
    for path in paths:
        names = path.split(".")
        if len(names) > DEEPEST:
            raise InvalidRequest(f"You cannot expand more than {DEEPEST} levels of a property (property: {path}).")
        _expand(account, body, names, path)
    return body


def _expand(account: Account, value: Any, names: list[str], path: str) -> None:
    if isinstance(value, list):
        for each in value:
            _expand(account, each, names, path)
    elif isinstance(value, dict) and names:
        name, *rest = names
        value[name] = _expanded(account, value, name, path)
        _expand(account, value[name], rest, path)


def _expanded(account: Account, owner: Json, name: str, path: str) -> Any:
    object_type, value = str(owner.get("object", "")), owner.get(name)
    if include := INCLUDED.get((object_type, name)):
        return include(account, owner)
    if isinstance(value, str) and (found := account.store.get(value)):
        return account.present(found)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [account.present(found) if (found := account.store.get(each)) else each for each in value]
    if isinstance(value, dict | list) or (value is None and _may_be_null(object_type, name)):
        return value
    raise InvalidRequest(f"This property cannot be expanded ({path}).")


def _may_be_null(object_type: str, name: str) -> bool:
    # Inside an object nobody knows its type: what is null stays null.
    return not object_type or object_type == "list" or shapes.is_expandable(object_type, name)


def _line_items(account: Account, session: Json) -> Json:
    kept = account.store.get(session["id"])
    items = kept.private["line_items"] if kept else []
    return list_of(deepcopy(items), f"/v1/checkout/sessions/{session['id']}/line_items")


def _listed(object_type: str, field: str, path: str) -> Callable[[Account, Json], Json]:
    def include(account: Account, owner: Json) -> Json:
        found: list[Resource] = account.find(object_type, {field: owner["id"]})
        shown = [account.present(each) for each in found if each.get("status") != "canceled"]
        return list_of(shown, path.format(id=owner["id"]))

    return include


INCLUDED: dict[tuple[str, str], Callable[[Account, Json], Json]] = {
    ("charge", "refunds"): _listed("refund", "charge", "/v1/charges/{id}/refunds"),
    ("checkout.session", "line_items"): _line_items,
    ("customer", "subscriptions"): _listed("subscription", "customer", "/v1/customers/{id}/subscriptions"),
    ("invoice", "payments"): _listed("invoice_payment", "invoice", "/v1/invoice_payments?invoice={id}"),
}
