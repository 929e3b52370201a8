"""`make help`, and what set-up installs after a lock file changed."""

from __future__ import annotations

import re
import subprocess

import pytest

from local.programs import ROOT


def installs(*what_if: str) -> set[str]:
    """Return the parts whose packages set-up would install."""
    command = ["make", "--dry-run", *what_if, "setup"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return set(re.findall(r"Installing: (?:npm packages of )?(\w+)", done.stdout))


def test_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert re.findall(r"^([a-z]+):.* ## ", text, re.MULTILINE) == phony[1].split()


@pytest.mark.parametrize(
    ("changed", "whose"),
    [("requirements-dev.txt", "Python"), ("local/package-lock.json", "local"), ("web/package-lock.json", "web")],
)
def test_a_changed_lock_file_installs_its_own_packages_only(changed: str, whose: str) -> None:
    assert installs(f"--what-if={changed}") == {whose} | installs()
