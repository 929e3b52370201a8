"""Run the service's reconciler every SECONDS: `python -m local.reconcile SECONDS PLANS_MADE URL…`.

It starts when all URLs respond. If the file PLANS_MADE is missing, it first creates plans and packs in Stripe: in the same
process, as importing the service takes most of the time.
"""

import sys
import time
from pathlib import Path

from flask import Flask
from flask.cli import ScriptInfo

from local.http_check import is_up
from service import create_app
from service.settings_check import check_settings

POLL_SECONDS = 0.05


def main(every: str, plans_made: Path, *needed: str) -> None:
    """Create the plans if needed, then reconcile forever."""
    check_settings()
    app = create_app()
    while not all(is_up(url) for url in needed):
        time.sleep(POLL_SECONDS)
    if not plans_made.exists():
        _command(app, "stripe", "setup")
        plans_made.touch()
    _command(app, "reconcile", "--every", every)


def _command(app: Flask, *arguments: str) -> None:
    """Run `flask --app service …`; exit if it fails."""
    app.cli.main(arguments, obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
