"""Invoice payments: which payment intent pays which invoice."""

from __future__ import annotations

from stripe import params

from local.stripe.store import Conditions
from local.stripe.wire.lists import Narrowing, listing
from local.stripe.wire.operations import Call, Operation, retrieve

PATH = "/v1/invoice_payments"


def operations() -> list[Operation]:
    """The calls under `/v1/invoice_payments`."""
    filters = {"invoice": "invoice", "status": "status"}
    return [
        retrieve("invoice_payment", f"{PATH}/{{id}}", params.InvoicePaymentRetrieveParams),
        listing("invoice_payment", PATH, params.InvoicePaymentListParams, filters, Narrowing(("payment",), _narrow)),
    ]


def _narrow(call: Call) -> Conditions:
    payment = call.params.get("payment", {})
    if not payment:
        return []
    return [("json_extract(body, '$.payment.payment_intent') = ?", (payment.get("payment_intent", ""),))]
