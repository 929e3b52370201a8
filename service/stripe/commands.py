"""`python -m service stripe …`, for operators."""

from __future__ import annotations

import logging
import sys

import click
import stripe
from flask import Flask
from flask.cli import AppGroup

from service.errors import ServiceError
from service.stripe.account import account_name, key_account, mirror_account, move_mirror, require_own_account
from service.stripe.backfill import backfill
from service.stripe.client import stripe_api
from service.stripe.setup import set_up

log = logging.getLogger(__name__)

group = AppGroup("stripe", help="Stripe: set up an account, import its objects.")
confirmed = click.option(
    "--yes", is_flag=True, help="Allow any number of subscriptions that Stripe no longer has to end."
)


@group.command("setup")
def setup_command() -> None:
    """Create the plans, packs, portal and webhook endpoint that are missing."""
    _require_account()
    try:
        set_up(click.echo)
    except (stripe.StripeError, ServiceError) as error:
        log.exception("stripe setup failed")
        raise click.ClickException(f"Stopped: {_message(error)} Run it again when that is fixed.") from None


@group.command("sync")
@confirmed
def sync_command(yes: bool) -> None:
    """Import all products, prices, customers, subscriptions and paid packs."""
    _require_account()
    sys.exit(0 if backfill(click.echo, confirmed=yes) else 1)


@group.command("move")
@confirmed
def move_command(yes: bool) -> None:
    """Make the database mirror the account of STRIPE_SECRET_KEY instead of its present one."""
    _require_key()
    try:
        stored, ours = mirror_account(), key_account()
        if stored is None or stored == ours:
            require_own_account()
            click.echo(f"This database mirrors the Stripe account {account_name(ours)}.")
            return
        state = f"This database mirrors the Stripe account {account_name(stored)}; STRIPE_SECRET_KEY belongs to {account_name(ours)}."
        if not yes:
            raise click.ClickException(
                f"{state} Plans, customers and subscriptions that are not in {ours['id']} will end here. Nothing is changed"
                f" in {stored['id']}: first cancel there what must not be paid any more. Then run this with --yes."
            )
        move_mirror()
    except (stripe.StripeError, ServiceError) as error:
        log.exception("stripe account not moved")
        raise click.ClickException(f"Stopped: {_message(error)}") from None
    click.echo(f"This database now mirrors the Stripe account {account_name(ours)}.")
    sys.exit(0 if backfill(click.echo, confirmed=True) else 1)


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    app.cli.add_command(group)


def _require_key() -> None:
    if not stripe_api.is_set_up:
        raise click.ClickException("STRIPE_SECRET_KEY is missing.")


def _require_account() -> None:
    """Refuse to work without a key, or with the key of another account than the database mirrors."""
    _require_key()
    try:
        require_own_account()
    except (stripe.StripeError, ServiceError) as error:
        log.exception("stripe account not checked")
        raise click.ClickException(f"Stopped: {_message(error)}") from None


def _message(error: Exception) -> str:
    return str(getattr(error, "operator_message", None) or getattr(error, "user_message", None) or error)
