"""Run a script of `js/` in Node, with supabase-js, and tell which of its promises it kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SCRIPTS = Path(__file__).parent / "js"
NODE = Path(sys.executable).with_name("node")
PROMISE = re.compile(r"""^  async ["'](.+)["']\(\) \{$""", re.MULTILINE)


def promises_of(script: str) -> list[str]:
    """The names of the promises in a script."""
    return PROMISE.findall((SCRIPTS / script).read_text(encoding="utf-8"))


def run(script: str, env: Mapping[str, str], seconds: float = 60) -> dict[str, str | None]:
    """Run it; for each promise None if it was kept, else what went wrong."""
    command = [str(NODE), str(SCRIPTS / script)]
    done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr
    kept: dict[str, str | None] = json.loads(done.stdout.splitlines()[-1])
    return kept
