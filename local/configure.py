"""Make the configuration of a stack from options, settings and ports."""

from typing import Any

from local.config import StackConfig
from local.keys import load_or_make_keys
from local.options import Options
from local.ports import Ports
from local.postgres.cluster import Cluster
from local.settings import Settings


def configure(options: Options, settings: Settings, ports: Ports) -> StackConfig:
    """Return the configuration, with the keys in the data folder. Raises StackError if a setting is incomplete."""
    keys = vars(load_or_make_keys(options.data / "keys.json"))
    return StackConfig(**{**keys, **_stand_ins(options, ports), **_real_services(settings)})


def _stand_ins(options: Options, ports: Ports) -> dict[str, Any]:
    return {
        "data_dir": options.data,
        "site_url": f"http://localhost:{ports.site}",
        "service_url": f"http://127.0.0.1:{ports.service}",
        "supabase_url": f"http://127.0.0.1:{ports.supabase}",
        "inbox_url": f"http://127.0.0.1:{ports.inbox}",
        "pixio_url": f"http://127.0.0.1:{ports.pixio}",
        "stripe_url": f"http://127.0.0.1:{ports.stripe}",
        "postgrest_url": f"http://127.0.0.1:{ports.postgrest}",
        "db_url": Cluster(options.data / "postgres", ports.postgres).url(),
        "pixio_run_seconds": options.pixio_seconds,
    }


def _real_services(settings: Settings) -> dict[str, Any]:
    """Return the values for real services. With a real Supabase, the stack has no database, PostgREST and inbox."""
    found: dict[str, Any] = {}
    if site_url := settings.values.get("SITE_URL"):
        found["site_url"] = site_url.rstrip("/")
    if secret := settings.values.get("PIXIO_WEBHOOK_SECRET"):
        found["pixio_webhook_secret"] = secret.partition(",")[0].strip()
    if key := settings.pixio_key():
        found |= {"pixio_url": "", "pixio_api_key": key}
    if key := settings.stripe_key():
        found |= {"stripe_url": "", "stripe_secret_key": key}
    if real := settings.supabase():
        keys = {"publishable_key": real.publishable_key, "secret_key": real.secret_key}
        keys |= {"anon_key": real.publishable_key, "service_role_key": real.secret_key}
        found |= {"supabase_url": real.url, **keys, "inbox_url": "", "postgrest_url": "", "db_url": ""}
    return found
