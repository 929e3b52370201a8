"""The command `flask doctor`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

import click
from flask import Flask
from flask.cli import with_appcontext

from service.doctor import pixio, stripe, stripe_account, supabase
from service.doctor.problem import Check, Problem

log = logging.getLogger(__name__)

CHECKS: dict[str, Check] = {
    "Supabase: keys": supabase.check_keys,
    "Supabase: tables": supabase.check_tables,
    "Supabase: bucket": supabase.check_bucket,
    "Supabase: realtime": supabase.check_publication,
    "Supabase: hook before a sign-up": supabase.check_sign_up_hook,
    "Credits": supabase.check_ledgers,
    "Models": supabase.check_models,
    "Monthly credits": supabase.check_due_credits,
    "Pixio": pixio.check_pixio,
    "Stripe: key": stripe.check_key,
    "Stripe: account": stripe_account.check_account,
    "Stripe: webhook": stripe.check_webhook,
    "Stripe: prices named in the environment": stripe.check_chosen_prices,
    "Plans and packs": stripe.check_catalogue,
    "Credits of plans and packs": stripe.check_metadata,
    "Stripe: billing portal": stripe.check_portal,
    "Subscriptions": stripe.check_duplicates,
    "Deleted users": stripe_account.check_orphans,
    "Stripe: deliveries": stripe.check_deliveries,
    "Stripe: events": stripe.check_events,
}


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """List everything that is missing or wrong, and how to correct it."""
    problems = 0
    for name, check in CHECKS.items():
        found = list(_problems(check))
        problems += len(found)
        click.echo(f"{'WRONG' if found else 'ok   '}  {name}")
        for problem in found:
            click.echo(f"         {problem.what}\n         -> {problem.remedy}")
    click.echo(f"\n{problems} to correct." if problems else "\nAll is well.")
    sys.exit(1 if problems else 0)


def init_app(app: Flask) -> None:
    """Add the command to `app`."""
    app.cli.add_command(doctor_command)


def _problems(check: Check) -> Iterator[Problem]:
    try:
        yield from check()
    except Exception as error:
        log.exception("check failed")
        yield Problem(
            f"This could not be checked: {type(error).__name__}.", "Correct the problems above first; see the log."
        )
