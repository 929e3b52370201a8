"""The processes of a stack besides its database, and their environment."""

import json
import sys
import tomllib
from pathlib import Path

from local import keys, programs
from local.config import StackConfig
from local.http_check import is_up
from local.options import Options
from local.ports import Ports
from local.postgres.cluster import PASSWORD
from local.settings import Settings
from local.supervision import Process

# One worker, as rate limits are counted in its memory.
GUNICORN = ("-m", "gunicorn", "--config", "gunicorn.conf.py", "--workers", "1", "--graceful-timeout", "3")
APP = "service:create_app()"
QUIET = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "PYTHONUNBUFFERED": "1",
    # The stack has read .env already.
    "PYTHON_DOTENV_DISABLED": "1",
    "FLASK_SKIP_DOTENV": "1",
    # gunicorn reads it before our check of the settings, and the stack starts one process anyway.
    "WEB_CONCURRENCY": "1",
}
CONFIG_TOML = programs.ROOT / "supabase" / "config.toml"


def environment(config: StackConfig, settings: Settings) -> dict[str, str]:
    """Return the environment of service and site: addresses and keys of the stand-ins, overridden by the settings."""
    env = {
        "SITE_URL": config.site_url,
        "PUBLIC_SITE_URL": config.site_url,
        "SERVICE_URL": config.service_url,
        "SUPABASE_URL": config.supabase_url,
        "SUPABASE_PUBLISHABLE_KEY": config.publishable_key,
        "SUPABASE_SECRET_KEY": config.secret_key,
        "PUBLIC_SUPABASE_URL": config.supabase_url,
        "PUBLIC_SUPABASE_PUBLISHABLE_KEY": config.publishable_key,
        "PIXIO_WEBHOOK_SECRET": config.pixio_webhook_secret,
    }
    if config.pixio_url:
        env |= {"PIXIO_API_URL": config.pixio_url, "PIXIO_MEDIA_HOSTS": config.pixio_url}
        env |= {"PIXIO_DEPLOY_API_KEY": config.pixio_api_key}
    if config.stripe_url:
        env |= {"STRIPE_API_URL": config.stripe_url, "STRIPE_SECRET_KEY": config.stripe_secret_key}
        env |= {"STRIPE_WEBHOOK_SECRET": config.stripe_webhook_secret}
    return {**env, **settings.values, **QUIET}


def processes(config: StackConfig, options: Options, ports: Ports, env: dict[str, str]) -> list[Process]:
    """Return all processes except stand-ins that are not used. Raises StackError if the site should be built but is not."""
    file = str(config.data_dir / "config.json")
    found = []
    if config.db_url:
        found.append(_postgrest(config, ports))
        found.append(_python("gateway", ("-m", "local.gateway", file), env, config.supabase_url))
    for name, url in (("pixio", config.pixio_url), ("stripe", config.stripe_url)):
        if url:
            found.append(_python(name, ("-m", f"local.{name}.app", file), env, url))
    bind = ("--bind", config.service_url.removeprefix("http://"), *(("--reload",) if options.site == "dev" else ()))
    found.append(_python("service", (*GUNICORN, *bind, APP), env, f"{config.service_url}/readyz"))
    found.append(_reconcile(config, options.reconcile_seconds, env))
    if options.site == "dev":
        found.append(site_dev(ports.site, config.data_dir, env))
    if options.site == "dist":
        programs.check_site_is_built()
        command = ("-m", "local.site", file, str(ports.site))
        found.append(_python("site", command, env, f"http://127.0.0.1:{ports.site}/"))
    return found


def _python(name: str, arguments: tuple[str, ...], env: dict[str, str], url: str) -> Process:
    return Process(name, [sys.executable, *arguments], env, programs.ROOT, is_ready=lambda: is_up(url))


def _postgrest(config: StackConfig, ports: Ports) -> Process:
    """Return the real PostgREST; `supabase/config.toml` says what it exposes."""
    api = tomllib.loads(CONFIG_TOML.read_text(encoding="utf-8"))["api"]
    env = {
        "PGRST_DB_URI": f"postgresql://authenticator:{PASSWORD}@127.0.0.1:{ports.postgres}/postgres",
        "PGRST_DB_SCHEMAS": ",".join(api["schemas"]),
        "PGRST_DB_EXTRA_SEARCH_PATH": ",".join(api["extra_search_path"]),
        "PGRST_DB_MAX_ROWS": str(api["max_rows"]),
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_DB_POOL": "20",
        "PGRST_JWT_SECRET": json.dumps(keys.jwk_set(config.jwt_secret, config.signing_key)),
        "PGRST_OPENAPI_SERVER_PROXY_URI": f"{config.supabase_url}/rest/v1",
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(ports.postgrest),
        "PGRST_ADMIN_SERVER_PORT": str(ports.postgrest_admin),
        "PGRST_LOG_LEVEL": "warn",
    }
    ready = f"http://127.0.0.1:{ports.postgrest_admin}/ready"
    return Process("postgrest", [str(programs.postgrest())], env, config.data_dir, is_ready=lambda: is_up(ready))


def _reconcile(config: StackConfig, seconds: float, env: dict[str, str]) -> Process:
    """Return the service's reconciler. With the Stripe stand-in, it first creates the plans, once."""
    # With the real Stripe no plans are created: `made` is then a file that always exists.
    made = config.data_dir / ("stripe/plans-made" if config.stripe_url else "config.json")
    supabase = [config.postgrest_url, config.supabase_url] if config.db_url else []
    needed = [url for url in (*supabase, config.pixio_url, config.stripe_url) if url]
    command = [sys.executable, "-m", "local.reconcile", f"{seconds:g}", str(made), *needed]
    return Process("reconcile", command, env, programs.ROOT, is_ready=made.exists)


def site_dev(port: int, folder: Path, env: dict[str, str]) -> Process:
    """Return Astro's development server, which shows changes of the source at once.

    Without the lock, several stacks can run from one checkout; each keeps the packages that it serves in its folder.
    """
    options = ["--ignore-lock", "--host", "127.0.0.1", "--port", str(port)]
    command = [str(programs.node()), str(programs.astro()), "dev", *options]
    url = f"http://127.0.0.1:{port}/"
    env = {**env, "SITE_CACHE": str(folder / "site")}
    return Process("site", command, env, programs.ROOT / "web", is_ready=lambda: is_up(url))
