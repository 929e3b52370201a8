"""A stand-in for Stripe (being written)."""

from local.stripe.app import create_app
from local.stripe.settings import StripeSettings

__all__ = ["StripeSettings", "create_app"]
