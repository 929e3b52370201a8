"""The settings, validated once from environment variables and `.env` into one frozen object.

A variable of the environment takes precedence over the same one in `.env`; an empty value counts as missing. All
problems are reported in one error, each by the name of its variable.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import jwt
from click import ClickException
from dotenv import find_dotenv
from flask import Flask, current_app
from limits import parse_many
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from redis import ConnectionPool

from service.downloads.hosts import MediaHosts
from service.env_file import EnvFileError, read_env_file
from service.setting_hints import with_hint

PIXIO_API_URL = "https://pixio-api-workers-production.up.railway.app"
PIXIO_MEDIA_HOSTS = "*.amazonaws.com,*.cloudfront.net,*.r2.cloudflarestorage.com,*.r2.dev,*.myapps.ai,*.up.railway.app"
STRIPE_API_URL = "https://api.stripe.com"
SHORTEST_SECRET = 16
MEMORY = "memory://"

_DSN = re.compile(r"https?://\w+@[\w.:-]+/(?:[\w-]+/)*\d+", re.ASCII)
_STRIPE_KEY = re.compile(r"(sk|rk)_(test|live)_\w+", re.ASCII)


class SettingsError(ClickException):
    """Settings are missing or wrong. `problems` holds a sentence for each, which begins with the variable's name.

    A `flask` command shows them to the operator, without a traceback.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        listed = "".join(map(with_hint, problems))
        super().__init__(f"settings:\n{listed}Each is explained in .env.example.")


def _is_plain(text: str) -> bool:
    """Printable ASCII without blanks: what an HTTP header and a URL can hold."""
    return text.isascii() and text.isprintable() and " " not in text


def _key(text: str) -> str:
    if not _is_plain(text):
        raise ValueError("must not contain blanks, control characters or letters beyond ASCII")
    return text


def _url(text: str) -> str:
    try:
        url = urlsplit(text.rstrip("/"))
        is_valid = url.scheme in ("http", "https") and url.hostname and (url.port is None or url.port > 0)
    except ValueError:
        is_valid = False
    if not is_valid or not _is_plain(text) or url.username or url.path or url.query or url.fragment:
        raise ValueError("must be an address such as https://example.com, without a path")
    return text.rstrip("/")


def _seconds(least: float) -> Callable[[str | float], float]:
    def parse(text: str | float) -> float:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not least <= value < float("inf"):
            raise ValueError(f"must be a number of seconds, {least:g} or more")
        return value

    return parse


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("must be true or false")
    return text == "true"


def _rate(text: str) -> str:
    try:
        is_valid = all(rate.amount > 0 for rate in parse_many(text))
    except ValueError:
        is_valid = False
    if not is_valid:
        raise ValueError("must be a rate such as 30/minute")
    return text


def _storage_uri(text: str) -> str:
    if text == MEMORY:
        return text
    try:
        ConnectionPool.from_url(text)
    except ValueError:  # its own message may quote a part of the password
        raise ValueError(
            f"must be {MEMORY} or an address such as redis://:password@host:6379, whose password is percent-encoded"
        ) from None
    return text


def _secrets(text: str) -> tuple[str, ...]:
    secrets = tuple(part.strip() for part in text.split(","))
    if len(secrets) > 2 or any(len(secret) < SHORTEST_SECRET for secret in secrets):
        raise ValueError(
            f"must be one secret, or two separated by a comma, of at least {SHORTEST_SECRET} characters each"
        )
    return secrets


