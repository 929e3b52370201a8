"""Start the service, or run one of its commands: `python -m service`, `python -m service doctor`.

Settings are checked before gunicorn and Flask read them: gunicorn reads WEB_CONCURRENCY when it is imported, Flask's command
reads `.env` before the app, and each prints a traceback for a wrong value.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask.cli import main

from service import create_app
from service.settings_check import EXAMPLE, check_settings

CONFIGURATION = Path(__file__).parents[1] / "gunicorn.conf.py"


def start(options: list[str]) -> None:
    """Run gunicorn. `options` are passed on to it."""
    check_settings()
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", str(CONFIGURATION)]
    os.execv(sys.executable, [*gunicorn, *options, "service:create_app()"])  # noqa: S606 - without a shell


def run_command(command: list[str], program: str = "python -m service") -> None:
    """Run a command of the service, or show its help, for which no settings are needed."""
    if "--help" in command:
        create_app(EXAMPLE).cli.main(command, prog_name=program)
    os.environ["FLASK_SKIP_DOTENV"] = "1"  # the settings read `.env` themselves
    sys.argv[1:] = ["--app", "service", *command]
    main()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments and (not arguments[0].startswith("-") or "--help" in arguments):
        run_command(arguments)
    else:
        start(arguments)
