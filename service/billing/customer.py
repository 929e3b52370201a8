"""The Stripe customer of a signed-in user: found, created, or replaced after it was deleted in Stripe."""

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
    """Call `act` with the user's customer, which is created if there is none or if it was deleted in Stripe.

    Raises:
        Unauthorized: if the user was deleted.
        WrongStripeAccount: if our key belongs to another account than the mirror.
    """
    require_own_account()
    link = customer_of(user_id)
    if link.customer_id is not None:
        try:
            return _act_with_current_address(user_id, link, link.customer_id, act)
        except stripe.InvalidRequestError as error:
            link = _without_deleted(link.customer_id, user_id, error)
    return act(_create(user_id, link))


def with_known_customer(user_id: str, act: Callable[[str], T]) -> T:
    """Call `act` with the user's customer.

    Raises:
        NotFound: if there is none.
        WrongStripeAccount: if our key belongs to another account than the mirror.
    """
    require_own_account()
    link = customer_of(user_id)
    customer_id = link.customer_id
    if customer_id is None:
        raise NotFound("Nothing was bought yet.")
    try:
        return _act_with_current_address(user_id, link, customer_id, act)
    except stripe.InvalidRequestError as error:
        _without_deleted(customer_id, user_id, error)
        raise NotFound("Nothing was bought yet.") from None


def _act_with_current_address(user_id: str, link: CustomerLink, customer_id: str, act: Callable[[str], T]) -> T:
    """Call `act`, after sending the user's address to Stripe if it has changed."""
    if link.email_due:
        send_address(user_id, customer_id)
    return act(customer_id)


def _without_deleted(customer_id: str, user_id: str, error: stripe.InvalidRequestError) -> CustomerLink:
    """The user's customer after a sync, if the error says that Stripe has no such customer. Any other error is raised again."""
    if error.code != "resource_missing" or error.param not in ("customer", "id"):
        raise error
    sync_customer(customer_id, next_ticket())
    link = customer_of(user_id)
    if link.customer_id == customer_id:
        raise error
    return link


def _create(user_id: str, before: CustomerLink) -> str:
    """Create a customer. If another request has created one at the same time, use that."""
    if before.customer_id is not None:
        return before.customer_id
    # Stripe would replay a deleted customer for 24 hours under the same idempotency key.
    version = f":{before.ticket}" if before.ticket else ""
    ticket = next_ticket()
    parameters: CustomerCreateParams = {"metadata": {"user_id": user_id}}
    email = auth_user(user_id).get("email")
    if email:
        parameters["email"] = email
    # Part of the key, because Stripe refuses a key that was used with another address.
    email_hash = hashlib.sha256(str(email).encode()).hexdigest()[:16]
    customer = stripe_api.v1.customers.create(
        parameters, {"idempotency_key": f"customer:{user_id}:{email_hash}{version}"}
    )
    stored = ticket.write("sync_customer", p_user_id=user_id, p_customer_id=customer.id, p_email=email)
    if stored is None:
        raise Unauthorized
    if stored != customer.id:
        log.warning("another customer was linked first", extra={"user": user_id, "customer": customer.id})
    return str(stored)
