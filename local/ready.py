"""The ready file: what a test or tool needs to know of a stack that runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

from local.config import StackConfig

SHOWN = (
    *("site_url", "service_url", "supabase_url", "db_url", "inbox_url", "pixio_url", "stripe_url"),
    *("publishable_key", "secret_key", "anon_key", "service_role_key"),
    *("pixio_webhook_secret", "pixio_api_key", "data_dir"),
    *("stripe_secret_key", "stripe_webhook_secret"),
)


def write(path: Path | None, config: StackConfig) -> None:
    """Write it, if one is wanted: as a whole, for this user only. What the stack does not run itself is null."""
    if path is None:
        return
    values = {name: str(getattr(config, name)) or None for name in SHOWN}
    path.parent.mkdir(parents=True, exist_ok=True)
    half_done = path.with_name(f".{path.name}.{os.getpid()}")
    half_done.touch(mode=0o600)
    half_done.write_text(json.dumps({**values, "pid": os.getpid()}, indent=2), encoding="utf-8")
    half_done.replace(path)


def remove(path: Path | None) -> None:
    """Take it away, so that nobody takes a stack for ready that is not."""
    if path is not None:
        path.unlink(missing_ok=True)
