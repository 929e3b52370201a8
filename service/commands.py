"""Commands for operators, run as `flask --app service …`."""

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

log = logging.getLogger(__name__)


@click.command("reconcile")
@click.option("--every", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Go on, with this pause.")
@with_appcontext
def reconcile_command(every: float | None) -> None:
    """Settle late runs and refresh credits that are due: once, or over and over."""
    # Every step may be cut off and is taken up again, so there is nothing to finish first.
    signal.signal(signal.SIGTERM, _stop)
    while True:
        succeeded = _one_pass()
        if every is None:
            sys.exit(0 if succeeded else 1)
        Event().wait(every)


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    app.cli.add_command(reconcile_command)


def _one_pass() -> bool:
    request_id.set(uuid.uuid4().hex)
    try:
        reconcile()
    except Exception:
        log.exception("pass not finished")
        return False
    return True


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
