"""What the service has to know of Stripe. All of it may be missing: then there is no billing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.environment import Environment

STRIPE_API_URL = "https://api.stripe.com"

_KEY = re.compile(r"(sk|rk)_(test|live)_\w+")


@dataclass(frozen=True)
class StripeSettings:
    """`secret_key` is empty where there is no billing. `webhook_secrets` holds one secret, or two during a rotation,
    each accepted. `price_ids` holds the `STRIPE_PRICE_*` variables without that prefix. `automatic_tax` and
    `tax_id_collection` say what checkout asks for."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    api_url: str
    price_ids: Mapping[str, str]
    automatic_tax: bool
    tax_id_collection: bool

    @property
    def livemode(self) -> bool:
        """Does the key move real money?"""
        return "_live_" in self.secret_key

    @classmethod
    def read(cls, env: Environment) -> StripeSettings:
        """The settings in the environment; what is wrong is noted there."""
        settings = cls(
            secret_key=env.parsed("STRIPE_SECRET_KEY", parse=_key, nothing="", optional=True),
            webhook_secrets=env.secrets("STRIPE_WEBHOOK_SECRET", optional=True),
            api_url=env.url("STRIPE_API_URL", default=STRIPE_API_URL),
            price_ids=env.prefixed("STRIPE_PRICE_"),
            automatic_tax=env.flag("STRIPE_AUTOMATIC_TAX"),
            tax_id_collection=env.flag("STRIPE_TAX_ID_COLLECTION"),
        )
        foreign = settings.api_url not in ("", STRIPE_API_URL)
        if foreign and settings.secret_key and not settings.secret_key.startswith("sk_test_"):
            env.note("STRIPE_API_URL must be Stripe's own unless STRIPE_SECRET_KEY begins with sk_test_")
        return settings


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValueError("must be a secret key, which begins with sk_test_ or sk_live_")
    return text
