"""Lists: newest first, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.stripe.resource import Json, list_of
from local.stripe.store import Conditions
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.operations import Call, Operation

COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def listing(
    object_type: str,
    path: str,
    params: Any,
    *filters: str,
    narrow: Callable[[Call], Conditions] = lambda _: [],
) -> Operation:
    """The operation that lists objects of a type. `filters` are parameters that equal a field, `narrow` makes others."""

    def answer(call: Call) -> Json:
        given, limit = call.params, limit_of(call)
        conditions = [*narrow(call), *_created(call)]
        if after := given.get("starting_after"):
            call.account.get(object_type, after, "starting_after")
            conditions.append(("(created, seq) < (select created, seq from objects where id = ?)", (after,)))
        where = {name: given[name] for name in filters if name in given}
        found = call.account.find(object_type, where, conditions=conditions, limit=limit + 1)
        return list_of(list(found[:limit]), path, len(found) > limit)

    return Operation("GET", path, answer, params)


def page_of(call: Call, items: list[Json], path: str) -> Json:
    """One page of objects that are part of another and so at hand, in their own order."""
    ids, after, limit = [item["id"] for item in items], call.params.get("starting_after"), limit_of(call)
    if after is not None and after not in ids:
        raise InvalidRequest(f"No such object: '{after}'", code="resource_missing")
    rest = items[ids.index(after) + 1 if after else 0 :]
    return list_of(rest[:limit], path, len(rest) > limit)


def limit_of(call: Call) -> int:
    """How many objects a page has."""
    limit = int(call.params.get("limit", 10))
    if not 1 <= limit <= 100:
        raise InvalidRequest("Invalid limit: must be between 1 and 100.", param="limit")
    return limit


def _created(call: Call) -> Conditions:
    return [(f"created {COMPARED[name]} ?", (value,)) for name, value in call.params.get("created", {}).items()]
