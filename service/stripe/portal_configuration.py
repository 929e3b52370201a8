"""The configuration of the billing portal. One that was created by the API is never the account's default, so ours is found
by its metadata, and each portal session names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from flask import current_app

from service.settings import settings
from service.stripe.client import stripe_api
from service.stripe.pages import each_of

if TYPE_CHECKING:
    from stripe.params.billing_portal import ConfigurationCreateParamsFeatures as Features
    from stripe.params.billing_portal import ConfigurationUpdateParamsFeatures as Changes

MADE_BY = "python -m service stripe setup"


def configuration_id() -> str | None:
    """The id of our configuration. None, for the account's default, until `python -m service stripe setup` has created it."""
    kept: dict[str, str] = current_app.extensions.setdefault("stripe_portal", {})
    if "id" not in kept and (found := _find()):
        kept["id"] = found
    return kept.get("id")


def put_configuration(plans: Mapping[str, Sequence[str]]) -> None:
    """Create or update our configuration. `plans`: the prices that users may switch between, by product."""
    features: Features = {
        "customer_update": {"enabled": True, "allowed_updates": ["address", "email", "name", "tax_id"]},
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True},
        "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
        "subscription_update": {
            "enabled": True,
            "default_allowed_updates": ["price"],
            "products": [{"product": product, "prices": list(prices)} for product, prices in plans.items()],
            # An upgrade is billed at once, because its credits are granted at once. A downgrade begins when the paid
            # period ends: otherwise an upgrade and a downgrade in turn would give credits for nothing.
            "proration_behavior": "always_invoice",
            "schedule_at_period_end": {
                "conditions": [{"type": "decreasing_item_amount"}, {"type": "shortening_interval"}]
            },
        },
    }
    configurations = stripe_api.v1.billing_portal.configurations
    back = f"{settings().site_url}/account"
    if found := _find():
        configurations.update(found, {"features": cast("Changes", features), "default_return_url": back})
    else:
        metadata = {"made_by": MADE_BY}
        configurations.create({"features": features, "default_return_url": back, "metadata": metadata})


def _find() -> str | None:
    active = stripe_api.v1.billing_portal.configurations.list({"active": True, "limit": 100})
    ours = (each.id for each in each_of(active) if each.metadata and "made_by" in each.metadata)
    return next(ours, None)
