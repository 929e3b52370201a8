"""Files of the seed: a bucket's `objects_path` in `supabase/config.toml`, which the Supabase CLI uploads in the same way."""

import mimetypes
import tomllib

import httpx

from local.config import StackConfig
from local.programs import ROOT

SUPABASE = ROOT / "supabase"


def upload(config: StackConfig) -> None:
    """Upload the files to their buckets. Raises httpx.HTTPError if one is refused."""
    buckets = tomllib.loads((SUPABASE / "config.toml").read_text(encoding="utf-8"))["storage"]["buckets"]
    with httpx.Client(
        base_url=f"{config.supabase_url}/storage/v1/object",
        headers={"apikey": config.secret_key, "Authorization": f"Bearer {config.service_role_key}"},
    ) as storage:
        folders = {name: SUPABASE / each["objects_path"] for name, each in buckets.items() if "objects_path" in each}
        for bucket, folder in folders.items():
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                path = f"/{bucket}/{file.relative_to(folder).as_posix()}"
                storage.post(path, content=file.read_bytes(), headers={"Content-Type": kind}).raise_for_status()
