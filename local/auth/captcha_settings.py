"""`[auth.captcha]` of config.toml: which captcha is wanted, if any."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

VERIFIERS = {
    "hcaptcha": "https://hcaptcha.com/siteverify",
    "turnstile": "https://challenges.cloudflare.com/turnstile/v0/siteverify",
}
FROM_ENVIRONMENT = re.compile(r"env\((\w+)\)")


@dataclass(frozen=True)
class Captcha:
    """Where a token is checked, and the secret that belongs to the site's key."""

    verify_url: str
    secret: str

    @classmethod
    def read(cls, values: dict[str, Any]) -> Captcha | None:
        """The captcha that this section asks for; None if it is not enabled.

        Raises:
            ValueError: naming what cannot be followed.
        """
        if not values.get("enabled", False):
            return None
        if values.get("provider") not in VERIFIERS:
            raise ValueError(f"provider must be one of {', '.join(VERIFIERS)}")
        secret = str(values.get("secret", ""))
        if named := FROM_ENVIRONMENT.fullmatch(secret):
            secret = os.environ.get(named[1], "")
        if not secret:
            raise ValueError("secret is missing")
        return cls(VERIFIERS[values["provider"]], secret)
