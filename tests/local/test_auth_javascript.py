"""Signing in with supabase-js: the scenarios of js/auth.mjs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import RunningStack

SCRIPT = Path(__file__).parent / "js" / "auth.mjs"
SCENARIOS = re.findall(r"^  async '(.+)'\(\)", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)
NODE = Path(sys.executable).parent / "node"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_with_supabase_js(stack: RunningStack, scenario: str) -> None:
    facts = {
        name: getattr(stack, name)
        for name in ("supabase_url", "site_url", "inbox_url", "publishable_key", "secret_key")
    }
    ended = subprocess.run(
        [NODE, SCRIPT, scenario], input=json.dumps(facts), capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
