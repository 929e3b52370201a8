"""Simulated actions outside the API: time passes, a bank decides, a customer disputes, an operator deletes a price.

Each gets its parameters by name, from the JSON of `/_control` or from a form of the dashboard.
"""

from collections.abc import Callable

from local.stripe import checkout_completion, due
from local.stripe.account import Account
from local.stripe.refunds import decide, open_dispute, refund_charge, settle_refund
from local.stripe.resource import Params, Resource

TRUE_VALUES = {True, "true"}


def renew(account: Account, given: Params) -> Resource:
    """Advance the customer's clock until the `subscription` is renewed and payment of its invoice was attempted."""
    subscription = account.get("subscription", given["subscription"])
    due.renew_now(account, subscription)
    return subscription


def advance(account: Account, given: Params) -> None:
    """Advance the clock of the account or of a `customer`, by `seconds` or to a Unix time (`to`)."""
    customer = account.get("customer", given["customer"]) if given.get("customer") else None
    now = account.now(customer.id if customer else None)
    until = now + int(given["seconds"]) if "seconds" in given else int(given["to"])
    if customer:
        due.advance_customer(account, customer, until)
    else:
        account.move(until - now)
        due.catch_up(account)


def settle(account: Account, given: Params) -> Resource:
    """Let a processing `payment_intent` or a `refund` succeed or fail (`succeeded`)."""
    succeeded = given.get("succeeded", True) in TRUE_VALUES
    if refund_id := given.get("refund"):
        returned = account.get("refund", refund_id)
        settle_refund(account, returned, succeeded=succeeded)
        return returned
    intent = account.get("payment_intent", given["payment_intent"])
    checkout_completion.settle(account, intent, succeeded=succeeded)
    return intent


def refund(account: Account, given: Params) -> Resource:
    """Refund a `charge`, or an `amount` of it, as an operator."""
    charge = account.get("charge", given["charge"])
    return refund_charge(account, charge, int(given["amount"]) if given.get("amount") else None, metadata={})


def dispute(account: Account, given: Params) -> Resource:
    """Dispute a `charge`, or an `amount` of it, as its customer."""
    charge = account.get("charge", given["charge"])
    return open_dispute(account, charge, int(given["amount"]) if given.get("amount") else None)


def close_dispute(account: Account, given: Params) -> Resource:
    """Close a `dispute` as the bank: `won` or lost."""
    found = account.get("dispute", given["dispute"])
    decide(account, found, won=given.get("won", True) in TRUE_VALUES)
    return found


def delete_price(account: Account, given: Params) -> None:
    """Delete a `price`, as an operator can in Stripe's dashboard but not over the API."""
    price = account.get("price", given["price"])
    account.emit("deleted", price)
    account.store.delete(price.id)


ACTIONS: dict[str, Callable[[Account, Params], Resource | None]] = {
    each.__name__: each for each in (renew, advance, settle, refund, dispute, close_dispute, delete_price)
}
