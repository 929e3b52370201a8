"""Retrieve and list calls: lists are filtered, paginated and sorted newest first."""

from collections.abc import Callable

from local.stripe.api.errors import InvalidRequest
from local.stripe.api.operations import Call, Operation
from local.stripe.resource import Json, list_of
from local.stripe.store import Conditions

COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def reads(
    object_type: str,
    path: str,
    name: str,
    *filters: str,
    narrow: Callable[[Call], Conditions] = lambda _: [],
    **renamed: str,
) -> list[Operation]:
    """The retrieve and list operations of a type; `name` is the prefix of the SDK's parameter types.

    `filters` are parameters that are compared with the field of the same name, `renamed` with another field. `narrow`
    returns the conditions of all other parameters.
    """
    fields = {each: each for each in filters} | renamed

    def listed(call: Call) -> Json:
        given, limit = call.params, limit_of(call)
        conditions = narrow(call)
        conditions = conditions + [
            (f"created {COMPARED[way]} ?", (at,)) for way, at in given.get("created", {}).items()
        ]
        if after := given.get("starting_after"):
            call.account.get(object_type, after, "starting_after")
            conditions = [*conditions, ("(created, seq) < (select created, seq from objects where id = ?)", (after,))]
        where = {field: given[each] for each, field in fields.items() if each in given}
        found = call.account.store.find(object_type, where, conditions=conditions, limit=limit + 1)
        return list_of(list(found[:limit]), path, len(found) > limit)

    return [
        Operation(
            "GET", f"{path}/{{id}}", lambda call: call.account.get(object_type, call.id), f"{name}RetrieveParams"
        ),
        Operation("GET", path, listed, f"{name}ListParams"),
    ]


def page_of(call: Call, items: list[Json], path: str) -> Json:
    """One page of objects that are stored inside another object, in their order there."""
    ids, after, limit = [item["id"] for item in items], call.params.get("starting_after"), limit_of(call)
    rest = items[ids.index(after) + 1 if after else 0 :]
    return list_of(rest[:limit], path, len(rest) > limit)


def limit_of(call: Call) -> int:
    """The page size. Raises InvalidRequest."""
    limit = int(call.params.get("limit", 10))
    if not 1 <= limit <= 100:
        raise InvalidRequest("Invalid limit: must be between 1 and 100.", param="limit")
    return limit
