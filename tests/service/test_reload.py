"""During development, `make dev` reloads changed code."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import httpx

from tests.running import ROOT, eventually
from tests.service.processes import running_service


def test_changed_code_is_reloaded(environment: dict[str, str], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "service", tmp_path / "service", ignore=shutil.ignore_patterns("__pycache__"))
    health = tmp_path / "service" / "health.py"
    with running_service(tmp_path, environment, GUNICORN_CMD_ARGS=f"--reload --chdir {tmp_path}") as service:
        assert httpx.get(f"{service.url}/healthz").json() == {"status": "ok"}
        health.write_text(health.read_text(encoding="utf-8").replace('"ok"', '"changed"'), encoding="utf-8")

        def is_reloaded() -> bool:
            os.utime(health)  # gunicorn may have first read the files after the change
            try:
                return bool(httpx.get(f"{service.url}/healthz").json() == {"status": "changed"})
            except httpx.TransportError:  # the worker is being replaced
                return False

        eventually(is_reloaded, 30)
