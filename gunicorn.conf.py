"""gunicorn's configuration, which `python -m service` uses, and gunicorn itself in this folder.

Threads, because a request mostly waits for Supabase or Pixio. The worker gives a thread only to a complete request, so
slow clients occupy none. The app logs each response itself, as JSON without the query string, so gunicorn's access log
is off.

`python -m service` checks the settings before it starts gunicorn. Started by itself, gunicorn reads WEB_CONCURRENCY before
this file, and prints a traceback if it is no number.
"""

import os
import shutil
import sys
import tempfile
from typing import Any

from service.logs import LOGGING
from service.metrics import FOLDER
from service.settings_check import check_settings

settings = check_settings()
if settings.metrics_token:
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="metrics-")
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


def child_exit(_arbiter: Any, worker: Any) -> None:
    """Let the metrics of a process that has ended count no more as its current values."""
    if FOLDER in os.environ:
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - an optional package

        mark_process_dead(worker.pid)


def on_exit(_arbiter: Any) -> None:
    """Remove the folder of the metrics."""
    if FOLDER in os.environ:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
