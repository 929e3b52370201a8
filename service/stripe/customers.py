"""Customers: which user each one is. One customer a user and one user a customer, never matched by e-mail address."""

from __future__ import annotations

from dataclasses import dataclass

import stripe

from service.stripe.client import stripe_api
from service.stripe.objects import found, user_in
from service.stripe.tickets import Ticket
from service.supabase import supabase


@dataclass(frozen=True)
class Mapped:
    """What is noted about a user's customer: its id, None if there is none (any more), and the ticket of that."""

    customer_id: str | None
    ticket: int


def sync_customer(customer_id: str, ticket: Ticket) -> None:
    """Note whose this customer is, if that is new, or that it is gone."""
    customer = found(lambda: stripe_api.v1.customers.retrieve(customer_id))
    if customer is None:
        ticket.write("bury_customer", p_customer_id=customer_id)
    else:
        mirror_customer(customer, ticket)


def mirror_customer(customer: stripe.Customer, ticket: Ticket) -> None:
    """Note whose a customer is that was fetched under this ticket. A customer that is known stays with its user."""
    user_id = user_in(customer.metadata)
    if user_id and user_of(customer.id) is None:
        ticket.write("sync_customer", p_user_id=user_id, p_customer_id=customer.id)


def user_of(customer_id: str) -> str | None:
    """The user of a customer."""
    query = supabase.client.table("customers").select("id").eq("stripe_customer_id", customer_id)
    rows = supabase.fetch(query)
    return rows[0]["id"] if rows else None


def customer_of(user_id: str) -> Mapped:
    """The customer of a user."""
    query = supabase.client.table("customers").select("stripe_customer_id,synced_ticket").eq("id", user_id)
    rows = supabase.fetch(query)
    return Mapped(rows[0]["stripe_customer_id"], rows[0]["synced_ticket"]) if rows else Mapped(None, 0)
