"""Settings of Auth from config.toml, which also configures a hosted project."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.auth.settings import PROJECT, SettingError, load_settings, seconds
from local.auth.templates import Template, TemplateError


def project(folder: Path, config: str) -> Path:
    (folder / "supabase").mkdir()
    (folder / "supabase" / "config.toml").write_text(config, encoding="utf-8")
    return folder


def test_the_settings_of_the_project_are_supported() -> None:
    settings = load_settings(PROJECT)
    assert settings.confirmations
    assert settings.minimum_password_length == 10
    assert settings.templates["confirmation"].subject.line({})


def test_defaults_are_those_of_the_cli(tmp_path: Path) -> None:
    settings = load_settings(project(tmp_path, ""))
    assert (settings.minimum_password_length, settings.confirmations, settings.jwt_expiry) == (6, False, 3600)


def test_a_missing_template_is_named_in_the_error(tmp_path: Path) -> None:
    config = '[auth.email.template.invite]\ncontent_path = "./supabase/templates/none.html"'
    with pytest.raises(SettingError, match=r"auth\.email\.template\.invite\.content_path.*none\.html"):
        load_settings(project(tmp_path, config))


def test_an_unsupported_template_is_named_in_the_error(tmp_path: Path) -> None:
    config = '[auth.email.template.invite]\nsubject = "{{ if .Data }}"'
    with pytest.raises(TemplateError, match="invite"):
        load_settings(project(tmp_path, config))


def test_an_invalid_duration_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"auth\.email\.max_frequency: 'soon'"):
        load_settings(project(tmp_path, '[auth.email]\nmax_frequency = "soon"'))


@pytest.mark.parametrize(("duration", "expected"), [("1s", 1), ("1m30s", 90), ("24h", 86400), ("500ms", 0.5)])
def test_durations_have_the_syntax_of_go(duration: str, expected: float) -> None:
    assert seconds("x", duration) == expected


def test_providers_are_enabled_by_their_section_and_unknown_ones_refused(tmp_path: Path) -> None:
    enabled = "[auth.external.github]\nenabled = true\n[auth.external.google]\nenabled = false\n"
    folder = project(tmp_path, enabled)
    assert load_settings(folder).external == {"github"}
    (folder / "supabase" / "config.toml").write_text("[auth.external.gihtub]\nenabled = true", encoding="utf-8")
    with pytest.raises(SettingError, match=r"auth\.external\.gihtub"):
        load_settings(folder)


@pytest.mark.parametrize("folder", ["", "de"])
@pytest.mark.parametrize("name", ["confirmation", "recovery", "magic_link", "email_change", "invite"])
def test_each_mail_has_logo_and_link(folder: str, name: str) -> None:
    text = (PROJECT / "supabase" / "templates" / folder / f"{name}.html").read_text(encoding="utf-8")
    mail = Template(text, name).html({"SiteURL": "https://site.example", "TokenHash": "hash"})
    assert 'src="https://site.example/icon-192.png"' in mail
    assert 'href="https://site.example/auth/confirm?token_hash=hash&amp;type=' in mail
    assert f'<html lang="{folder or "en"}">' in mail
