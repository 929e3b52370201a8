"""The settings of `.env` and of the environment, which overrides it, and which real services they name.

Supabase, Stripe and Pixio are stand-ins until their keys are set.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from local.errors import StackError
from service.env_file import EnvFileError, read_env_file

PUBLISHABLE = ("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY")
SECRET = ("SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY")
STRIPE = ("STRIPE_SECRET_KEY",)
PIXIO = ("PIXIO_DEPLOY_API_KEY", "COMFY_DEPLOY_API_KEY")


@dataclass(frozen=True)
class RealSupabase:
    """A project, hosted or in Docker, with its two keys."""

    url: str
    publishable_key: str
    secret_key: str


@dataclass(frozen=True)
class Settings:
    """All variables that are set and not empty."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, env_file: Path) -> Self:
        """Read the file, if it exists, and the environment, which overrides it. Raises StackError."""
        try:
            both = {**read_env_file(env_file), **os.environ}
        except EnvFileError as error:
            raise StackError(f"{env_file} {error}.") from error
        return cls({name: value for name, value in both.items() if value})

    def first(self, names: tuple[str, ...]) -> str | None:
        """Return the value of the first of these names that is set."""
        return next((self.values[name] for name in names if name in self.values), None)

    def supabase(self) -> RealSupabase | None:
        """Return the real project, if one is set. Raises StackError if only some of its settings are set."""
        url, publishable, secret = self.values.get("SUPABASE_URL"), self.first(PUBLISHABLE), self.first(SECRET)
        if url and publishable and secret:
            return RealSupabase(url.rstrip("/"), publishable, secret)
        if url or publishable or secret:
            pairs = {"SUPABASE_URL": url, " or ".join(PUBLISHABLE): publishable, " or ".join(SECRET): secret}
            missing = "; ".join(name for name, value in pairs.items() if not value)
            raise StackError(f"The settings of Supabase in .env are incomplete. Missing: {missing}.")
        return None

    def pixio_key(self) -> str | None:
        """Return the key of the real Pixio, if set. Raises StackError if its address is set without a key."""
        return self._key(PIXIO, "PIXIO_API_URL")

    def stripe_key(self) -> str | None:
        """Return the key of the real Stripe, if set. Raises StackError if its webhook secret is set without a key."""
        return self._key(STRIPE, "STRIPE_WEBHOOK_SECRET")

    def _key(self, names: tuple[str, ...], alone: str) -> str | None:
        key = self.first(names)
        if not key and alone in self.values:
            raise StackError(f"{alone} is set, but no key: set {' or '.join(names)}, or neither.")
        return key
