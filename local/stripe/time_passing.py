"""Letting time pass, for everybody or for one customer: what was due in between happens, each thing at its time."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.due import due_of, happen
from local.stripe.invoicing import FINALIZED_AFTER
from local.stripe.items import next_end
from local.stripe.resource import Resource

# Years of a daily subscription, for hundreds of customers.
MOST_HAPPENINGS = 1_000_000
AHEAD = "json_extract(private, '$.ahead') is not null"
CUSTOMER = "json_extract(body, '$.customer')"
TEST_CLOCK = "json_extract(body, '$.test_clock')"
# Those who live in the account's own time.
ORDINARY = f"{TEST_CLOCK} is null and coalesce({CUSTOMER}, '') not in (select id from objects where {AHEAD})"


def catch_up(account: Account) -> None:
    """Let everything happen that is due by now."""
    now = account.now()
    _happen_until(account, now, ORDINARY)
    for customer in account.store.find("customer", conditions=[(AHEAD, ())]):
        _happen_until(account, now + customer.private["ahead"], f"{CUSTOMER} = ?", customer.id)


def advance(account: Account, seconds: int) -> None:
    """Let so much time pass for the whole account."""
    account.clock.move(seconds)
    catch_up(account)


def advance_customer(account: Account, customer: Resource, until: int) -> None:
    """Let time pass for one customer, until this moment of his."""
    if clock := customer["test_clock"]:
        return advance_test_clock(account, account.get("test_helpers.test_clock", clock), until)
    _happen_until(account, until, f"{CUSTOMER} = ?", customer.id)
    customer.private["ahead"] = customer.private.get("ahead", 0) + max(0, until - account.now(customer.id))
    return None


def advance_test_clock(account: Account, clock: Resource, until: int) -> None:
    """Let time pass for all who live on a test clock."""
    _happen_until(account, until, f"{TEST_CLOCK} = ?", clock.id)
    clock["frozen_time"] = until


def renew_now(account: Account, subscription: Resource) -> None:
    """Let time pass for a subscription's customer until it has been renewed, and the invoice for that been tried."""
    customer = account.get("customer", subscription["customer"])
    until = max(next_end(subscription), account.now(customer.id))
    advance_customer(account, customer, until + FINALIZED_AFTER)


def _happen_until(account: Account, until: int, condition: str, *values: str) -> None:
    for _ in range(MOST_HAPPENINGS):
        found = account.store.first_due(until, condition, *values)
        if not found:
            return
        moment, resource = found
        account.get(resource.type, resource.id)
        with account.clock.at(moment):
            happen(account, resource)
        if due_of(resource) == moment and account.store.first_due(until, condition, *values) == found:
            raise RuntimeError(f"{resource.id} stays due")
    raise RuntimeError(f"more than {MOST_HAPPENINGS} things are due until {until}")
