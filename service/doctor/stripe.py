"""The checks of Stripe's set-up, of its webhook, and of the mirror."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import stripe

from service.doctor.problem import Problem
from service.settings import settings
from service.stripe.catalogue import CATALOGUE, VARIABLES
from service.stripe.client import stripe_api
from service.stripe.events import SYNCS
from service.stripe.objects import retrieve_or_none
from service.stripe.pages import each_of
from service.stripe.portal_configuration import configuration_id
from service.stripe.setup import missing_events, webhook_address
from service.supabase import supabase

SETUP = "Run `python -m service stripe setup`."
SYNC = "Run `python -m service stripe sync`."
TRY_AGAIN = "See the service's log. To retry it: update stripe_events set attempts = 0 where given_up;"
PROCESSED_WITHIN = timedelta(minutes=10)
DAY = timedelta(days=1)
HAS_OUR_METADATA = "tier.not.is.null,credits.not.is.null,metadata->>tier.not.is.null,metadata->>credits.not.is.null,metadata->>kind.eq.pack"


def check_key() -> Iterator[Problem]:
    """Is a key set, and does Stripe accept it?"""
    if not stripe_api.is_set_up:
        yield Problem("STRIPE_SECRET_KEY is missing.", "Stripe's dashboard > Developers > API keys.")
        return
    try:
        stripe_api.v1.products.list({"limit": 1})
    except (stripe.AuthenticationError, stripe.PermissionError):
        yield Problem("STRIPE_SECRET_KEY is refused.", "Copy it again: Stripe's dashboard > Developers > API keys.")
    except stripe.APIConnectionError:
        yield Problem(f"Stripe at {settings().stripe.api_url} cannot be reached.", "Check the network; try it again.")


def check_webhook() -> Iterator[Problem]:
    """Does the webhook endpoint exist, and does it get every event that is needed?"""
    if not settings().stripe.webhook_secrets:
        yield Problem(
            "STRIPE_WEBHOOK_SECRET is missing.", "`python -m service stripe setup` or `stripe listen` shows it."
        )
    address = webhook_address()
    if address is None or not stripe_api.is_set_up:
        return
    endpoints = each_of(stripe_api.v1.webhook_endpoints.list({"limit": 100}))
    endpoint = next((each for each in endpoints if each.url == address), None)
    if endpoint is None:
        yield Problem(f"Stripe has no webhook endpoint {address}.", SETUP)
        return
    if endpoint.status != "enabled":
        yield Problem(f"The webhook endpoint {address} is disabled.", SETUP)
    if missing := missing_events(endpoint):
        yield Problem(f"The webhook endpoint does not get {', '.join(sorted(missing))}.", SETUP)


def check_chosen_prices() -> Iterator[Problem]:
    """Do the prices in STRIPE_PRICE_* exist, active and with the right interval?"""
    for name, price_id in settings().stripe.price_ids.items():
        variable = f"STRIPE_PRICE_{name}"
        if name not in VARIABLES:
            known = ", ".join(f"STRIPE_PRICE_{each}" for each in VARIABLES)
            yield Problem(f"{variable} is not a known variable.", f"These are: {known}.")
        elif stripe_api.is_set_up:
            yield from _price_problems(variable, name, price_id)


def _price_problems(variable: str, name: str, price_id: str) -> Iterator[Problem]:
    mode = "live" if settings().stripe.livemode else "test"
    price = retrieve_or_none(lambda: stripe_api.v1.prices.retrieve(price_id))
    if price is None:
        yield Problem(f"{variable} names no price of Stripe's {mode} mode.", "Copy the id, price_…, again.")
        return
    wanted = next(each for each in VARIABLES[name].prices if each.variable == name)
    if (price.recurring.interval if price.recurring else None) != wanted.interval:
        every = f"recurring by the {wanted.interval}" if wanted.interval else "paid once"
        yield Problem(f"{variable} names a price that is not {every}.", "Name another one.")
    if not price.active:
        yield Problem(f"{variable} names a price that is archived.", "Name another one, or unarchive it.")


def check_catalogue() -> Iterator[Problem]:
    """Is all of catalogue.toml for sale, and a plan of each other tier? Is a plan the better buy?"""
    columns = "type,interval,products!inner(active,tier,problem)"
    query = supabase.client.table("prices").select(columns).eq("active", True)
    rows = supabase.fetch(query.eq("products.active", True).is_("products.problem", None))
    for_sale = {(row["products"]["tier"], row["interval"]) for row in rows}
    named = dict.fromkeys(
        (product.metadata.get("tier"), price.interval) for product in CATALOGUE for price in product.prices
    )
    remedy = f"{SETUP} Or, if it is in Stripe: {SYNC} If you no longer sell it, remove it from service/stripe/catalogue.toml."
    for tier, interval in named:
        if (tier, interval) not in for_sale:
            what = f"{tier} plan by the {interval}" if tier else "credit pack"
            yield Problem(f"There is no {what} for sale.", remedy)
    covered = {tier for tier, _ in (*for_sale, *named)}
    for tier in supabase.fetch(supabase.client.table("tiers").select("id").neq("id", "free").order("rank")):
        if tier["id"] not in covered:
            yield Problem(
                f"There is no {tier['id']} plan for sale.", f"Create one in Stripe. Or, if it is there: {SYNC}"
            )
    for name in supabase.call("packs_below_plans") or []:
        yield Problem(
            f"The pack {name} sells credits for less than every monthly plan.",
            "Raise its price in Stripe's dashboard, so that a plan is the better buy.",
        )


def check_metadata() -> Iterator[Problem]:
    """Are all plans and packs for sale? A product that never had our metadata belongs to another shop of the account."""
    query = supabase.client.table("products").select("id,problem").eq("active", True).not_.is_("problem", None)
    for product in supabase.fetch(query.or_(HAS_OUR_METADATA).order("id")):
        yield Problem(
            f"The product {product['id']} is not for sale. In its metadata, {product['problem']}.",
            "Correct it in Stripe's dashboard. Until then, users who have the plan get what it granted last.",
        )


def check_portal() -> Iterator[Problem]:
    """Is the billing portal configured?"""
    if stripe_api.is_set_up and configuration_id() is None:
        yield Problem("The billing portal is not configured.", SETUP)


def check_duplicates() -> Iterator[Problem]:
    """Does any user pay for two plans?"""
    query = supabase.client.table("subscriptions").select("id,user_id").eq("duplicate", True).eq("live", True)
    for row in supabase.fetch(query.order("id").limit(100)):
        yield Problem(
            f"The user {row['user_id']} pays for a second subscription, {row['id']}, which grants nothing.",
            "Cancel and refund it in Stripe's dashboard.",
        )


def check_deliveries() -> Iterator[Problem]:
    """Did the webhook accept Stripe's events of the last day? Only the types that we process count."""
    if not stripe_api.is_set_up:
        return
    since = int((datetime.now(UTC) - DAY).timestamp())
    refused = stripe_api.v1.events.list({"delivery_success": False, "created": {"gte": since}, "limit": 100}).data
    types = [event.type for event in refused if event.type in SYNCS]
    if types:
        yield Problem(
            f"Of Stripe's events of the last day, {len(types)} were refused; the newest is {types[0]}.",
            "Stripe's dashboard > Developers > Webhooks shows the responses: invalid_signature means that"
            " STRIPE_WEBHOOK_SECRET is that of another endpoint. Until then, `python -m service reconcile` processes them.",
        )


def check_events() -> Iterator[Problem]:
    """Is every event processed?"""
    before = (datetime.now(UTC) - PROCESSED_WITHIN).isoformat()
    query = supabase.client.table("stripe_events").select("id,type,error,attempts,given_up").is_("processed_at", None)
    for row in supabase.fetch(query.lte("received_at", before).order("received_at").limit(20)):
        about = f"{row['id']} ({row['type']}, tried {row['attempts']} times, {row['error'] or 'interrupted'})"
        if row["given_up"]:
            yield Problem(f"The event {about} was given up.", TRY_AGAIN)
        else:
            yield Problem(f"The event {about} is not processed.", "Run `python -m service reconcile` and see its log.")
