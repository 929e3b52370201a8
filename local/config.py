"""The configuration of a stack: addresses and keys that its processes share."""

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from local.data_folder import write_private
from local.keys import Keys

# Values that only the processes of the stack need.
INTERNAL = frozenset({"jwt_secret", "signing_key", "postgrest_url", "pixio_run_seconds"})


@dataclass(frozen=True)
class StackConfig(Keys):
    """Keys, addresses and folders of one stack. All addresses are on the loopback interface.

    `data_dir` has all files (`postgres/`, `storage/`, `mails/`, `pixio/`, `stripe/`, `logs/`). `db_url` is for the superuser
    `supabase_admin`. `publishable_key` and `secret_key` are `sb_…` keys, not JWTs; `anon_key` and `service_role_key` are
    the legacy JWTs, signed with `jwt_secret` (HS256). `signing_key` is a private ES256 JWK with a `kid`, which signs the
    tokens of users. `pixio_run_seconds` is the duration of a run of the stand-in.
    """

    data_dir: Path
    site_url: str
    service_url: str
    supabase_url: str
    inbox_url: str
    pixio_url: str
    stripe_url: str
    postgrest_url: str
    db_url: str
    pixio_run_seconds: float

    def save(self, path: Path) -> None:
        """Write the whole configuration, for the processes of the stack."""
        write_private(path, self._values())

    def save_ready(self, path: Path) -> None:
        """Write what tests and tools need. Addresses of processes that the stack does not run are null."""
        shown = {name: value or None for name, value in self._values().items() if name not in INTERNAL}
        write_private(path, {**shown, "pid": os.getpid()})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote. Raises OSError, or TypeError if a value is missing or unknown."""
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        return cls(**values | {"data_dir": Path(values["data_dir"])})

    def _values(self) -> dict[str, Any]:
        return dataclasses.asdict(self) | {"data_dir": str(self.data_dir)}
