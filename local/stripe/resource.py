"""Objects of the API, with the private data that the stand-in keeps for them."""

import secrets
import string
from collections.abc import Mapping
from typing import Any

from local.stripe import shapes

Json = dict[str, Any]
# Parameters of a call or an action, read-only.
Params = Mapping[str, Any]
LETTERS = string.ascii_letters + string.digits
PREFIXES = {
    "account": "acct", "balance_transaction": "txn", "billing_portal.configuration": "bpc",
    "billing_portal.session": "bps", "charge": "ch", "checkout.session": "cs_test", "coupon": "", "customer": "cus",
    "dispute": "du", "event": "evt", "invoice": "in", "invoice_payment": "inpay", "line_item": "il",
    "payment_intent": "pi", "payment_method": "pm", "price": "price", "product": "prod", "promotion_code": "promo",
    "refund": "re", "request": "req", "subscription": "sub", "subscription_item": "si",
    "subscription_schedule": "sub_sched", "webhook_endpoint": "we",
}  # fmt: skip


class Resource(dict[str, Any]):
    """The fields of an object. `private` never appears in a response (how a card behaves, what a session sells).

    `reported` are the fields, as JSON, when the object was loaded or an event last reported it.
    """

    def __init__(self, fields: Json, private: Json | None = None) -> None:
        super().__init__(fields)
        self.private: Json = private or {}
        self.reported = "{}"

    @property
    def id(self) -> str:
        """The object's id."""
        return str(self["id"])

    @property
    def type(self) -> str:
        """The object's type, such as `checkout.session`."""
        return str(self["object"])

    def put(self, **fields: Any) -> None:
        """Set these fields and fill in missing nested fields. Raises ShapeError for an unknown field."""
        self.update({name: shapes.complete_field(self.type, name, value) for name, value in fields.items()})


def list_of(data: list[Any], path: str, more: bool = False) -> Json:
    """A list object."""
    return {"object": "list", "data": data, "has_more": more, "url": path}


def new_id(object_type: str) -> str:
    """A new id for an object of this type, with Stripe's prefix."""
    prefix = PREFIXES[object_type]
    return f"{prefix}_{random_text(24)}" if prefix else random_text(8)


def random_text(count: int) -> str:
    """A random string of letters and digits."""
    return "".join(secrets.choice(LETTERS) for _ in range(count))
