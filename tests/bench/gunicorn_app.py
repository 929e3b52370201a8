"""Run an app under gunicorn with the service's own configuration and one worker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from local.http_check import is_up
from local.ports import free_ports
from service.settings_check import EXAMPLE
from tests.running import ROOT, SETTINGS, eventually


@contextmanager
def running_app(app: str, settings: dict[str, str]) -> Iterator[str]:
    """Run `app`, such as `service:create_app()`, with these settings until the context ends; yields its URL."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    with free_ports() as ports:
        address = f"127.0.0.1:{ports.service}"
        options = ["--config", "gunicorn.conf.py", "--workers", "1", "--bind", address]
        command = [sys.executable, "-m", "gunicorn", *options, app]
        # gunicorn's configuration checks all settings, although a bare app needs few of them.
        quiet = {"PYTHON_DOTENV_DISABLED": "1", **EXAMPLE, **settings}
        process = subprocess.Popen(command, cwd=ROOT, env={**env, **quiet}, stderr=subprocess.DEVNULL)
        try:
            eventually(lambda: is_up(f"http://{address}/"), 20)
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait()
