"""The settings of `.env` and of the environment (which wins), and what they say about the real things to use.

Supabase, Stripe and Pixio are each a stand-in until their keys are set.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from local.errors import StackError

PUBLISHABLE = ("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY")
SECRET = ("SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY")
STRIPE = ("STRIPE_SECRET_KEY",)
PIXIO = ("PIXIO_DEPLOY_API_KEY", "COMFY_DEPLOY_API_KEY")


@dataclass(frozen=True)
class RealSupabase:
    """A project of its own, hosted or in Docker, with its two keys."""

    url: str
    publishable_key: str
    secret_key: str


@dataclass(frozen=True)
class Settings:
    """All variables that are set and not empty."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, env_file: Path) -> Settings:
        """What stands in the file, overridden by the environment. A file that is not there holds nothing.

        Raises StackError if the file is not text in UTF-8.
        """
        try:
            both = {**dotenv_values(env_file), **os.environ}
        except UnicodeDecodeError as error:
            raise StackError(
                f"{env_file} must be a text file in UTF-8: {error.reason} at byte {error.start}."
            ) from error
        return cls({name: value for name, value in both.items() if value})

    def first(self, names: tuple[str, ...]) -> str | None:
        """The value of the first of these names that is set."""
        return next((self.values[name] for name in names if name in self.values), None)

    def supabase(self) -> RealSupabase | None:
        """The real project, if one is set.

        Raises:
            StackError: if only a part of what it takes is set.
        """
        url, publishable, secret = self.values.get("SUPABASE_URL"), self.first(PUBLISHABLE), self.first(SECRET)
        if url and publishable and secret:
            return RealSupabase(url.rstrip("/"), publishable, secret)
        if url or publishable or secret:
            pairs = {"SUPABASE_URL": url, " or ".join(PUBLISHABLE): publishable, " or ".join(SECRET): secret}
            missing = "; ".join(name for name, value in pairs.items() if not value)
            raise StackError(f"Supabase is only half set up in .env. Still missing: {missing}.")
        return None

    def pixio_key(self) -> str | None:
        """The key of the real Pixio, if it is set. Raises StackError if its address is set without a key."""
        return self._key(PIXIO, "PIXIO_API_URL")

    def stripe_key(self) -> str | None:
        """The key of the real Stripe, if it is set. Raises StackError if its webhooks' secret is set without a key."""
        return self._key(STRIPE, "STRIPE_WEBHOOK_SECRET")

    def _key(self, names: tuple[str, ...], alone: str) -> str | None:
        key = self.first(names)
        if not key and alone in self.values:
            raise StackError(f"{alone} is set, but no key: set {' or '.join(names)}, or neither.")
        return key
