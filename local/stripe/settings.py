"""What the stand-in has to be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadSettings(ValueError):
    """The stand-in will not run like this."""


@dataclass(frozen=True)
class StripeSettings:
    """Address, keys and place of the stand-in.

    `webhook_url` is the first webhook endpoint, which is there from the start and signs with `webhook_secret`; more
    are made over the API. `site_url` is where pages lead back to when nothing else is said. Everything on disk lies
    below `data_dir`. `retry_pauses` are the seconds before each further try of a webhook.

    Raises BadSettings for a key that is no test key and for an address that is not on this machine.
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
            raise BadSettings("The stand-in takes test keys only: sk_test_…")
        if urlsplit(self.url).hostname not in LOOPBACK:
            raise BadSettings(f"The stand-in serves this machine only, not {self.url}")

    @classmethod
    def from_config(cls, config: Any) -> StripeSettings:
        """The settings of a local stack."""
        return cls(
            url=config.stripe_url,
            data_dir=config.data_dir / "stripe",
            secret_key=config.stripe_secret_key,
            webhook_secret=config.stripe_webhook_secret,
            webhook_url=f"{config.service_url}/api/webhooks/stripe",
            site_url=config.site_url,
        )
