"""What happens in the world and not over the API: time passes, banks decide, customers dispute.

Each takes its parameters by name, as the control's JSON or a form of the dashboard gives them.
"""

from __future__ import annotations

from collections.abc import Callable

from local.stripe import checkout_completion, due
from local.stripe.account import Account
from local.stripe.refunds import decide, open_dispute, refund_charge, settle_refund
from local.stripe.resource import Given, Resource
from local.stripe.subscription_end import ENDED
from local.stripe.wire.errors import InvalidRequest

YES = {True, "true"}


def renew(account: Account, given: Given) -> Resource:
    """Time passes for the customer of a `subscription` until it has been renewed and the invoice been tried."""
    subscription = account.get("subscription", given["subscription"])
    if subscription["status"] in ENDED:
        raise InvalidRequest("This subscription has ended.")
    due.renew_now(account, subscription)
    return subscription


def advance(account: Account, given: Given) -> None:
    """Time passes for everybody, or just for a `customer`: so many `seconds`, or `to` a moment."""
    customer = account.get("customer", given["customer"]) if given.get("customer") else None
    now = account.now(customer.id if customer else None)
    until = now + int(given["seconds"]) if "seconds" in given else int(given["to"])
    if until < now:
        raise InvalidRequest("Time goes forward only.")
    if customer:
        due.advance_customer(account, customer, until)
    else:
        account.move(until - now)
        due.catch_up(account)


def settle(account: Account, given: Given) -> Resource:
    """A delayed `payment_intent` or a `refund` has `succeeded`, or not."""
    succeeded = given.get("succeeded", True) in YES
    if refund_id := given.get("refund"):
        returned = account.get("refund", refund_id)
        settle_refund(account, returned, succeeded=succeeded)
        return returned
    intent = account.get("payment_intent", given["payment_intent"])
    checkout_completion.settle(account, intent, succeeded=succeeded)
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


HAPPENINGS: dict[str, Callable[[Account, Given], Resource | None]] = {
    each.__name__: each for each in (renew, advance, settle, refund, dispute, close_dispute, delete_price)
}


def happen(account: Account, name: str, given: Given) -> Resource | None:
    """Let it happen. Raises InvalidRequest if a parameter is missing or makes no sense."""
    try:
        return HAPPENINGS[name](account, given)
    except KeyError as error:
        raise InvalidRequest(f"{name}: {error.args[0]} is missing") from error
    except ValueError as error:
        raise InvalidRequest(f"{name}: {error}") from error
