"""PostgREST, the real one, as a Supabase project runs it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from local import keys, programs
from local.config import StackConfig
from local.supervision import Process
from local.wire import answers

POOL = 20


def postgrest(config: StackConfig, port: int, admin_port: int, db_url: str) -> Process:
    """The process; `db_url` is the authenticator's."""
    return Process(
        name="postgrest",
        command=[str(programs.postgrest())],
        env=environment(config, port, admin_port, db_url),
        cwd=config.data_dir,
        answers=lambda: answers(f"http://127.0.0.1:{admin_port}/ready"),
    )


def environment(config: StackConfig, port: int, admin_port: int, db_url: str) -> dict[str, str]:
    """PostgREST's settings; what the API exposes stands in `supabase/config.toml`."""
    api = _api_settings(programs.ROOT / "supabase" / "config.toml")
    return {
        "PGRST_DB_URI": db_url,
        "PGRST_DB_SCHEMAS": ",".join(api.get("schemas", ["public"])),
        "PGRST_DB_EXTRA_SEARCH_PATH": ",".join(api.get("extra_search_path", ["public", "extensions"])),
        "PGRST_DB_MAX_ROWS": str(api.get("max_rows", 1000)),
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_DB_POOL": str(POOL),
        "PGRST_JWT_SECRET": json.dumps(keys.jwk_set(config.jwt_secret, config.signing_key)),
        "PGRST_OPENAPI_SERVER_PROXY_URI": f"{config.supabase_url}/rest/v1",
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
        "PGRST_ADMIN_SERVER_PORT": str(admin_port),
        "PGRST_LOG_LEVEL": "warn",
    }


def _api_settings(config_toml: Path) -> dict[str, Any]:
    return dict(tomllib.loads(config_toml.read_text(encoding="utf-8")).get("api", {}))
