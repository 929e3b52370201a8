"""Settings: read once from the environment into one typed, frozen object.

A value that stands in the environment wins over one in `.env`; an empty value counts as missing. Everything that is
wrong is reported at once, by the variable's name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from dotenv import find_dotenv, load_dotenv
from flask import Flask, current_app

from service.environment import Environment
from service.media.hosts import MediaHosts
from service.stripe.settings import StripeSettings

PIXIO_API_URL = "https://pixio-api-workers-production.up.railway.app"
PIXIO_MEDIA_HOSTS = "*.amazonaws.com,*.cloudfront.net,*.r2.cloudflarestorage.com,*.r2.dev,*.myapps.ai,*.up.railway.app"


@dataclass(frozen=True)
class Settings:
    """What the service has to know. URLs carry no path and no trailing slash; times are in seconds.

    `pixio_webhook_secrets` holds one secret, or two during a rotation: the first signs, each is accepted.
    `deployment_ids` holds the `DEPLOYMENT_ID_*` variables without that prefix.
    """

    site_url: str
    supabase_url: str
    supabase_publishable_key: str = field(repr=False)
    supabase_secret_key: str = field(repr=False)
    pixio_api_url: str
    pixio_api_key: str = field(repr=False)
    pixio_webhook_secrets: tuple[str, ...] = field(repr=False)
    pixio_media_hosts: MediaHosts
    pixio_timeout_seconds: float
    media_timeout_seconds: float
    deployment_ids: Mapping[str, str]
    stripe: StripeSettings
    ratelimit_generations: str
    ratelimit_billing: str
    ratelimit_storage_uri: str = field(repr=False)
    reconcile_after_seconds: float
    not_started_after_seconds: float
    unknown_run_after_seconds: float

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Settings:
        """The settings in `values`, a mapping of variables.

        Raises:
            SettingsError: naming every variable that is missing or wrong.
        """
        env = Environment(values)
        settings = cls(
            site_url=env.url("SITE_URL"),
            supabase_url=env.url("SUPABASE_URL"),
            supabase_publishable_key=env.supabase_key(
                "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY", prefix="sb_publishable_", role="anon"
            ),
            supabase_secret_key=env.supabase_key(
                "SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY", prefix="sb_secret_", role="service_role"
            ),
            pixio_api_url=env.url("PIXIO_API_URL", default=PIXIO_API_URL),
            pixio_api_key=env.text("PIXIO_DEPLOY_API_KEY", "COMFY_DEPLOY_API_KEY"),
            pixio_webhook_secrets=env.secrets("PIXIO_WEBHOOK_SECRET"),
            pixio_media_hosts=env.parsed(
                "PIXIO_MEDIA_HOSTS", parse=MediaHosts.parse, default=PIXIO_MEDIA_HOSTS, nothing=MediaHosts()
            ),
            pixio_timeout_seconds=env.seconds("PIXIO_TIMEOUT_SECONDS", default=30, least=0.1),
            media_timeout_seconds=env.seconds("MEDIA_TIMEOUT_SECONDS", default=60, least=0.1),
            deployment_ids=env.prefixed("DEPLOYMENT_ID_"),
            stripe=StripeSettings.read(env),
            ratelimit_generations=env.rate("RATELIMIT_GENERATIONS", default="30/minute"),
            ratelimit_billing=env.rate("RATELIMIT_BILLING", default="30/minute"),
            ratelimit_storage_uri=env.counters("RATELIMIT_STORAGE_URI", default="memory://"),
            reconcile_after_seconds=env.seconds("RECONCILE_AFTER_SECONDS", default=60),
            not_started_after_seconds=env.seconds("NOT_STARTED_AFTER_SECONDS", default=300),
            unknown_run_after_seconds=env.seconds("UNKNOWN_RUN_AFTER_SECONDS", default=300),
        )
        env.refuse_problems()
        return settings


def init_app(app: Flask, values: Mapping[str, str] | None) -> Settings:
    """Read the settings of `app` from `values`, or else from `.env` and the environment."""
    settings = Settings.read(values if values is not None else _environment())
    app.extensions["settings"] = settings
    return settings


def settings() -> Settings:
    """The settings of the running app."""
    found: Settings = current_app.extensions["settings"]
    return found


def _environment() -> Mapping[str, str]:
    load_dotenv(find_dotenv(usecwd=True))
    return os.environ
