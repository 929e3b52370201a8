"""Set-up: each step once, again when what it is made from changes, and plainly said when it fails."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from local import install
from local.install import Step

MAKEFILE = Path(install.ROOT / "Makefile")


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that set-up has done, with a lock file each in place of the real ones."""
    did: list[str] = []

    def step(name: str) -> Step:
        return Step(name, tmp_path / name, [tmp_path / f"{name}.lock"], lambda: did.append(name))

    monkeypatch.setattr(install, "steps", lambda: [step("python"), step("npm")])
    return did


def test_a_step_is_done_once(done: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    install.main()
    assert re.fullmatch(r"\[1/2] python … done \(0 s\)\n\[2/2] npm … done \(0 s\)\n", capsys.readouterr().out)
    install.main()
    assert done == ["python", "npm"]
    assert capsys.readouterr().out == ""


def test_a_step_is_done_again_when_its_lock_file_changes(done: list[str], tmp_path: Path) -> None:
    install.main()
    (tmp_path / "npm.lock").write_text("changed")
    install.main()
    assert done == ["python", "npm", "npm"]


def test_a_step_is_done_again_when_what_it_made_is_gone(done: list[str], tmp_path: Path) -> None:
    install.main()
    (tmp_path / "python" / ".made-from").unlink()
    install.main()
    assert done == ["python", "npm", "python"]


def test_a_step_that_failed_is_not_taken_for_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = Step("failing", tmp_path / "made", [], lambda: sys.exit("no"))
    monkeypatch.setattr(install, "steps", lambda: [failing])
    with pytest.raises(SystemExit, match="no"):
        install.main()
    assert not install.is_current(failing)


def test_a_failed_command_is_shown_with_what_it_printed_and_how_to_go_on() -> None:
    with pytest.raises(SystemExit, match=r"(?s)it says why.*exit 3.*try this.*`make setup` goes on"):
        install.run([sys.executable, "-c", "print('it says why'); raise SystemExit(3)"], advice="try this")


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed, and .* is 3\.9"):
        install.main()


def test_help_tells_of_every_target() -> None:
    text = MAKEFILE.read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert re.findall(r"^([a-z]+):.* ## ", text, re.MULTILINE) == phony[1].split()
