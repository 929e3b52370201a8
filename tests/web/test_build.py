"""The build of the site: only after a change, and for tests always with placeholders."""

from __future__ import annotations

from pathlib import Path

import pytest

from local import programs
from local.errors import StackError
from web import build


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set up a site of one page, whose build copies the page and writes down the addresses."""
    folder = tmp_path / "web"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "index.html").write_text("first")
    builder = tmp_path / "builder"
    builder.write_text(
        '#!/bin/sh\nmkdir -p dist && cp src/index.html dist/ && echo "$PUBLIC_SUPABASE_URL$PUBLIC_SITE_URL" > dist/_headers\n'
    )
    builder.chmod(0o700)
    for name, value in {"WEB": folder, "DIST": folder / "dist", "STAMP": tmp_path / "stamp"}.items():
        monkeypatch.setattr(build, name, value)
    monkeypatch.setattr(programs, "DIST", folder / "dist")
    monkeypatch.setattr(programs, "node", lambda: builder)
    monkeypatch.setattr(programs, "astro", lambda: "astro")
    return folder


def test_the_site_is_rebuilt_only_after_a_change(web: Path) -> None:
    assert build.main([]) == 0
    (web / "dist" / "_headers").write_text("untouched")
    assert build.main([]) == 0
    assert (web / "dist" / "_headers").read_text() == "untouched"
    (web / "src" / "index.html").write_text("second")
    assert build.main([]) == 0
    assert (web / "dist" / "index.html").read_text() == "second"


def test_the_environment_sets_the_supabase_of_the_build(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_SUPABASE_URL", "https://mine.supabase.co")
    build.main([])
    assert (web / "dist" / "_headers").read_text() == "https://mine.supabase.co\n"
    with pytest.raises(StackError, match="built for one Supabase only"):
        programs.check_site_is_built()


def test_placeholders_override_the_environment(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_SUPABASE_URL", "https://mine.supabase.co")
    monkeypatch.setenv("PUBLIC_SITE_URL", "https://mine.example")
    build.main([])
    build.main(["--placeholders"])
    assert (web / "dist" / "_headers").read_text() == f"{programs.PLACEHOLDER_URL}{programs.PLACEHOLDER_SITE}\n"
    programs.check_site_is_built()


def test_a_failed_build_is_repeated(web: Path) -> None:
    build.main([])
    (web / "src" / "index.html").unlink()
    assert build.main([]) != 0
    assert not build.STAMP.exists()
