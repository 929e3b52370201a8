"""The service's loop that takes up what no webhook finished: `python -m local.reconcile SECONDS PLANS_MADE URL…`.

It begins once each URL answers. Where the file PLANS_MADE is missing, plans and packs are made first: in the same process,
for the import of the service is most of the work.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from flask import Flask
from flask.cli import ScriptInfo

from local.wire import answers
from service import create_app

POLL_SECONDS = 0.05


def main(every: str, plans_made: Path, *needed: str) -> None:
    """Make the plans if need be, then go on for ever."""
    app = create_app()
    while not all(answers(url) for url in needed):
        time.sleep(POLL_SECONDS)
    if not plans_made.exists():
        _command(app, "stripe", "setup")
        plans_made.touch()
    _command(app, "reconcile", "--every", every)


def _command(app: Flask, *arguments: str) -> None:
    """`flask --app service …`; ends the program where the command fails."""
    app.cli.main(arguments, obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
