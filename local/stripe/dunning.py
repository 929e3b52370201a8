"""When an invoice that was declined is tried again."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Resource

DAY = 86_400
# Days between one try and the next; after the last one nobody tries any more.
RETRY_DAYS = (3, 5, 7)
NEVER_RETRIED = {"subscription_create", "manual"}


def next_attempt(account: Account, invoice: Resource) -> int | None:
    """When it is tried next, if at all."""
    failures = invoice["attempt_count"]
    if invoice["billing_reason"] in NEVER_RETRIED or not 1 <= failures <= len(RETRY_DAYS):
        return None
    return account.now(invoice["customer"]) + RETRY_DAYS[failures - 1] * DAY
