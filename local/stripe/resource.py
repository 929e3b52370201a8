"""An object of the API: what it shows, and what only the stand-in knows of it."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from typing import Any

from local.stripe import shapes

Json = dict[str, Any]
# Parameters as they were given; they are only read.
Given = Mapping[str, Any]
LETTERS = string.ascii_letters + string.digits
PREFIXES = {
    "account": "acct",
    "balance_transaction": "txn",
    "billing_portal.configuration": "bpc",
    "billing_portal.session": "bps",
    "charge": "ch",
    "checkout.session": "cs_test",
    "coupon": "",
    "customer": "cus",
    "dispute": "du",
    "event": "evt",
    "invoice": "in",
    "invoice_payment": "inpay",
    "invoiceitem": "ii",
    "line_item": "il",
    "payment_intent": "pi",
    "payment_method": "pm",
    "price": "price",
    "product": "prod",
    "promotion_code": "promo",
    "refund": "re",
    "request": "req",
    "subscription": "sub",
    "subscription_item": "si",
    "subscription_schedule": "sub_sched",
    "webhook_endpoint": "we",
}


class Resource(dict[str, Any]):
    """The fields of an object; `private` is never shown (how a card behaves, what a session will sell)."""

    def __init__(self, fields: Json, private: Json | None = None) -> None:
        super().__init__(fields)
        self.private: Json = private or {}

    @property
    def id(self) -> str:
        """The object's id."""
        return str(self["id"])

    @property
    def type(self) -> str:
        """What it is, in Stripe's words."""
        return str(self["object"])

    def put(self, **fields: Any) -> None:
        """Set these fields; what is missing inside them is filled in. Raises ShapeError for one that is not known."""
        self.update({name: shapes.complete_field(self.type, name, value) for name, value in fields.items()})


def list_of(data: list[Any], path: str, more: bool = False) -> Json:
    """A list as it goes over the wire."""
    return {"object": "list", "data": data, "has_more": more, "url": path}


def new_id(object_type: str) -> str:
    """A fresh id for an object of this type, as Stripe writes them."""
    prefix = PREFIXES[object_type]
    return f"{prefix}_{letters(24)}" if prefix else letters(8)


def letters(count: int) -> str:
    """So many random letters and digits."""
    return "".join(secrets.choice(LETTERS) for _ in range(count))
