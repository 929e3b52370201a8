"""All calls that the stand-in answers."""

from __future__ import annotations

from local.stripe import (
    accounts,
    balance,
    charges,
    checkout,
    coupons,
    customers,
    disputes,
    events,
    invoice_items,
    invoice_payments,
    invoices,
    payment_intents,
    payment_methods,
    portal,
    prices,
    products,
    promotion_codes,
    refunds,
    subscription_items,
    subscriptions,
    test_clocks,
    webhook_endpoints,
)
from local.stripe.wire.operations import Operation

RESOURCES = (
    accounts, balance, charges, checkout, coupons, customers, disputes, events, invoice_items, invoice_payments, invoices,
    payment_intents, payment_methods, portal, prices, products, promotion_codes, refunds, subscription_items,
    subscriptions, test_clocks, webhook_endpoints,
)  # fmt: skip


def all_operations() -> list[Operation]:
    """Every call of the API; of two that fit a path, the first answers."""
    return [operation for resource in RESOURCES for operation in resource.operations()]
