# ruff: noqa: N999 - the name that gunicorn looks for
"""gunicorn's configuration: `gunicorn --config service/gunicorn.conf.py "service:create_app()"`.

Threads, because a request mostly waits for Supabase or Pixio; the worker gives one only to a request that is complete,
so slow clients hold none. The app logs each answer itself, as JSON and without the query string, so gunicorn's own
access log stays off.
"""

import os
import sys
from typing import Any

from service.logs import LOGGING

bind = f"{os.environ.get('HOST', '')}:{os.environ.get('PORT', '8000')}"
worker_class = "service.gunicorn_worker.PatientWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16
timeout = 120
graceful_timeout = 30
# A balancer that reuses a connection just as it is closed answers 502, and idle ones hold up a graceful stop.
keepalive = 0
accesslog = None
logconfig_dict = {**LOGGING, "loggers": {**LOGGING["loggers"], "gunicorn.error": {"level": "INFO"}}}


def post_fork(_arbiter: Any, worker: Any) -> None:
    """With `--reload`, let a new worker read the service anew: gunicorn itself has read it for the logs, once."""
    if worker.cfg.reload:
        for name in [each for each in sys.modules if each.partition(".")[0] == "service"]:
            del sys.modules[name]
