"""Ids as Stripe writes them: a prefix that says what it is, and letters and digits nobody guesses."""

from __future__ import annotations

import secrets
import string

LETTERS = string.ascii_letters + string.digits
LENGTH = 24

PREFIXES = {
    "account": "acct",
    "balance_transaction": "txn",
    "billing_portal.configuration": "bpc",
    "billing_portal.session": "bps",
    "charge": "ch",
    "checkout.session": "cs_test",
    "coupon": "",
    "customer": "cus",
    "discount": "di",
    "dispute": "du",
    "event": "evt",
    "invoice": "in",
    "invoice_payment": "inpay",
    "invoiceitem": "ii",
    "item": "li",
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
    "test_helpers.test_clock": "clock",
    "webhook_endpoint": "we",
}


def new_id(object_type: str) -> str:
    """A fresh id for an object of this type."""
    prefix = PREFIXES[object_type]
    return f"{prefix}_{letters(LENGTH)}" if prefix else letters(8)


def letters(count: int) -> str:
    """So many random letters and digits."""
    return "".join(secrets.choice(LETTERS) for _ in range(count))
