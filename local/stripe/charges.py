"""Charges: each try to take money. They are made by payment intents; these are the calls."""

from __future__ import annotations

from stripe import params

from local.stripe.resource import Resource
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields
from local.stripe.wire.search import searching

PATH = "/v1/charges"


def operations() -> list[Operation]:
    """The calls under `/v1/charges`."""
    filters = {"customer": "customer", "payment_intent": "payment_intent"}
    return [
        searching("charge", f"{PATH}/search", params.ChargeSearchParams),
        retrieve("charge", f"{PATH}/{{id}}", params.ChargeRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.ChargeUpdateParams),
        listing("charge", PATH, params.ChargeListParams, filters),
    ]


def update(call: Call) -> Resource:
    """Change what is noted on a charge."""
    charge = call.account.get("charge", call.id)
    set_fields(call, charge, "description", "receipt_email")
    call.account.emit("updated", charge)
    return charge
