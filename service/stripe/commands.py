"""`flask stripe …`, for operators."""

from __future__ import annotations

import logging
import sys

import click
import stripe
from flask import Flask
from flask.cli import AppGroup

from service.errors import ServiceError
from service.stripe.backfill import backfill
from service.stripe.client import stripe_api
from service.stripe.setup import set_up

log = logging.getLogger(__name__)

group = AppGroup("stripe", help="Stripe: set up an account, bring in what it holds.")


@group.command("setup")
def setup_command() -> None:
    """Create the plans, packs, portal and webhook endpoint that are missing."""
    _require_key()
    try:
        set_up(click.echo)
    except (stripe.StripeError, ServiceError) as error:
        log.exception("setup stopped")
        raise click.ClickException(f"Stopped: {_told(error)} Run it again when that is mended.") from None


@group.command("sync")
def sync_command() -> None:
    """Bring in all products, prices, customers, subscriptions and paid packs."""
    _require_key()
    sys.exit(0 if backfill(click.echo) else 1)


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    app.cli.add_command(group)


def _require_key() -> None:
    if not stripe_api.is_set_up:
        raise click.ClickException("STRIPE_SECRET_KEY is missing.")


def _told(error: Exception) -> str:
    return str(getattr(error, "user_message", None) or error)
