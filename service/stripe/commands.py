"""`flask stripe …`, for operators."""

from __future__ import annotations

import logging
import sys

import click
import stripe
from flask import Flask
from flask.cli import AppGroup

from service.errors import ServiceError
from service.stripe.account import key_account, move_mirror, named, noted_account, require_own_account
from service.stripe.backfill import backfill
from service.stripe.client import stripe_api
from service.stripe.setup import set_up

log = logging.getLogger(__name__)

group = AppGroup("stripe", help="Stripe: set up an account, bring in what it holds.")
confirmed = click.option("--yes", is_flag=True, help="Subscriptions that Stripe no longer has may end, however many.")


@group.command("setup")
def setup_command() -> None:
    """Create the plans, packs, portal and webhook endpoint that are missing."""
    _require_account()
    try:
        set_up(click.echo)
    except (stripe.StripeError, ServiceError) as error:
        log.exception("setup stopped")
        raise click.ClickException(f"Stopped: {_told(error)} Run it again when that is mended.") from None


@group.command("sync")
@confirmed
def sync_command(yes: bool) -> None:
    """Bring in all products, prices, customers, subscriptions and paid packs."""
    _require_account()
    sys.exit(0 if backfill(click.echo, confirmed=yes) else 1)


@group.command("move")
@confirmed
def move_command(yes: bool) -> None:
    """Let the database follow the account of STRIPE_SECRET_KEY instead of the one that it follows now."""
    _require_key()
    try:
        noted, ours = noted_account(), key_account()
        if noted is None or noted == ours:
            require_own_account()
            click.echo(f"This database follows the Stripe account {named(ours)}.")
            return
        told = f"This database follows the Stripe account {named(noted)}; STRIPE_SECRET_KEY is of {named(ours)}."
        if not yes:
            raise click.ClickException(
                f"{told} Whatever is not in {ours['id']} will end here: plans, customers, subscriptions. In {noted['id']}"
                " nothing is changed, so end there first what must not be paid any more. Then run this with --yes."
            )
        move_mirror()
    except (stripe.StripeError, ServiceError) as error:
        log.exception("not moved")
        raise click.ClickException(f"Stopped: {_told(error)}") from None
    click.echo(f"From now on this database follows the Stripe account {named(ours)}.")
    sys.exit(0 if backfill(click.echo, confirmed=True) else 1)


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    app.cli.add_command(group)


def _require_key() -> None:
    if not stripe_api.is_set_up:
        raise click.ClickException("STRIPE_SECRET_KEY is missing.")


def _require_account() -> None:
    """Refuse to work without a key, or with that of another account than the database follows."""
    _require_key()
    try:
        require_own_account()
    except (stripe.StripeError, ServiceError) as error:
        log.exception("account not known")
        raise click.ClickException(f"Stopped: {_told(error)}") from None


def _told(error: Exception) -> str:
    return str(getattr(error, "operator_message", None) or getattr(error, "user_message", None) or error)
