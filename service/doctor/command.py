"""The command `python -m service doctor`."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import click
from flask import Flask
from flask.cli import with_appcontext

from service.doctor import auth, models, pixio, reconciler, redis, stripe, stripe_account, supabase
from service.doctor.problem import Check, Problem

log = logging.getLogger(__name__)

SUPABASE: dict[str, Check] = {
    "Supabase: publishable key": supabase.check_publishable_key,
    "Supabase: tables": supabase.check_tables,
    "Supabase: row level security": supabase.check_row_security,
    "Supabase: bucket": supabase.check_bucket,
    "Supabase: realtime": supabase.check_publication,
    "Supabase: hook before a sign-up": supabase.check_sign_up_hook,
    "Auth: sign-up": auth.check_sign_up,
    "Auth: addresses": auth.check_addresses,
    "Auth: mails": auth.check_mails,
    "Auth: users": auth.check_users,
    "Credits": supabase.check_ledgers,
    "Models": supabase.check_models,
    "Deployment ids": models.check_deployment_ids,
    "Refused generations": models.check_refusals,
    "Monthly credits": supabase.check_due_credits,
    "Reconciler": reconciler.check_last_pass,
}
OTHERS: dict[str, Check] = {"Redis": redis.check_redis, "Pixio": pixio.check_pixio}
STRIPE: dict[str, Check] = {
    "Stripe: account": stripe_account.check_account,
    "Stripe: webhook": stripe.check_webhook,
    "Stripe: prices named in the environment": stripe.check_chosen_prices,
    "Plans and packs": stripe.check_catalogue,
    "Stripe: billing portal": stripe.check_portal,
    "Stripe: deliveries": stripe.check_deliveries,
}
MIRROR: dict[str, Check] = {
    "Credits of plans and packs": stripe.check_metadata,
    "Subscriptions": stripe.check_duplicates,
    "Deleted users": stripe_account.check_orphans,
    "Stripe: events": stripe.check_events,
}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for monitors.")
@with_appcontext
def doctor_command(as_json: bool) -> None:
    """List everything that is missing or wrong, and how to correct it. The exit code is 1 if there is anything."""
    checked: dict[str, list[Problem]] = {}
    for name, found in _results():
        checked[name] = found
        if not as_json:
            click.echo(f"{'WRONG' if found else 'ok   '}  {name}")
            for problem in found:
                click.echo(f"         {problem.what}\n         -> {problem.remedy}")
    problems = sum(map(len, checked.values()))
    if as_json:
        listed = [{"check": name, **vars(problem)} for name, found in checked.items() for problem in found]
        click.echo(json.dumps({"ok": not problems, "problems": listed}))
    else:
        click.echo(f"\n{problems} to correct." if problems else "\nAll is well.")
    sys.exit(1 if problems else 0)


def _results() -> Iterator[tuple[str, list[Problem]]]:
    """Each check and its problems. A check that needs a provider is left out while that provider refuses us."""
    secret_key = list(_problems(supabase.check_secret_key))
    yield "Supabase: secret key", secret_key
    if not secret_key:
        yield from _run(SUPABASE)
    yield from _run(OTHERS)
    stripe_key = list(_problems(stripe.check_key))
    yield "Stripe: key", stripe_key
    if not secret_key and not stripe_key:
        yield from _run(STRIPE)
    if not secret_key:
        yield from _run(MIRROR)


def _run(checks: dict[str, Check]) -> Iterator[tuple[str, list[Problem]]]:
    for name, check in checks.items():
        yield name, list(_problems(check))


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
