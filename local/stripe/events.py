"""Events: the calls."""

from __future__ import annotations

from stripe import params

from local.stripe.store import Conditions
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import Narrowing, listing
from local.stripe.wire.operations import Call, Operation, retrieve

TYPE = "json_extract(body, '$.type')"
UNTAKEN = "(select event from deliveries where state <> 'delivered')"
KEPT_FOR = 30 * 86_400
MOST_TYPES = 20


def operations() -> list[Operation]:
    """The calls under `/v1/events`."""
    narrowing = Narrowing(("type", "types", "delivery_success"), _narrow)
    return [
        retrieve("event", "/v1/events/{id}", params.EventRetrieveParams),
        listing("event", "/v1/events", params.EventListParams, None, narrowing),
    ]


def _narrow(call: Call) -> Conditions:
    given = call.params
    if "type" in given and "types" in given:
        raise InvalidRequest("You may only specify one of these parameters: type, types.", param="type")
    conditions: Conditions = [("created > ?", (call.account.now() - KEPT_FOR,))]
    if wanted := given.get("type"):
        conditions.append((f"{TYPE} glob ?", (wanted,)))
    if types := given.get("types"):
        if len(types) > MOST_TYPES:
            raise InvalidRequest(f"You may pass up to {MOST_TYPES} types.", param="types")
        conditions.append((f"{TYPE} in ({','.join('?' * len(types))})", tuple(types)))
    if "delivery_success" in given:
        conditions.append((f"id {'not ' if given['delivery_success'] else ''}in {UNTAKEN}", ()))
    return conditions
