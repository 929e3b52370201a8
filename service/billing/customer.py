"""The Stripe customer of the user who pays."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import stripe

from service.auth_users import auth_user
from service.errors import NotFound, Unauthorized
from service.stripe.account import require_own_account
from service.stripe.addresses import send_address
from service.stripe.client import stripe_api
from service.stripe.customers import CustomerLink, customer_of, sync_customer
from service.stripe.tickets import next_ticket

if TYPE_CHECKING:
    from stripe.params import CustomerCreateParams

log = logging.getLogger(__name__)

T = TypeVar("T")


def with_customer(user_id: str, act: Callable[[str], T]) -> T:
    """What `act` answers for the user's customer, who is made if there is none or if they were deleted in Stripe.

    Raises:
        Unauthorized: if the user is gone.
        WrongStripeAccount: if our key is of another account than the mirror.
    """
    require_own_account()
    mapped = customer_of(user_id)
    if mapped.customer_id is not None:
        try:
            return _act(user_id, mapped, mapped.customer_id, act)
        except stripe.InvalidRequestError as error:
            mapped = _without_deleted(mapped.customer_id, user_id, error)
    return act(_create(user_id, mapped))


def with_known_customer(user_id: str, act: Callable[[str], T]) -> T:
    """What `act` answers for the user's customer.

    Raises:
        NotFound: if there is none.
        WrongStripeAccount: if our key is of another account than the mirror.
    """
    require_own_account()
    mapped = customer_of(user_id)
    customer_id = mapped.customer_id
    if customer_id is None:
        raise NotFound("Nothing was bought yet.")
    try:
        return _act(user_id, mapped, customer_id, act)
    except stripe.InvalidRequestError as error:
        _without_deleted(customer_id, user_id, error)
        raise NotFound("Nothing was bought yet.") from None


def _act(user_id: str, mapped: CustomerLink, customer_id: str, act: Callable[[str], T]) -> T:
    """What `act` returns, once Stripe has the user's present address."""
    if mapped.email_due:
        send_address(user_id, customer_id)
    return act(customer_id)


def _without_deleted(customer_id: str, user_id: str, error: stripe.InvalidRequestError) -> CustomerLink:
    """What is noted after a customer was found to be deleted; any other error goes on."""
    if error.code != "resource_missing" or error.param not in ("customer", "id"):
        raise error
    sync_customer(customer_id, next_ticket())
    mapped = customer_of(user_id)
    if mapped.customer_id == customer_id:
        raise error
    return mapped


def _create(user_id: str, before: CustomerLink) -> str:
    """Make a customer, or take the one that another request has made at the same time."""
    if before.customer_id is not None:
        return before.customer_id
    # After a customer was deleted, the key of his making would bring him back for a day.
    generation = f":{before.ticket}" if before.ticket else ""
    ticket = next_ticket()
    wanted: CustomerCreateParams = {"metadata": {"user_id": user_id}}
    email = auth_user(user_id).get("email")
    if email:
        wanted["email"] = email
    # Stripe refuses one key for two addresses.
    mark = hashlib.sha256(str(email).encode()).hexdigest()[:16]
    customer = stripe_api.v1.customers.create(wanted, {"idempotency_key": f"customer:{user_id}:{mark}{generation}"})
    kept = ticket.write("sync_customer", p_user_id=user_id, p_customer_id=customer.id, p_email=email)
    if kept is None:
        raise Unauthorized
    if kept != customer.id:
        log.warning("another customer was noted first", extra={"user": user_id, "customer": customer.id})
    return str(kept)
