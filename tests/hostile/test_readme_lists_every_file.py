"""README.md lists every test file, and every listed file exists."""

from __future__ import annotations

import re
from pathlib import Path

from tests.running import ROOT

HERE = Path(__file__).parent
TEXT = (HERE / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_attack_file() -> None:
    listed = set(re.findall(r"^\| `(test_\w+\.py)`", TEXT, re.MULTILINE))
    assert listed == {path.name for path in HERE.glob("test_*.py")} - {Path(__file__).name}


def test_the_listed_attacks_in_other_folders_exist() -> None:
    elsewhere = re.findall(r"`(tests/[\w/*.]+)`", TEXT)
    assert elsewhere
    for path in elsewhere:
        assert list(ROOT.glob(path)), path
