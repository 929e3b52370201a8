"""What happens in the world and not over the API: time passes, banks decide, customers dispute.

Each takes its parameters by name, as the control's JSON or a form of the dashboard gives them.
"""

from __future__ import annotations

from collections.abc import Callable

from local.stripe import delayed, time_passing
from local.stripe.account import Account
from local.stripe.disputes import decide, open_dispute
from local.stripe.refunds import refund_charge, settle_refund
from local.stripe.resource import Given, Resource
from local.stripe.subscription_status import AFTER_RETRIES
from local.stripe.wire.errors import InvalidRequest

FATES = ("cancel", "unpaid", "past_due")
YES = {True, "true", "yes"}


def renew(account: Account, given: Given) -> Resource:
    """Time passes for the customer of a `subscription` until it has been renewed and the invoice been tried."""
    subscription = account.get("subscription", given["subscription"])
    if subscription["status"] in {"canceled", "incomplete_expired"}:
        raise InvalidRequest("This subscription has ended.")
    time_passing.renew_now(account, subscription)
    return subscription


def advance(account: Account, given: Given) -> None:
    """Time passes for all who are on no test clock: so many `seconds`, or `to` a moment; or just for a `customer`."""
    customer = account.get("customer", given["customer"]) if given.get("customer") else None
    now = account.clock.now(customer)
    until = now + int(given["seconds"]) if "seconds" in given else int(given["to"])
    if until < now:
        raise InvalidRequest("Time goes forward only.")
    if customer:
        time_passing.advance_customer(account, customer, until)
    else:
        time_passing.advance(account, until - now)


def settle(account: Account, given: Given) -> Resource:
    """A delayed `payment_intent` or a `refund` has `succeeded`, or not."""
    succeeded = given.get("succeeded", True) in YES
    if refund_id := given.get("refund"):
        refund = account.get("refund", refund_id)
        settle_refund(account, refund, succeeded=succeeded)
        return refund
    intent = account.get("payment_intent", given["payment_intent"])
    delayed.settle(account, intent, succeeded=succeeded)
    return intent


def refund(account: Account, given: Given) -> Resource:
    """An operator gives back a `charge`, or an `amount` of it."""
    charge = account.get("charge", given["charge"])
    return refund_charge(account, charge, int(given["amount"]) if given.get("amount") else None, metadata={})


def dispute(account: Account, given: Given) -> Resource:
    """A customer disputes a `charge`, or an `amount` of it."""
    charge = account.get("charge", given["charge"])
    return open_dispute(account, charge, int(given["amount"]) if given.get("amount") else None)


def close_dispute(account: Account, given: Given) -> Resource:
    """The bank decides a `dispute`: `won` or not."""
    found = account.get("dispute", given["dispute"])
    decide(account, found, won=given.get("won", True) in YES)
    return found


def delete_price(account: Account, given: Given) -> None:
    """An operator deletes a `price`, which the API cannot do."""
    price = account.get("price", given["price"])
    account.emit("deleted", price)
    account.store.delete(price.id)


def set_retries(account: Account, given: Given) -> None:
    """What becomes of a subscription whose payment fails for the last time: `fate` cancel, unpaid or past_due."""
    if given["fate"] not in FATES:
        raise InvalidRequest(f"fate: choose from {', '.join(FATES)}")
    account.store.set_fact(AFTER_RETRIES, given["fate"])


HAPPENINGS: dict[str, Callable[[Account, Given], Resource | None]] = {
    "renew": renew,
    "advance": advance,
    "settle": settle,
    "refund": refund,
    "dispute": dispute,
    "close_dispute": close_dispute,
    "delete_price": delete_price,
    "retries": set_retries,
}


def happen(account: Account, name: str, given: Given) -> Resource | None:
    """Let it happen. Raises InvalidRequest if a parameter is missing or makes no sense."""
    try:
        return HAPPENINGS[name](account, given)
    except KeyError as error:
        raise InvalidRequest(f"{name}: {error.args[0]} is missing") from error
    except ValueError as error:
        raise InvalidRequest(f"{name}: {error}") from error
