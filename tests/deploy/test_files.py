"""Docker, GitHub and Renovate can read their files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from local.programs import ROOT

LINTED = {
    "Dockerfile": ["hadolint", "Dockerfile"],
    "compose.yaml": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
    "ci.yml": ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml"],
    "renovate.json": ["check-jsonschema", "--builtin-schema", "vendor.renovate", "renovate.json"],
}


@pytest.mark.parametrize("file", LINTED)
def test_a_file_is_valid(file: str) -> None:
    program, *arguments = LINTED[file]
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_each_setting_of_the_site_can_be_set_in_compose() -> None:
    """The settings are part of the built pages, so each one must reach the image's build."""
    settings = (ROOT / "web" / "integrations" / "build-settings.mjs").read_text(encoding="utf-8")
    names = {line.split(":")[0].strip() for line in settings.splitlines() if line.startswith("  PUBLIC_")}
    assert len(names) > 5
    for file in ("Dockerfile", "compose.yaml"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert {name for name in names if name not in text} == set(), file
