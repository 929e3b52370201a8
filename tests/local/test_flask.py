"""`python -m local.flask`: the service's commands with the settings of a stack."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
