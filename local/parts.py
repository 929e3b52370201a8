"""The processes of a stack that are written in Python or run by Node, and the environment they get."""

from __future__ import annotations

import sys
from pathlib import Path

from local import programs
from local.config import StackConfig
from local.settings import Settings
from local.supervision import Process
from local.wire import answers

# One worker, so that its count of requests is the count.
GUNICORN = ("--config", "service/gunicorn.conf.py", "--workers", "1", "--graceful-timeout", "3")


def environment(config: StackConfig, settings: Settings) -> dict[str, str]:
    """What service and site get: the stand-ins' addresses and keys, and over them everything that is set for real."""
    return {
        **_addresses(config),
        **_supabase(config),
        **_pixio(config, settings),
        **_stripe(config, settings),
        **settings.values,
        **QUIET,
    }


def gateway(config: StackConfig, config_file: Path, env: dict[str, str]) -> Process:
    """Auth, storage, realtime and PostgREST behind one address, and the inbox."""
    return _python("gateway", ["-m", "local.gateway", str(config_file)], env, config.supabase_url)


def pixio(config: StackConfig, config_file: Path, env: dict[str, str]) -> Process:
    """The Pixio stand-in."""
    return _python("pixio", ["-m", "local.pixio", str(config_file)], env, config.pixio_url)


def stripe(config: StackConfig, config_file: Path, env: dict[str, str]) -> Process:
    """The Stripe stand-in."""
    return _python("stripe", ["-m", "local.stripe", str(config_file)], env, config.stripe_url)


def service(config: StackConfig, env: dict[str, str], *, reload: bool) -> Process:
    """The Flask service, under gunicorn as in production."""
    address = config.service_url.removeprefix("http://")
    options = [*GUNICORN, "--bind", address, *(["--reload"] if reload else [])]
    command = ["-m", "gunicorn", *options, "service:create_app()"]
    return _python("service", command, env, f"{config.service_url}/readyz")


def reconcile(config: StackConfig, seconds: float, env: dict[str, str]) -> Process:
    """The loop that takes up what no webhook finished. With the Stripe stand-in it makes the plans first, once."""
    # A real Stripe has its own plans: config.json is there in any case, and nothing is made.
    made = config.data_dir / ("stripe/plans-made" if config.stripe_url else "config.json")
    supabase = [config.postgrest_url, config.supabase_url] if config.db_url else []
    needed = [url for url in (*supabase, config.pixio_url, config.stripe_url) if url]
    command = [sys.executable, "-m", "local.reconcile", f"{seconds:g}", str(made), *needed]
    return Process("reconcile", command, env, programs.ROOT, answers=made.exists)


def site_dev(port: int, env: dict[str, str]) -> Process:
    """Astro's own server, which shows each change of the source at once."""
    command = [str(programs.node()), str(programs.astro()), "dev", "--host", "127.0.0.1", "--port", str(port)]
    url = f"http://127.0.0.1:{port}/"
    return Process("site", command, env, programs.ROOT / "web", answers=lambda: answers(url))


def site_dist(config_file: Path, port: int, env: dict[str, str]) -> Process:
    """The built site, as it would be on the internet. Raises StackError if it is not built."""
    programs.check_site_is_built()
    command = ["-m", "local.site", str(config_file), str(port)]
    return _python("site", command, env, f"http://127.0.0.1:{port}/")


def _python(name: str, arguments: list[str], env: dict[str, str], url: str) -> Process:
    return Process(name, [sys.executable, *arguments], env, programs.ROOT, answers=lambda: answers(url))


QUIET = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "PYTHONUNBUFFERED": "1",
    # .env has been read already, by whoever started the stack.
    "PYTHON_DOTENV_DISABLED": "1",
    "FLASK_SKIP_DOTENV": "1",
}


def _addresses(config: StackConfig) -> dict[str, str]:
    return {"SITE_URL": config.site_url, "PUBLIC_SITE_URL": config.site_url, "SERVICE_URL": config.service_url}


def _supabase(config: StackConfig) -> dict[str, str]:
    return {
        "SUPABASE_URL": config.supabase_url,
        "SUPABASE_PUBLISHABLE_KEY": config.publishable_key,
        "SUPABASE_SECRET_KEY": config.secret_key,
        "PUBLIC_SUPABASE_URL": config.supabase_url,
        "PUBLIC_SUPABASE_PUBLISHABLE_KEY": config.publishable_key,
    }


def _pixio(config: StackConfig, settings: Settings) -> dict[str, str]:
    secret = {"PIXIO_WEBHOOK_SECRET": config.pixio_webhook_secret}
    if settings.pixio_key():
        return secret
    standing_in = {"PIXIO_DEPLOY_API_KEY": config.pixio_api_key, "PIXIO_API_URL": config.pixio_url}
    return {**secret, **standing_in, "PIXIO_MEDIA_HOSTS": config.pixio_url}


def _stripe(config: StackConfig, settings: Settings) -> dict[str, str]:
    if settings.stripe_key():
        return {}
    return {
        "STRIPE_SECRET_KEY": config.stripe_secret_key,
        "STRIPE_WEBHOOK_SECRET": config.stripe_webhook_secret,
        "STRIPE_API_URL": config.stripe_url,
    }
