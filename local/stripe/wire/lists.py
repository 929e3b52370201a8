"""Lists: newest first, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from local.stripe.resource import Json, Resource
from local.stripe.store import Conditions
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.operations import Call, Operation

PAGING = {"limit", "starting_after", "ending_before", "created", "expand"}
COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class Narrowing(NamedTuple):
    """Parameters that narrow a list, and the conditions that they make."""

    names: tuple[str, ...]
    conditions: Callable[[Call], Conditions]


def listing(
    object_type: str,
    path: str,
    params: Any,
    filters: dict[str, str] | None = None,
    narrowing: Narrowing | None = None,
) -> Operation:
    """The operation that lists objects of a type.

    `filters` are parameters that must equal a field.
    """

    def answer(call: Call) -> Json:
        known = filters or {}
        for name in call.params.keys() - PAGING - known.keys() - set(narrowing.names if narrowing else ()):
            raise Unsupported(f"a list by {name}", name)
        where = {known[name]: value for name, value in call.params.items() if name in known}
        return page(call, object_type, path, where, narrowing.conditions(call) if narrowing else [])

    return Operation("GET", path, answer, params)


def page(call: Call, object_type: str, path: str, where: Json, conditions: Conditions) -> Json:
    """One page of the objects that fit."""
    limit = limit_of(call)
    found = _found(call, object_type, where, [*conditions, *_created(call)], limit + 1)
    data, more = found[:limit], len(found) > limit
    if "ending_before" in call.params:
        data.reverse()
    return list_of(data, path, more)


def list_of(data: list[Any], path: str, more: bool = False) -> Json:
    """A list as it goes over the wire."""
    return {"object": "list", "data": data, "has_more": more, "url": path}


def page_of(call: Call, items: list[Any], path: str) -> Json:
    """One page of objects that are part of another and so at hand, in their own order."""
    ids = [item["id"] for item in items]
    start = _index(ids, call.params["starting_after"]) + 1 if "starting_after" in call.params else 0
    end = _index(ids, call.params["ending_before"]) if "ending_before" in call.params else len(items)
    limit = limit_of(call)
    part = items[max(start, end - limit) : end] if "ending_before" in call.params else items[start : start + limit]
    return list_of(part, path, end - start > limit)


def limit_of(call: Call) -> int:
    """How many objects a page has."""
    limit = int(call.params.get("limit", 10))
    if not 1 <= limit <= 100:
        raise InvalidRequest("Invalid limit: must be between 1 and 100.", param="limit")
    return limit


def _index(ids: list[str], wanted: str) -> int:
    if wanted not in ids:
        raise InvalidRequest(f"No such object: '{wanted}'", code="resource_missing")
    return ids.index(wanted)


def _found(call: Call, object_type: str, where: Json, conditions: Conditions, limit: int) -> list[Resource]:
    account, backwards = call.account, "ending_before" in call.params
    for name, comparison in (("starting_after", "<"), ("ending_before", ">")):
        if name in call.params:
            account.get(object_type, call.params[name], name)
            conditions = [*conditions, (f"(created, seq) {comparison} (?, ?)", account.store.place(call.params[name]))]
    return account.find(object_type, where, conditions=conditions, limit=limit, oldest_first=backwards)


def _created(call: Call) -> Conditions:
    wanted = call.params.get("created")
    if isinstance(wanted, int):
        return [("created = ?", (wanted,))]
    return [(f"created {COMPARED[name]} ?", (value,)) for name, value in (wanted or {}).items()]
