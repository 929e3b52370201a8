"""Subscriptions of many users, copied from a real one, and the service that receives their events."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import stripe
from stripe._v1_services import V1Services

from tests.running import RunningStack

Json = dict[str, Any]


def template_of(stack: RunningStack) -> Json:
    """A paid subscription as the Stripe stand-in returns it."""
    api: V1Services = stripe.StripeClient(stack.stripe_secret_key, base_addresses={"api": str(stack.stripe_url)}).v1
    customer = api.customers.create().id
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    price = api.prices.list({"lookup_keys": ["pro_monthly"]}).data[0].id
    made = api.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "default_payment_method": method}
    )
    shown = api.subscriptions.retrieve(made.id, {"expand": ["latest_invoice"]})
    return dict(shown.to_dict(for_json=True))


def account_of(stack: RunningStack) -> Json:
    """The response to `/v1/account`: the account that the database mirrors. The service refuses another account."""
    api: V1Services = stripe.StripeClient(stack.stripe_secret_key, base_addresses={"api": str(stack.stripe_url)}).v1
    return {"/v1/account": api.accounts.retrieve_current().to_dict(for_json=True)}


def subscription_of(template: Json, user_id: str) -> Json:
    """The same subscription for this user."""
    text = json.dumps(template)
    invoice = template["latest_invoice"]
    lines = [line["id"] for line in invoice["lines"]["data"]]
    for id_ in (template["id"], template["customer"], invoice["id"], *lines):
        text = text.replace(id_, f"{id_.partition('_')[0]}_{user_id.replace('-', '')}")
    subscription: Json = json.loads(text)
    return {**subscription, "metadata": {"user_id": user_id}}


def by_path(subscriptions: list[Json]) -> dict[str, Json]:
    """The subscriptions and their invoices by their paths at Stripe."""
    invoices = [each["latest_invoice"] for each in subscriptions]
    return {
        **{f"/v1/subscriptions/{each['id']}": each for each in subscriptions},
        **{f"/v1/invoices/{each['id']}": each for each in invoices},
    }


def make_users(stack: RunningStack, count: int) -> list[str]:
    """Create users with their free credits; returns their ids."""
    make = "insert into auth.users (id, created_at) select gen_random_uuid(), now() from generate_series(1, %s) returning id"
    with psycopg.connect(stack.db_url, autocommit=True) as connection:
        return [str(row[0]) for row in connection.execute(make, [count]).fetchall()]


def settings_of(stack: RunningStack, stripe_url: str) -> dict[str, str]:
    """The settings of a service on this stack with another Stripe."""
    return {
        "SITE_URL": stack.site_url,
        "SUPABASE_URL": stack.supabase_url,
        "SUPABASE_PUBLISHABLE_KEY": stack.publishable_key,
        "SUPABASE_SECRET_KEY": stack.secret_key,
        "PIXIO_API_URL": stack.pixio_url,
        "PIXIO_DEPLOY_API_KEY": stack.pixio_api_key,
        "PIXIO_WEBHOOK_SECRET": stack.pixio_webhook_secret,
        "STRIPE_API_URL": stripe_url,
        "STRIPE_SECRET_KEY": stack.stripe_secret_key,
        "STRIPE_WEBHOOK_SECRET": stack.stripe_webhook_secret,
    }
