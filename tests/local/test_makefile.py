"""`make`: what it lists, and what set-up installs when a lock file has changed."""

from __future__ import annotations

import re
import subprocess

import pytest

from local.programs import ROOT


def planned(changed: str) -> str:
    """What set-up would do, if this file had changed."""
    command = ["make", "--dry-run", f"--what-if={changed}", "setup"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_help_tells_of_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert re.findall(r"^([a-z]+):.* ## ", text, re.MULTILINE) == phony[1].split()


@pytest.mark.parametrize(
    ("changed", "installs"),
    [("requirements-dev.txt", "Python"), ("local/package-lock.json", "local"), ("web/package-lock.json", "web")],
)
def test_a_changed_lock_file_installs_its_own_packages_again_and_no_others(changed: str, installs: str) -> None:
    assert re.findall(r"Installing: (?:npm packages of )?(\w+)", planned(changed)) == [installs]
