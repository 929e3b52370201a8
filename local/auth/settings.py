"""The settings of sign-up and mail, from `supabase/config.toml`, as for a hosted project."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.auth.templates import Template

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATES = PROJECT / "supabase" / "templates"
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
FUNCTION = re.compile(r"pg-functions://postgres/(\w+)/(\w+)")
MAILS = ("confirmation", "recovery", "magic_link", "email_change", "invite")
PROVIDERS = frozenset({
    "apple", "azure", "bitbucket", "discord", "facebook", "figma", "fly", "github", "gitlab", "google", "kakao",
    "keycloak", "linkedin", "linkedin_oidc", "notion", "slack", "slack_oidc", "snapchat", "spotify", "twitch",
    "twitter", "workos", "x", "zoom",
})  # fmt: skip


class SettingError(Exception):
    """A value in config.toml that is invalid or not supported; the message names it."""


@dataclass(frozen=True)
class MailTemplate:
    """Subject and HTML of one kind of mail."""

    subject: Template
    html: Template


@dataclass(frozen=True)
class Hook:
    """A function of the database that takes and returns JSON."""

    uri: str
    schema: str
    function: str


@dataclass(frozen=True)
class Settings:
    """`[auth]` of config.toml. Durations are in seconds.

    `external` are the enabled providers; a local page stands in for each, so their ids and secrets are ignored. Anything
    else that config.toml may enable (captcha, anonymous sign-ins, phones, second factors, other hooks) is off. Refresh
    tokens rotate. There are no rate limits, as all clients have the same address.
    """

    site_url: str
    redirect_urls: tuple[str, ...]
    jwt_expiry: int
    reuse_interval: int
    signup_enabled: bool
    confirmations: bool
    double_confirm_changes: bool
    minimum_password_length: int
    max_frequency: float
    otp_length: int
    otp_expiry: int
    templates: dict[str, MailTemplate]
    external: frozenset[str]
    before_user_created: Hook | None


def load_settings(project: Path = PROJECT) -> Settings:
    """Return the settings of the project in this folder, with the defaults of the Supabase CLI.

    Raises SettingError or TemplateError if a value or a mail template is invalid or not supported.
    """
    path = project / "supabase" / "config.toml"
    auth = tomllib.loads(path.read_text(encoding="utf-8")).get("auth", {}) if path.exists() else {}
    by_email = auth.get("email", {})
    return Settings(
        site_url=auth.get("site_url", "http://localhost:3000"),
        redirect_urls=tuple(auth.get("additional_redirect_urls", [])),
        jwt_expiry=auth.get("jwt_expiry", 3600),
        reuse_interval=auth.get("refresh_token_reuse_interval", 10),
        signup_enabled=auth.get("enable_signup", True),
        confirmations=by_email.get("enable_confirmations", False),
        double_confirm_changes=by_email.get("double_confirm_changes", True),
        minimum_password_length=auth.get("minimum_password_length", 6),
        max_frequency=seconds("auth.email.max_frequency", by_email.get("max_frequency", "1s")),
        otp_length=by_email.get("otp_length", 6),
        otp_expiry=by_email.get("otp_expiry", 3600),
        templates={name: _template(project, name, by_email.get("template", {}).get(name, {})) for name in MAILS},
        external=_external(auth.get("external", {})),
        before_user_created=_hook("before_user_created", auth.get("hook", {})),
    )


def seconds(name: str, duration: object) -> float:
    """Return a duration such as `1m30s` in seconds; raise SettingError that mentions `name`."""
    if not isinstance(duration, str) or not re.fullmatch(f"(?:{DURATION.pattern})+", duration):
        raise SettingError(f"{name}: {duration!r} is not a duration such as 1m30s")
    return sum(float(amount) * UNITS[unit] for amount, unit in DURATION.findall(duration))


def _hook(name: str, hooks: dict[str, Any]) -> Hook | None:
    values = hooks.get(name, {})
    if not values.get("enabled", False):
        return None
    uri = str(values.get("uri", ""))
    found = FUNCTION.fullmatch(uri)
    if found is None:
        raise SettingError(f"auth.hook.{name}.uri must be pg-functions://postgres/<schema>/<function>")
    return Hook(uri, found[1], found[2])


def _external(sections: dict[str, Any]) -> frozenset[str]:
    enabled = frozenset(name for name, values in sections.items() if values.get("enabled", False))
    if unknown := sorted(enabled - PROVIDERS):
        raise SettingError(f"auth.external.{unknown[0]}: unknown provider")
    return enabled


def _template(project: Path, name: str, values: dict[str, Any]) -> MailTemplate:
    own = values.get("content_path")
    path = project / own if own else TEMPLATES / f"{name}.html"
    if not path.is_file():
        raise SettingError(f"auth.email.template.{name}.content_path: there is no file {path}")
    return MailTemplate(Template(values.get("subject", name), name), Template(path.read_text("utf-8"), path.name))
