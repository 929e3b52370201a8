"""Run the TypeScript unit tests of the site."""

from __future__ import annotations

import subprocess

from local.programs import ROOT, node


def test_units_of_the_browser_app() -> None:
    command = [str(node()), "node_modules/vitest/vitest.mjs", "run"]
    done = subprocess.run(command, cwd=ROOT / "web", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
