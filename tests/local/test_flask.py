"""`python -m local.flask`: the service's commands with the settings of a stack; and the errors of its reconciler."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from service.settings_check import EXAMPLE
from tests.running import SETTINGS, RunningStack


def flask(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run the command for the stack in this folder."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    line = [sys.executable, "-m", "local.flask", "--data", str(data), "--env-file", os.devnull, *command]
    return subprocess.run(line, env=env, capture_output=True, text=True, check=False)


def test_commands_use_the_stand_ins_of_a_stack(stack: RunningStack) -> None:
    done = flask(stack.data_dir, "stripe", "setup")
    assert done.returncode == 0, done.stderr
    assert f"The stack in {stack.data_dir}:" in done.stderr
    assert "The billing portal is configured." in done.stdout
    assert f"{stack.site_url}/api/webhooks/stripe" in done.stdout
    assert "List everything that is missing or wrong" in flask(stack.data_dir).stdout


def test_without_a_stack_the_error_says_how_to_start_one(tmp_path: Path) -> None:
    done = flask(tmp_path, "doctor")
    assert done.returncode == 1
    assert "make dev" in done.stderr


def test_the_reconciler_names_wrong_settings_without_a_traceback(tmp_path: Path) -> None:
    env = {**os.environ, **EXAMPLE, "PYTHON_DOTENV_DISABLED": "1", "RATELIMIT_BILLING": "often"}
    line = [sys.executable, "-m", "local.reconcile", "1", str(tmp_path)]
    done = subprocess.run(line, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: settings:\n  RATELIMIT_BILLING must be a rate")
    assert "Traceback" not in done.stderr
