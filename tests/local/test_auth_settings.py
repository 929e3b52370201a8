"""config.toml: the same file drives this machine and a hosted project."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.auth.settings import PROJECT, SettingError, load_settings, seconds
from local.auth.templates import TemplateError


def project(folder: Path, config: str) -> Path:
    (folder / "supabase").mkdir()
    (folder / "supabase" / "config.toml").write_text(config, encoding="utf-8")
    return folder


def test_the_projects_own_settings_can_be_followed() -> None:
    settings = load_settings(PROJECT)
    assert settings.confirmations
    assert settings.minimum_password_length == 10
    assert "Confirm" in settings.templates["confirmation"].subject.line({})


def test_what_is_left_out_is_as_the_cli_has_it(tmp_path: Path) -> None:
    settings = load_settings(project(tmp_path, ""))
    assert (settings.minimum_password_length, settings.confirmations, settings.jwt_expiry) == (6, False, 3600)


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    config = '[auth.email.template.invite]\ncontent_path = "./supabase/templates/none.html"'
    with pytest.raises(SettingError, match=r"auth\.email\.template\.invite\.content_path.*none\.html"):
        load_settings(project(tmp_path, config))


def test_a_template_that_cannot_be_followed_is_named(tmp_path: Path) -> None:
    config = '[auth.email.template.invite]\nsubject = "{{ if .Data }}"'
    with pytest.raises(TemplateError, match="invite"):
        load_settings(project(tmp_path, config))


def test_a_wrong_duration_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"auth\.email\.max_frequency: 'soon'"):
        load_settings(project(tmp_path, '[auth.email]\nmax_frequency = "soon"'))


@pytest.mark.parametrize(("duration", "expected"), [("1s", 1), ("1m30s", 90), ("24h", 86400), ("500ms", 0.5)])
def test_durations_are_as_in_go(duration: str, expected: float) -> None:
    assert seconds("x", duration) == expected


def test_a_provider_is_enabled_by_its_section_and_one_that_does_not_exist_is_named(tmp_path: Path) -> None:
    enabled = "[auth.external.github]\nenabled = true\n[auth.external.google]\nenabled = false\n"
    folder = project(tmp_path, enabled)
    assert load_settings(folder).external == {"github"}
    (folder / "supabase" / "config.toml").write_text("[auth.external.gihtub]\nenabled = true", encoding="utf-8")
    with pytest.raises(SettingError, match=r"auth\.external\.gihtub"):
        load_settings(folder)