def _supabase_key(prefix: str, role: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        _key(text)
        if not text.startswith(prefix) and _role_of(text) != role:
            raise ValueError(f'must be a key that begins with {prefix}, or a JWT with the role "{role}"')
        return text

    return check


def _role_of(text: str) -> object:
    try:
        return jwt.decode(text, options={"verify_signature": False}).get("role")
    except jwt.InvalidTokenError:
        return None


def _stripe_key(text: str) -> str:
    if not _STRIPE_KEY.fullmatch(text):
        raise ValueError("must be a secret key, which begins with sk_test_ or sk_live_")
    return text


def _dsn(text: str) -> str:
    if not _DSN.fullmatch(text):
        raise ValueError("must be the DSN of a project in Sentry, such as https://key@o1.ingest.sentry.io/2")
    return _with_package(text, "sentry_sdk")


def _metrics_token(text: str) -> str:
    if len(_key(text)) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return _with_package(text, "prometheus_client")


def _with_package(text: str, package: str) -> str:
    """`text`, the value of a setting that needs an optional package."""
    if importlib.util.find_spec(package) is None:
        raise ValueError(f"needs the package {package}: install requirements-monitoring.txt, or leave it empty")
    return text


Url = Annotated[str, AfterValidator(_url)]
Seconds = Annotated[float, BeforeValidator(_seconds(least=0))]
Timeout = Annotated[float, BeforeValidator(_seconds(least=0.1))]
Flag = Annotated[bool, BeforeValidator(_flag)]
Rate = Annotated[str, AfterValidator(_rate)]
Secrets = Annotated[tuple[str, ...], BeforeValidator(_secrets)]


class _Variables(BaseModel):
    """Fields are read from variables: the field `site_url` from SITE_URL."""

    model_config = ConfigDict(frozen=True, alias_generator=str.upper, hide_input_in_errors=True)


class StripeSettings(_Variables):
    """All may be missing: then there is no billing, and `secret_key` is empty.

    `webhook_secrets` holds one secret, or two during a rotation, each accepted. `price_ids` holds the `STRIPE_PRICE_*`
    variables without that prefix. `automatic_tax` and `tax_id_collection` say what checkout asks for.
    """

    secret_key: Annotated[str, AfterValidator(_stripe_key)] = Field("", alias="STRIPE_SECRET_KEY", repr=False)
    webhook_secrets: Secrets = Field((), alias="STRIPE_WEBHOOK_SECRET", repr=False)
    api_url: Url = Field(STRIPE_API_URL, alias="STRIPE_API_URL")
    automatic_tax: Flag = Field(default=False, alias="STRIPE_AUTOMATIC_TAX")
    tax_id_collection: Flag = Field(default=False, alias="STRIPE_TAX_ID_COLLECTION")
    price_ids: Mapping[str, str]

    @property
    def livemode(self) -> bool:
        """Does the key move real money?"""
        return "_live_" in self.secret_key

    @model_validator(mode="after")
    def _send_live_keys_only_to_stripe(self) -> Self:
        if self.api_url != STRIPE_API_URL and self.secret_key and not self.secret_key.startswith("sk_test_"):
            raise ValueError("STRIPE_API_URL must be Stripe's own unless STRIPE_SECRET_KEY begins with sk_test_")
        return self


class Settings(_Variables):
    """All settings. URLs have no path and no trailing slash; times are in seconds.

    `pixio_webhook_secrets` holds one secret, or two during a rotation: the first signs, each is accepted.
    `deployment_ids` holds the `DEPLOYMENT_ID_*` variables without that prefix.
    """

    site_url: Url
    supabase_url: Url
    supabase_publishable_key: Annotated[str, AfterValidator(_supabase_key("sb_publishable_", "anon"))] = Field(
        validation_alias=AliasChoices("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY"), repr=False
    )
    supabase_secret_key: Annotated[str, AfterValidator(_supabase_key("sb_secret_", "service_role"))] = Field(
        validation_alias=AliasChoices("SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"), repr=False
    )
    pixio_api_url: Url = PIXIO_API_URL
    pixio_api_key: Annotated[str, AfterValidator(_key)] = Field(
        validation_alias=AliasChoices("PIXIO_DEPLOY_API_KEY", "COMFY_DEPLOY_API_KEY"), repr=False
    )
    pixio_webhook_secrets: Secrets = Field(alias="PIXIO_WEBHOOK_SECRET", repr=False)
    pixio_media_hosts: Annotated[MediaHosts, BeforeValidator(MediaHosts.parse)] = MediaHosts.parse(PIXIO_MEDIA_HOSTS)
    pixio_timeout_seconds: Timeout = 30
    media_timeout_seconds: Timeout = 60
    deployment_ids: Mapping[str, str]
    stripe: StripeSettings
    ratelimit_generations: Rate = "30/minute"
    ratelimit_billing: Rate = "30/minute"
    ratelimit_storage_uri: Annotated[str, AfterValidator(_storage_uri)] = Field(MEMORY, repr=False)
    reconcile_after_seconds: Seconds = 60
    not_started_after_seconds: Seconds = 300
    unknown_run_after_seconds: Seconds = 300
    metrics_token: Annotated[str, AfterValidator(_metrics_token)] = Field("", repr=False)
    sentry_dsn: Annotated[str, AfterValidator(_dsn)] = Field("", repr=False)

    @classmethod
    def read(cls, variables: Mapping[str, str | None]) -> Settings:
        """The settings in `variables`.

        Raises:
            SettingsError: naming every variable that is missing or wrong.
        """
        values = {name: text.strip() for name, text in variables.items() if text and text.strip()}
        stripe = {**values, "PRICE_IDS": _with_prefix("STRIPE_PRICE_", values)}
        try:
            return cls.model_validate(
                {**values, "STRIPE": stripe, "DEPLOYMENT_IDS": _with_prefix("DEPLOYMENT_ID_", values)}
            )
        except ValidationError as error:
            raise SettingsError([_problem(each) for each in error.errors(include_url=False)]) from None


def _with_prefix(prefix: str, values: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}


def _problem(error: Any) -> str:
    """A sentence about what pydantic found, which begins with the name of the variable."""
    if error["type"] == "missing":
        return f"{_names(error['loc'][-1])} is missing"
    cause = str(error["ctx"]["error"])
    return cause if error["loc"] == ("STRIPE",) else f"{error['loc'][-1]} {cause}"


def _names(name: str) -> str:
    for field in Settings.model_fields.values():
        if isinstance(field.validation_alias, AliasChoices) and name in field.validation_alias.choices:
            return " or ".join(map(str, field.validation_alias.choices))
    return name


def init_app(app: Flask, variables: Mapping[str, str] | None) -> Settings:
    """Read the settings of `app` from `variables`, or else from `.env` and the environment."""
    found = Settings.read(variables) if variables is not None else from_environment()
    app.extensions["settings"] = found
    return found


def settings() -> Settings:
    """The settings of the running app."""
    found: Settings = current_app.extensions["settings"]
    return found


def from_environment() -> Settings:
    """The settings in `.env` and the environment. Raises SettingsError."""
    return Settings.read(_environment())


def _environment() -> Mapping[str, str | None]:
    if os.environ.get("PYTHON_DOTENV_DISABLED"):  # the local stack and the tests have their own settings
        return os.environ
    here = Path(".env")  # find_dotenv passes over a folder of this name
    try:
        return {**read_env_file(here if here.is_dir() else Path(find_dotenv(usecwd=True) or here)), **os.environ}
    except EnvFileError as error:
        raise SettingsError([f".env {error}"]) from None
