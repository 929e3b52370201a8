"""Invalid settings stop the start, and one message names them all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jwt
import pytest
from pydantic import ValidationError

from service.env_file import EnvFileError, read_env_file
from service.settings import Settings, SettingsError
from tests.running import ROOT

GOOD = {
    "SITE_URL": "https://app.example.com",
    "SUPABASE_URL": "https://abc.supabase.co/",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_abc",
    "SUPABASE_SECRET_KEY": "sb_secret_abc",
    "PIXIO_DEPLOY_API_KEY": "key",
    "PIXIO_WEBHOOK_SECRET": "a-secret-of-some-length",
}
SHARED_SECRET = "x" * 32


def problems(**changes: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        Settings.read({**GOOD, **changes})
    return raised.value.problems


def test_valid_settings_are_read() -> None:
    settings = Settings.read({**GOOD, "DEPLOYMENT_ID_KREA_FLUX": "mine", "RECONCILE_AFTER_SECONDS": "1.5"})
    assert settings.supabase_url == "https://abc.supabase.co"
    assert settings.pixio_api_url == "https://pixio-api-workers-production.up.railway.app"
    assert settings.deployment_ids == {"KREA_FLUX": "mine"}
    assert settings.reconcile_after_seconds == 1.5
    assert settings.ratelimit_generations == "30/minute"


def test_settings_cannot_be_changed_and_do_not_show_secrets() -> None:
    settings = Settings.read(GOOD)
    with pytest.raises(ValidationError):
        settings.site_url = "https://evil.example"
    assert not any(GOOD[name] in repr(settings) for name in GOOD if name.endswith(("KEY", "SECRET")))


def test_all_missing_settings_are_named() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.read({})
    assert raised.value.problems == [
        "SITE_URL is missing",
        "SUPABASE_URL is missing",
        "SUPABASE_PUBLISHABLE_KEY or SUPABASE_ANON_KEY is missing",
        "SUPABASE_SECRET_KEY or SUPABASE_SERVICE_ROLE_KEY is missing",
        "PIXIO_DEPLOY_API_KEY or COMFY_DEPLOY_API_KEY is missing",
        "PIXIO_WEBHOOK_SECRET is missing",
    ]


def test_an_empty_setting_counts_as_missing() -> None:
    for name in GOOD:
        (problem,) = problems(**{name: "  "})
        assert problem.startswith(name), name
        assert problem.endswith("is missing"), name


def test_a_wrong_setting_is_named() -> None:
    for name, value in [
        ("SITE_URL", "app.example.com"),
        ("SITE_URL", "https://app.example.com/path"),
        ("SITE_URL", "https://app.example.com?x=1"),
        ("SITE_URL", "ftp://app.example.com"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "http://localhost:99999"),
        ("SITE_URL", "http://[::1"),
        ("SUPABASE_URL", "https://user:secret@abc.supabase.co"),
        ("PIXIO_API_URL", "pixio"),
        ("SUPABASE_SECRET_KEY", "sb_publishable_abc"),
        ("SUPABASE_SECRET_KEY", "nonsense"),
        ("SUPABASE_SECRET_KEY", jwt.encode({"role": "anon"}, SHARED_SECRET)),
        ("SUPABASE_PUBLISHABLE_KEY", "sb_secret_abc"),
        ("SUPABASE_PUBLISHABLE_KEY", jwt.encode({"role": "service_role"}, SHARED_SECRET)),
        ("PIXIO_WEBHOOK_SECRET", "short"),
        ("PIXIO_WEBHOOK_SECRET", "a-secret-of-some-length,short"),
        ("PIXIO_WEBHOOK_SECRET", "a-secret-of-some-length,,"),
        ("PIXIO_WEBHOOK_SECRET", ",".join(["a-secret-of-some-length"] * 3)),
        ("PIXIO_MEDIA_HOSTS", "https://cdn.example.com/path"),
        ("PIXIO_TIMEOUT_SECONDS", "soon"),
        ("MEDIA_TIMEOUT_SECONDS", "0"),
        ("RECONCILE_AFTER_SECONDS", "nan"),
        ("RECONCILE_AFTER_SECONDS", "-1"),
        ("NOT_STARTED_AFTER_SECONDS", "inf"),
        ("RATELIMIT_GENERATIONS", "many"),
        ("RATELIMIT_GENERATIONS", "0/minute"),
        ("RATELIMIT_STORAGE_URI", "nowhere://"),
        ("RATELIMIT_STORAGE_URI", "redis://:hunter/2@localhost:6379"),
        ("RATELIMIT_STORAGE_URI", "redis://:hunter#2@localhost:6379"),
        ("RATELIMIT_STORAGE_URI", "redis://[::1"),
        ("RATELIMIT_STORAGE_URI", "redis://localhost?socket_timeout=hunter"),
        ("PIXIO_MEDIA_HOSTS", "https://u:hunter@a.example"),
        ("PIXIO_MEDIA_HOSTS", "sk_test_hunter"),
        ("PIXIO_MEDIA_HOSTS", ",,"),
        ("PIXIO_DEPLOY_API_KEY", "caf\u00e9"),
        ("SUPABASE_SECRET_KEY", "sb_secret_a\u2013b"),
        ("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_a\nb"),
        ("SUPABASE_URL", "https://a\u2028b"),
        ("PIXIO_API_URL", "https://a\tb.example"),
        ("SITE_URL", "https://exa mple.com"),
    ]:
        (problem,) = problems(**{name: value})
        assert problem.startswith(f"{name} "), name
        assert "hunter" not in problem, name


def test_old_names_and_old_keys_are_accepted() -> None:
    anon, service_role = (jwt.encode({"role": role}, SHARED_SECRET) for role in ("anon", "service_role"))
    old = {
        "SITE_URL": GOOD["SITE_URL"],
        "SUPABASE_URL": GOOD["SUPABASE_URL"],
        "SUPABASE_ANON_KEY": anon,
        "SUPABASE_SERVICE_ROLE_KEY": service_role,
        "COMFY_DEPLOY_API_KEY": "key",
        "PIXIO_WEBHOOK_SECRET": GOOD["PIXIO_WEBHOOK_SECRET"],
    }
    settings = Settings.read(old)
    assert (settings.supabase_publishable_key, settings.supabase_secret_key) == (anon, service_role)
    assert settings.pixio_api_key == "key"


def test_a_problem_names_the_setting_that_was_used() -> None:
    old = {**GOOD, "SUPABASE_SERVICE_ROLE_KEY": "nonsense"}
    del old["SUPABASE_SECRET_KEY"]
    with pytest.raises(SettingsError, match="SUPABASE_SERVICE_ROLE_KEY must"):
        Settings.read(old)


def started(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = {**kept, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )


FLASK = ("flask", "--app", "service")
SERVICE = ("service",)
GUNICORN = ("gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), "service:create_app()")


@pytest.mark.parametrize("command", [GUNICORN, SERVICE, (*SERVICE, "doctor"), (*FLASK, "reconcile")], ids=" ".join)
def test_every_wrong_setting_is_named_in_one_message_without_a_traceback(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    wrong = {**GOOD, "SITE_URL": "", "RATELIMIT_BILLING": "often"}
    ended = started(tmp_path, *command, **wrong)
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "Error: settings:",
        "  SITE_URL is missing",
        "    -> the address at which people reach the site, such as https://example.com",
        "  RATELIMIT_BILLING must be a rate such as 30/minute",
        "    -> its comment in .env.example says what it is; leave it empty for the usual value",
        "Each is explained in .env.example.",
    ]


@pytest.mark.parametrize(("name", "value"), [("PORT", "65536"), ("WEB_CONCURRENCY", "two")])
def test_a_wrong_port_or_number_of_processes_is_named(tmp_path: Path, name: str, value: str) -> None:
    ended = started(tmp_path, *SERVICE, **{**GOOD, name: value})
    assert ended.returncode == 1
    assert f"{name} must be" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"SITE_URL=\xff", ".env must be text in UTF-8: invalid start byte at byte 9"),
        (b"A=1\nPIXIO_API_KEY=a\0b", ".env must not hold a NUL character: see line 2"),
        (b'A=1\nSITE_URL="https://a.example\nB=2', ".env must have NAME=value in line 2; is a quotation mark missing?"),
        (None, ".env must be a file, and is a folder"),
    ],
)
@pytest.mark.parametrize("command", [GUNICORN, SERVICE, (*SERVICE, "doctor")], ids=["gunicorn", "service", "doctor"])
def test_a_damaged_settings_file_is_named(
    tmp_path: Path, content: bytes | None, problem: str, command: tuple[str, ...]
) -> None:
    file = tmp_path / ".env"
    file.mkdir() if content is None else file.write_bytes(content)
    ended = started(tmp_path, *command, **GOOD)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.splitlines() == [
        "Error: settings:",
        f"  {problem}",
        "    -> correct it, or copy .env.example again",
        "Each is explained in .env.example.",
    ]


def test_an_unreadable_settings_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)  # root may read every file
    with pytest.raises(EnvFileError, match="cannot be read: Permission denied"):
        read_env_file(tmp_path / ".env")


def test_gunicorn_alone_finds_the_configuration_in_the_project(tmp_path: Path) -> None:
    ended = started(ROOT, "gunicorn", "service:create_app()", **GOOD, WEB_CONCURRENCY="0", PYTHON_DOTENV_DISABLED="1")
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "WEB_CONCURRENCY must be a number" in ended.stderr


def test_the_environment_overrides_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in GOOD.items()))
    show = (
        "from service import create_app; from service.settings import settings\n"
        "with create_app().app_context(): print(settings().site_url, settings().supabase_url)"
    )
    script = tmp_path / "show.py"
    script.write_text(show)
    ended = started(tmp_path, "show", SITE_URL="https://other.example.com")
    assert ended.stdout.split() == ["https://other.example.com", "https://abc.supabase.co"], ended.stderr
    disabled = started(tmp_path, "show", PYTHON_DOTENV_DISABLED="1")
    assert "SITE_URL is missing" in disabled.stderr
