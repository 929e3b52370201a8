"""The Flask service: what a browser must not do itself.

It is stateless. The database decides about money, limits and the status of generations; the service authenticates
requests, validates them, and calls Pixio and Stripe.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from service import auth, commands, errors, headers, health, logs, metrics, metrics_route, rate_limits, report, sentry
from service import settings as settings_of_app
from service.account import commands as account_commands
from service.account.routes import blueprint as account
from service.billing.routes import blueprint as billing
from service.doctor import command as doctor
from service.generations.routes import blueprint as generations
from service.pixio.client import pixio
from service.shares import blueprint as shares
from service.stripe import commands as stripe_commands
from service.stripe.client import stripe_api
from service.supabase import supabase
from service.thumbnails import commands as thumbnail_commands
from service.webhooks.pixio import blueprint as pixio_webhook
from service.webhooks.stripe import blueprint as stripe_webhook

MOST_BODY_BYTES = 1024 * 1024


def create_app(test_config: Mapping[str, str] | None = None) -> Flask:
    """The WSGI app. Its settings come from the environment and `.env`, or from `test_config` alone if that is given.

    Raises:
        SettingsError: if a setting is missing or wrong.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False  # a path with a double slash is a 404, not a redirect
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY_BYTES
    logs.configure()
    settings = settings_of_app.init_app(app, test_config)
    sentry.init_app(settings)
    metrics.init_app(app, settings)
    metrics_route.init_app(app, settings)
    supabase.init_app(app, settings)
    pixio.init_app(app, settings)
    stripe_api.init_app(app, settings)
    auth.init_app(app, settings)
    rate_limits.init_app(app, settings)
    for part in (
        logs,
        errors,
        headers,
        commands,
        report,
        account_commands,
        stripe_commands,
        thumbnail_commands,
        doctor,
    ):
        part.init_app(app)
    for blueprint in (health.blueprint, generations, billing, account, shares, pixio_webhook, stripe_webhook):
        app.register_blueprint(blueprint)
    return app
