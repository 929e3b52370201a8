"""Set up a Stripe account: the plans and packs, the billing portal, the webhook endpoint. It may be run again at any time:
existing products and prices are left unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import stripe

from service.settings import settings
from service.stripe.catalogue import CATALOGUE, CURRENCY, NewPrice, NewProduct
from service.stripe.client import stripe_api
from service.stripe.events import SYNCS
from service.stripe.objects import id_of, retrieve_or_none
from service.stripe.pages import each_of
from service.stripe.portal_configuration import put_configuration
from service.stripe.prices import sync_price
from service.stripe.tickets import next_ticket

if TYPE_CHECKING:
    from stripe.params import PriceCreateParams

Report = Callable[[str], None]

WEBHOOK_PATH = "/api/webhooks/stripe"


def set_up(report: Report) -> None:
    """Create in Stripe what is missing, mirror it, and report what was done with `report`.

    Raises:
        StripeError: if Stripe does not respond or refuses a request. Run it again then.
    """
    plans = defaultdict(list)
    for product in CATALOGUE:
        for wanted in product.prices:
            price = _price(product, wanted, report)
            sync_price(price.id, next_ticket())
            if price.recurring and price.active:
                plans[str(id_of(price.product))].append(price.id)
    put_configuration(plans)
    report("The billing portal is configured.")
    _set_up_endpoint(report)


def _price(product: NewProduct, wanted: NewPrice, report: Report) -> stripe.Price:
    """The price that `STRIPE_PRICE_*` names, else the one with our lookup key, else a new one."""
    prices = stripe_api.v1.prices
    if chosen := settings().stripe.price_ids.get(wanted.variable):
        return prices.retrieve(chosen)
    if existing := prices.list({"lookup_keys": [wanted.lookup_key]}).data:
        return existing[0]
    _put_product(product)
    params: PriceCreateParams = {
        "product": product.id,
        "currency": CURRENCY,
        "unit_amount": wanted.unit_amount,
        "lookup_key": wanted.lookup_key,
    }
    if wanted.interval:
        params["recurring"] = {"interval": wanted.interval}
    created = prices.create(params)
    report(f"Created {product.name}: {wanted.unit_amount} {CURRENCY} in the smallest unit ({wanted.lookup_key}).")
    return created


def _put_product(product: NewProduct) -> None:
    products = stripe_api.v1.products
    if retrieve_or_none(lambda: products.retrieve(product.id)) is None:
        products.create(
            {
                "id": product.id,
                "name": product.name,
                "description": product.description,
                "metadata": product.metadata,
            }
        )


def webhook_address() -> str | None:
    """The URL of our webhook; None if Stripe cannot reach the site."""
    site = urlsplit(settings().site_url)
    return (
        f"{settings().site_url}{WEBHOOK_PATH}"
        if site.scheme == "https" and _is_reachable_host(site.hostname or "")
        else None
    )


def _is_reachable_host(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".test", ".invalid", ".example", ".localhost"))


def _set_up_endpoint(report: Report) -> None:
    address = webhook_address()
    if address is None:
        report(
            f"Not on the internet: run `stripe listen --forward-to {settings().site_url}{WEBHOOK_PATH}` to receive events."
        )
        report("It prints a secret: set STRIPE_WEBHOOK_SECRET to it.")
        return
    endpoints = stripe_api.v1.webhook_endpoints
    existing = next((each for each in each_of(endpoints.list({"limit": 100})) if each.url == address), None)
    if existing is None:
        _create_endpoint(address, report)
    elif existing.status != "enabled" or missing_events(existing):
        every: Any = sorted({*SYNCS, *existing.enabled_events})
        endpoints.update(existing.id, {"enabled_events": every, "disabled": False})
        report(f"The webhook endpoint {address} now receives all events that we process.")
    else:
        report(f"The webhook endpoint {address} exists.")


def missing_events(endpoint: stripe.WebhookEndpoint) -> set[str]:
    """The types of events that we process and that an endpoint does not receive."""
    return set() if "*" in endpoint.enabled_events else SYNCS.keys() - set(endpoint.enabled_events)


def _create_endpoint(address: str, report: Report) -> None:
    events: Any = list(SYNCS)
    version: Any = stripe.api_version
    created = stripe_api.v1.webhook_endpoints.create({"url": address, "enabled_events": events, "api_version": version})
    report(f"Created the webhook endpoint {address}. Its secret is shown only now. Set it in the environment:")
    report(f"STRIPE_WEBHOOK_SECRET={created.secret}")
