"""The rules of sign-up and mail, from the same `supabase/config.toml` that a hosted project takes them from."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.auth.captcha_settings import Captcha
from local.auth.hook_settings import Hook
from local.auth.providers import PROVIDERS
from local.auth.templates import Template

PROJECT = Path(__file__).resolve().parents[2]
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")

SUBJECTS = {
    "confirmation": "Confirm your email address",
    "recovery": "Reset your password",
    "magic_link": "Your sign-in link",
    "email_change": "Confirm your new email address",
    "invite": "You have been invited",
}
PLAIN = """<h2>{subject}</h2>
<p><a href="{{{{ .ConfirmationURL }}}}">Follow this link</a></p>
<p>Alternatively, enter the code: {{{{ .Token }}}}</p>
"""


class SettingError(Exception):
    """A value in config.toml that cannot be followed; the message names it."""


@dataclass(frozen=True)
class MailTemplate:
    """Subject and HTML of one kind of mail."""

    subject: Template
    html: Template


@dataclass(frozen=True)
class Settings:
    """`[auth]` of config.toml. Durations in seconds.

    `external` are the other providers that are enabled; a page here stands in for each of them, so that their ids and
    secrets do not count. What config.toml may say beyond this (anonymous sign-ins, phones, factors, other hooks)
    does not exist here, and its rate limits do not count: on one machine everybody has the same address.
    """

    site_url: str
    redirect_urls: tuple[str, ...]
    jwt_expiry: int
    rotate_refresh_tokens: bool
    reuse_interval: int
    signup_enabled: bool
    email_signup_enabled: bool
    confirmations: bool
    double_confirm_changes: bool
    minimum_password_length: int
    max_frequency: float
    otp_length: int
    otp_expiry: int
    templates: dict[str, MailTemplate]
    external: frozenset[str]
    captcha: Captcha | None
    before_user_created: Hook | None


def load_settings(project: Path = PROJECT) -> Settings:
    """The settings of the project in this folder; what config.toml leaves out is as the Supabase CLI has it.

    Raises:
        SettingError: if a value cannot be followed.
        TemplateError: if a mail template cannot.
    """
    path = project / "supabase" / "config.toml"
    auth = tomllib.loads(path.read_text(encoding="utf-8")).get("auth", {}) if path.exists() else {}
    by_email = auth.get("email", {})
    return Settings(
        site_url=auth.get("site_url", "http://localhost:3000"),
        redirect_urls=tuple(auth.get("additional_redirect_urls", [])),
        jwt_expiry=auth.get("jwt_expiry", 3600),
        rotate_refresh_tokens=auth.get("enable_refresh_token_rotation", True),
        reuse_interval=auth.get("refresh_token_reuse_interval", 10),
        signup_enabled=auth.get("enable_signup", True),
        email_signup_enabled=by_email.get("enable_signup", True),
        confirmations=by_email.get("enable_confirmations", False),
        double_confirm_changes=by_email.get("double_confirm_changes", True),
        minimum_password_length=auth.get("minimum_password_length", 6),
        max_frequency=seconds("auth.email.max_frequency", by_email.get("max_frequency", "1s")),
        otp_length=by_email.get("otp_length", 6),
        otp_expiry=by_email.get("otp_expiry", 3600),
        templates={name: _template(project, name, by_email.get("template", {}).get(name, {})) for name in SUBJECTS},
        external=_external(auth.get("external", {})),
        captcha=_captcha(auth.get("captcha", {})),
        before_user_created=_hook("before_user_created", auth.get("hook", {})),
    )


def seconds(name: str, duration: object) -> float:
    """A duration such as `1m30s` in seconds; `name` is for the complaint. Raises SettingError."""
    if not isinstance(duration, str) or not re.fullmatch(f"(?:{DURATION.pattern})+", duration):
        raise SettingError(f"{name}: {duration!r} is no duration such as 1m30s")
    return sum(float(amount) * UNITS[unit] for amount, unit in DURATION.findall(duration))


def _captcha(values: dict[str, Any]) -> Captcha | None:
    try:
        return Captcha.read(values)
    except ValueError as error:
        raise SettingError(f"auth.captcha.{error}") from error


def _hook(name: str, hooks: dict[str, Any]) -> Hook | None:
    try:
        return Hook.read(hooks.get(name, {}))
    except ValueError as error:
        raise SettingError(f"auth.hook.{name}.{error}") from error


def _external(sections: dict[str, Any]) -> frozenset[str]:
    enabled = frozenset(name for name, values in sections.items() if values.get("enabled", False))
    if unknown := sorted(enabled - PROVIDERS.keys()):
        raise SettingError(f"auth.external.{unknown[0]}: there is no such provider")
    return enabled


def _template(project: Path, name: str, values: dict[str, Any]) -> MailTemplate:
    subject = values.get("subject", SUBJECTS[name])
    path = values.get("content_path")
    if path is None:
        return MailTemplate(Template(subject, name), Template(PLAIN.format(subject=subject), name))
    if not (project / path).is_file():
        raise SettingError(f"auth.email.template.{name}.content_path: there is no file {path}")
    return MailTemplate(Template(subject, name), Template((project / path).read_text(encoding="utf-8"), path))
