# ruff: noqa: N999 - the name that gunicorn looks for
"""gunicorn's configuration: `gunicorn --config service/gunicorn.conf.py "service:create_app()"`.

Threads, because a request mostly waits for Supabase or Pixio. The worker gives a thread only to a complete request, so
slow clients occupy none. The app logs each response itself, as JSON without the query string, so gunicorn's access log
is off.
"""

import os
import sys
from typing import Any

from service.logs import LOGGING
from service.settings import SettingsError, from_environment


def _check_settings() -> None:
    """Exit with one message about all wrong settings: in a worker, gunicorn would print a traceback for each."""
    problems = []
    if not (os.environ.get("PORT", "8000").isdecimal() and int(os.environ.get("PORT", "8000")) < 65536):
        problems.append("PORT must be a number below 65536")
    if int(os.environ.get("WEB_CONCURRENCY", "2")) < 1:
        problems.append("WEB_CONCURRENCY must be 1 or more")
    try:
        from_environment()
    except SettingsError as error:
        problems += error.problems
    if problems:
        sys.exit(f"Error: {SettingsError(problems).format_message()}")


_check_settings()
bind = f"{os.environ.get('HOST', '')}:{os.environ.get('PORT', '8000')}"
worker_class = "service.gunicorn_worker.PatientWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16
timeout = 120
graceful_timeout = 30
# A load balancer that reuses a connection while it is being closed returns 502, and idle connections delay a graceful
# stop.
keepalive = 0
accesslog = None
logconfig_dict = {**LOGGING, "loggers": {**LOGGING["loggers"], "gunicorn.error": {"level": "INFO"}}}


def post_fork(_arbiter: Any, worker: Any) -> None:
    """With `--reload`, make a new worker import the service again: the arbiter has imported it for the logs."""
    if worker.cfg.reload:
        for name in [each for each in sys.modules if each.partition(".")[0] == "service"]:
            del sys.modules[name]
