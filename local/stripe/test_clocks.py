"""Test clocks: time of their own, for the customers on them."""

from __future__ import annotations

from stripe import params

from local.stripe import time_passing
from local.stripe.customers import delete_customer
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve

PATH = "/v1/test_helpers/test_clocks"
KEPT_FOR = 30 * 86_400
TYPE = "test_helpers.test_clock"


def operations() -> list[Operation]:
    """The calls under `/v1/test_helpers/test_clocks`."""
    kinds = params.test_helpers
    return [
        Operation("POST", PATH, create, kinds.TestClockCreateParams),
        retrieve(TYPE, f"{PATH}/{{id}}", kinds.TestClockRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}/advance", advance, kinds.TestClockAdvanceParams),
        Operation("DELETE", f"{PATH}/{{id}}", delete, kinds.TestClockDeleteParams),
        listing(TYPE, PATH, kinds.TestClockListParams),
    ]


def create(call: Call) -> Resource:
    """A clock that stands at this moment."""
    now = call.account.now()
    clock = call.account.create(
        TYPE,
        created=now,
        deletes_after=now + KEPT_FOR,
        frozen_time=call.params["frozen_time"],
        name=call.params.get("name"),
        status="ready",
        status_details={},
    )
    call.account.emit("created", clock)
    return clock


def advance(call: Call) -> Json:
    """Let time pass on a clock. The answer says `advancing`, as Stripe's does; it is `ready` when asked for next."""
    account, clock = call.account, call.account.get(TYPE, call.id)
    until = call.params["frozen_time"]
    if until <= clock["frozen_time"]:
        raise InvalidRequest("Test clocks can only be advanced to a time in the future.", param="frozen_time")
    answer = {**account.present(clock), "status": "advancing"}
    answer["status_details"] = {"advancing": {"target_frozen_time": until}}
    account.emit("test_helpers.test_clock.advancing", clock)
    time_passing.advance_test_clock(account, clock, until)
    account.emit("test_helpers.test_clock.ready", clock)
    return answer


def delete(call: Call) -> Json:
    """Delete a clock and everybody on it."""
    account, clock = call.account, call.account.get(TYPE, call.id)
    for customer in account.find("customer", {"test_clock": clock.id}):
        delete_customer(account, customer)
    account.emit("test_helpers.test_clock.deleted", clock)
    account.store.delete(clock.id)
    return {"id": clock.id, "object": TYPE, "deleted": True}
