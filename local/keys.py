"""The keys of a stack: created once and kept in its data folder, so that sessions outlive a restart."""

import json
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm, HMACAlgorithm

from local.data_folder import write_private
from local.errors import RESET_HINT, StackError

TEN_YEARS = 10 * 365 * 24 * 3600


@dataclass(frozen=True)
class Keys:
    """Supabase's keys of both generations, the key that signs users' tokens, and the secrets of Pixio and Stripe."""

    publishable_key: str
    secret_key: str
    anon_key: str
    service_role_key: str
    jwt_secret: str
    signing_key: dict[str, str]
    pixio_api_key: str
    pixio_webhook_secret: str
    stripe_secret_key: str
    stripe_webhook_secret: str


def make_keys() -> Keys:
    """Return new random keys."""
    jwt_secret = secrets.token_urlsafe(48)
    return Keys(
        publishable_key=f"sb_publishable_{secrets.token_urlsafe(22)}",
        secret_key=f"sb_secret_{secrets.token_urlsafe(22)}",
        anon_key=_legacy_key("anon", jwt_secret),
        service_role_key=_legacy_key("service_role", jwt_secret),
        jwt_secret=jwt_secret,
        signing_key=_signing_key(),
        pixio_api_key=secrets.token_urlsafe(24),
        pixio_webhook_secret=secrets.token_urlsafe(32),
        stripe_secret_key=f"sk_test_{secrets.token_hex(24)}",
        stripe_webhook_secret=f"whsec_{secrets.token_hex(32)}",
    )


def load_or_make_keys(path: Path) -> Keys:
    """Return the keys in this file; create and store those that are missing.

    Raises StackError if the file is damaged.
    """
    kept = _kept(path)
    keys = Keys(**{**asdict(make_keys()), **kept})
    if asdict(keys) != kept:
        write_private(path, asdict(keys))
    return keys


def _kept(path: Path) -> dict[str, Any]:
    """Return the keys in the file, without those of other versions."""
    try:
        values = {**json.loads(path.read_bytes())} if path.exists() else {}
    except (ValueError, TypeError) as error:
        raise StackError(f"{path} is damaged ({error}). Repair it, or {RESET_HINT}") from error
    return {name: values[name] for name in Keys.__annotations__ if name in values}


def jwk_set(jwt_secret: str, signing_key: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    """Return the keys for PostgREST: for users' tokens (ES256, public half) and legacy keys (HS256)."""
    public = {name: value for name, value in signing_key.items() if name != "d"}
    shared = {**HMACAlgorithm.to_jwk(jwt_secret, as_dict=True), "alg": "HS256"}
    return {"keys": [public, shared]}


def _legacy_key(role: str, jwt_secret: str) -> str:
    now = int(time.time())
    claims = {"iss": "supabase", "ref": "local", "role": role, "iat": now, "exp": now + TEN_YEARS}
    return jwt.encode(claims, jwt_secret, algorithm="HS256")


def _signing_key() -> dict[str, str]:
    key = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True)
    return {**key, "kid": secrets.token_hex(16), "alg": "ES256", "use": "sig"}
