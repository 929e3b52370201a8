"""Commands for operators, run as `python -m service …`."""

from __future__ import annotations

import logging
import signal
import sys
import uuid
from threading import Event
from types import FrameType

import click
from flask import Flask
from flask.cli import with_appcontext

from service.logs import request_id
from service.reconcile import reconcile
from service.stripe.endings import TooManyEndings

log = logging.getLogger(__name__)


@click.command("reconcile")
@click.option(
    "--every", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Repeat after this pause."
)
@click.option("--yes", is_flag=True, help="Let many subscriptions end in this pass.")
@with_appcontext
def reconcile_command(every: float | None, yes: bool) -> None:
    """Settle late runs, book credits that are due, and compare with Stripe: once, or repeatedly."""
    if yes and every is not None:
        raise click.UsageError("--yes is for one pass: leave out --every.")
    # Every step can be interrupted and repeated, so SIGTERM exits at once.
    signal.signal(signal.SIGTERM, _stop)
    while True:
        succeeded = _one_pass(confirmed=yes)
        if every is None:
            sys.exit(0 if succeeded else 1)
        Event().wait(every)


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    app.cli.add_command(reconcile_command)


def _one_pass(*, confirmed: bool) -> bool:
    request_id.set(uuid.uuid4().hex)
    try:
        reconcile(confirmed=confirmed)
    except TooManyEndings as error:  # it was logged where it was raised
        click.echo(str(error), err=True)
        return False
    except Exception:
        log.exception("reconcile pass failed")
        return False
    return True


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
