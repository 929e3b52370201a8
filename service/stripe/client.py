"""Stripe's API with the key of the running app.

stripe-python's errors are not wrapped: a route returns `stripe_unavailable` for any of them, and an event stores their
class.
"""

from __future__ import annotations

import logging
from typing import Any

import stripe
from flask import Flask, Response, current_app
from stripe import V1Services

from service.errors import BillingUnavailable, StripeUnavailable
from service.settings import Settings, StripeSettings
from service.stripe.http import StripeHttpClient

log = logging.getLogger(__name__)

RETRIES = 2

stripe.enable_telemetry = False  # it would write a file into the home directory


class StripeApi:
    """Stripe's API for the running app."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        """Create the client of `app`, if it has a key. All threads of a worker share it."""
        app.extensions["stripe"] = _client(settings.stripe) if settings.stripe.secret_key else None
        app.register_error_handler(stripe.StripeError, _on_stripe_error)

    @property
    def is_set_up(self) -> bool:
        """Is there a key?"""
        return current_app.extensions["stripe"] is not None

    def require(self) -> None:
        """Raises: BillingUnavailable if there is no key."""
        if not self.is_set_up:
            raise BillingUnavailable

    @property
    def v1(self) -> V1Services:
        """stripe-python's own services.

        Raises:
            BillingUnavailable: if there is no key.
        """
        self.require()
        client: stripe.StripeClient = current_app.extensions["stripe"]
        return client.v1

    def json(self, path: str, **parameters: Any) -> dict[str, Any]:
        """Fetch an object as plain JSON. stripe-python's own objects are nested, and building them would take more time
        than the rest of an event.

        Raises:
            BillingUnavailable: if there is no key.
        """
        self.require()
        client: stripe.StripeClient = current_app.extensions["stripe"]
        content: dict[str, Any] = client.raw_request("get", path, **parameters).data
        return content


stripe_api = StripeApi()


def _client(settings: StripeSettings) -> stripe.StripeClient:
    return stripe.StripeClient(
        settings.secret_key,
        max_network_retries=RETRIES,
        http_client=StripeHttpClient(),
        base_addresses={"api": settings.api_url},
    )


def _on_stripe_error(error: stripe.StripeError) -> Response:
    about = {"status": error.http_status, "code": error.code, "stripe_request": error.request_id}
    log.error("stripe request failed", exc_info=error, extra=about)
    return StripeUnavailable().response()
