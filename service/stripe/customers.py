"""Which Stripe customer belongs to which user: one customer for each user. They are never matched by email address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import stripe

from service.stripe.client import stripe_api
from service.stripe.objects import is_deleted, retrieve_or_none, user_in
from service.stripe.pages import each_of
from service.stripe.tickets import EventState, Ticket
from service.supabase import supabase

if TYPE_CHECKING:
    from stripe.params import SubscriptionCancelParams


@dataclass(frozen=True)
class CustomerLink:
    """The customer of a user: its id (None if the user has none, or it was deleted), and the ticket under which that was
    stored. `email_due`: Stripe does not have the user's present address."""

    customer_id: str | None
    ticket: int
    email_due: bool = False


def sync_customer(customer_id: str, ticket: Ticket) -> EventState:
    """Fetch a customer from Stripe, and link it to its user or mark it as deleted."""
    customer = retrieve_or_none(lambda: stripe_api.v1.customers.retrieve(customer_id))
    if customer is None:
        ticket.write("mark_customer_deleted", p_customer_id=customer_id)
    else:
        mirror_customer(customer, ticket)
    return EventState.OPEN


def mirror_customer(customer: stripe.Customer, ticket: Ticket) -> None:
    """Link a fetched customer to its user, unless it is already linked."""
    user_id = user_in(customer.metadata)
    if user_id and user_of(customer.id) is None:
        ticket.write("sync_customer", p_user_id=user_id, p_customer_id=customer.id)


def user_of(customer_id: str) -> str | None:
    """The user of a customer."""
    query = supabase.client.table("customers").select("id").eq("stripe_customer_id", customer_id)
    rows = supabase.fetch(query)
    return rows[0]["id"] if rows else None


def customer_of(user_id: str) -> CustomerLink:
    """The customer of a user."""
    columns = "stripe_customer_id,synced_ticket,email_due"
    rows = supabase.fetch(supabase.client.table("customers").select(columns).eq("id", user_id))
    return CustomerLink(*(rows[0][name] for name in columns.split(","))) if rows else CustomerLink(None, 0)


def end_payments(customer_id: str) -> list[str]:
    """Expire the open checkout sessions of a customer, and cancel their subscriptions without proration or a last
    invoice. Returns the ids of the subscriptions; none if Stripe has no such customer."""
    api = stripe_api.v1
    if retrieve_or_none(lambda: api.customers.retrieve(customer_id)) is None:
        return []
    for session in each_of(api.checkout.sessions.list({"customer": customer_id, "status": "open"})):
        api.checkout.sessions.expire(session.id)
    return [each.id for each in each_of(api.subscriptions.list({"customer": customer_id})) if _cancel(each.id)]


def lacks_subscription(customer_id: str | None, subscription_id: str) -> bool:
    """Does Stripe know this customer, but list no such subscription of theirs, live or ended?"""
    if customer_id is None:
        return False
    try:
        customer = stripe_api.v1.customers.retrieve(customer_id)
    except stripe.InvalidRequestError as error:
        if error.http_status == 404:
            return False
        raise
    if is_deleted(customer):  # Stripe ends the subscriptions of a deleted customer
        return True
    listed = stripe_api.v1.subscriptions.list({"customer": customer_id, "status": "all", "limit": 100})
    return all(each.id != subscription_id for each in each_of(listed))


def _cancel(subscription_id: str) -> bool:
    """Cancel a subscription. False if it had ended meanwhile."""
    wanted: SubscriptionCancelParams = {"prorate": False, "invoice_now": False}
    return retrieve_or_none(lambda: stripe_api.v1.subscriptions.cancel(subscription_id, wanted)) is not None
