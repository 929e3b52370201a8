"""Settings of the stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadSettings(ValueError):
    """The stand-in refuses these settings."""


@dataclass(frozen=True)
class StripeSettings:
    """URL, keys and data folder.

    `webhook_url` is the webhook endpoint that exists from the start, with `webhook_secret`; others are created over the
    API. The dashboard links to `site_url`. All files are below `data_dir`. `retry_pauses` are the seconds between the
    attempts of a webhook delivery.

    Raises BadSettings for a key that is not a test key, and for a URL that is not on this machine.
    """

    url: str
    data_dir: Path
    secret_key: str
    webhook_secret: str
    webhook_url: str
    site_url: str
    retry_pauses: tuple[float, ...] = (0.5, 1, 2, 4, 8, 15, 30, 60)

    def __post_init__(self) -> None:
        if not self.secret_key.startswith(("sk_test_", "rk_test_")):
            raise BadSettings("The stand-in accepts test keys only: sk_test_…")
        if urlsplit(self.url).hostname not in LOOPBACK:
            raise BadSettings(f"The stand-in serves this machine only, not {self.url}")

    @classmethod
    def from_config(cls, config: Any) -> StripeSettings:
        """The settings for a local stack."""
        return cls(
            url=config.stripe_url,
            data_dir=config.data_dir / "stripe",
            secret_key=config.stripe_secret_key,
            webhook_secret=config.stripe_webhook_secret,
            webhook_url=f"{config.service_url}/api/webhooks/stripe",
            site_url=config.site_url,
        )
