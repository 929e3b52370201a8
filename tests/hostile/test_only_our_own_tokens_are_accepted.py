"""A token is accepted only if this project signed it, for this user, until it expires, by every service."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm

from local.claims import mint
from local.config import StackConfig
from tests.conftest import Sql, User
from tests.running import ROOT, RunningStack
from tests.service.api_client import Person, claims_of, config_of

TryToken = Callable[[RunningStack, Person, str], int]
Forgery = Callable[[StackConfig, dict[str, Any], Person, Person], str]


def try_service(stack: RunningStack, victim: Person, token: str) -> int:
    """Cancel an unknown generation: 404 if the token is accepted."""
    url = f"{stack.service_url}/api/generations/{uuid.uuid4()}/cancel"
    return httpx.post(url, headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code


def try_rows(stack: RunningStack, victim: Person, token: str) -> int:
    """Read the victim's row: 200 with the row if the token is accepted."""
    answer = _supabase(stack, "GET", f"/rest/v1/users?id=eq.{victim.id}", token)
    return answer.status_code if answer.status_code != 200 or victim.id in answer.text else 401


def try_files(stack: RunningStack, victim: Person, token: str) -> int:
    """Upload to the victim's folder."""
    path = f"/storage/v1/object/generated-media/{victim.id}/uploads/{uuid.uuid4()}.png"
    return _supabase(stack, "POST", path, token, content=b"x", headers={"content-type": "image/png"}).status_code


def try_auth(stack: RunningStack, victim: Person, token: str) -> int:
    """Change the victim's user."""
    return _supabase(stack, "PUT", "/auth/v1/user", token, json={"data": {"x": 1}}).status_code


def _supabase(stack: RunningStack, method: str, path: str, token: str, **more: Any) -> httpx.Response:
    headers = {"apikey": stack.publishable_key, "Authorization": f"Bearer {token}", **more.pop("headers", {})}
    return httpx.request(method, stack.supabase_url + path, headers=headers, timeout=30, **more)


TRIES = {place.__name__: place for place in (try_service, try_rows, try_files, try_auth)}


def jwt_part(value: Any) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def public_key(config: StackConfig) -> ec.EllipticCurvePublicKey:
    key = ECAlgorithm.from_jwk({name: value for name, value in config.signing_key.items() if name != "d"})
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def hs256(config: StackConfig, claims: dict[str, Any], secret: bytes) -> str:
    signed = f"{jwt_part({'alg': 'HS256', 'typ': 'JWT', 'kid': config.signing_key['kid']})}.{jwt_part(claims)}"
    return f"{signed}.{jwt_part(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def signed_by_attacker(header: dict[str, Any], curve: type[ec.EllipticCurve] = ec.SECP256R1) -> Forgery:
    """Forge a token with the attacker's own key and a header that points to that key."""

    def forge(config: StackConfig, claims: dict[str, Any], victim: Person, mallory: Person) -> str:
        key = ec.generate_private_key(curve())
        own = {**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "alg": "ES256", "kid": "mine"}
        named = {name: own if value == "own key" else value for name, value in header.items()}
        kid = {"kid": config.signing_key["kid"]} if "kid" not in named else {}
        return jwt.encode(claims, key, "ES256" if curve is ec.SECP256R1 else "ES384", headers={**kid, **named})

    return forge


def unsigned(algorithm: Any, signature: bytes = b"") -> Forgery:
    def forge(config: StackConfig, claims: dict[str, Any], victim: Person, mallory: Person) -> str:
        return f"{jwt_part({'alg': algorithm, 'typ': 'JWT', 'kid': config.signing_key['kid']})}.{jwt_part(claims)}.{jwt_part(signature)}"

    return forge


FORGERIES: dict[str, Forgery] = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg nOnE": unsigned("nOnE"),
    "alg empty": unsigned(""),
    "alg null": unsigned(None),
    "no signature": unsigned("ES256"),
    "a signature of zeros": unsigned("ES256", b"\0" * 64),
    "a signature of the order": unsigned("ES256", b"\xff" * 64),
    "a signature of 64 kB": unsigned("ES256", b"x" * 65536),
    "the public key as a secret, PEM": lambda config, claims, *_: hs256(
        config, claims, public_key(config).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    ),
    "the public key as a secret, JWK": lambda config, claims, *_: hs256(
        config, claims, json.dumps({k: v for k, v in config.signing_key.items() if k != "d"}).encode()
    ),
    "an empty secret": lambda config, claims, *_: hs256(config, claims, b""),
    "a usual secret": lambda config, claims, *_: hs256(
        config, claims, b"super-secret-jwt-token-with-at-least-32-characters-long"
    ),
    "the key of another project": signed_by_attacker({}),
    "another curve": signed_by_attacker({}, ec.SECP384R1),
    "an unknown kid": signed_by_attacker({"kid": str(uuid.uuid4())}),
    "kid that is a path": signed_by_attacker({"kid": "../../../dev/null"}),
    "kid that is SQL": signed_by_attacker({"kid": "x' union select 'x"}),
    "its own key in jwk": signed_by_attacker({"jwk": "own key", "kid": "mine"}),
    "its own key at jku": signed_by_attacker({"jku": "http://127.0.0.1:9/jwks.json", "kid": "mine"}),
    "its own certificate at x5u": signed_by_attacker({"x5u": "http://127.0.0.1:9/x.pem"}),
    "its own certificate in x5c": signed_by_attacker({"x5c": ["MIIB"]}),
    "an unknown critical header": signed_by_attacker({"crit": ["exp"]}),
    "RS256": lambda config, claims, *_: jwt.encode(
        claims, rsa.generate_private_key(65537, 2048), "RS256", headers={"kid": config.signing_key["kid"]}
    ),
    "expired an hour ago": lambda config, claims, *_: mint(config, {**claims, "exp": int(time.time()) - 3600}),
    "the claims of another, its own signature": lambda config, claims, victim, mallory: ".".join(
        (mallory.token.split(".")[0], jwt_part(claims), mallory.token.split(".")[2])
    ),
    "the role of the service": lambda config, claims, victim, mallory: ".".join(
        (mallory.token.split(".")[0], jwt_part({**claims, "role": "service_role"}), mallory.token.split(".")[2])
    ),
    "a token in a token": lambda config, claims, victim, mallory: (
        f"{jwt_part({'alg': 'ES256', 'cty': 'JWT'})}.{jwt_part(mallory.token.encode())}.x"
    ),
    "the publishable key": lambda *_: "sb_publishable_x",
    "a user id": lambda config, claims, victim, mallory: victim.id,
    "64 kB without a dot": lambda *_: "A" * 65536,
}


@pytest.mark.parametrize("place", TRIES)
def test_every_service_refuses_a_forged_token(
    stack: RunningStack, user: User, bob: Person, sql: Sql, place: str
) -> None:
    victim = Person(user.id, user.access_token, sql)
    config, claims = config_of(stack), claims_of(stack.supabase_url, victim.id)
    assert TRIES[place](stack, victim, victim.token) in (200, 404), "the victim's own token must be accepted"
    for name, forge in FORGERIES.items():
        status = TRIES[place](stack, victim, forge(config, claims, victim, bob))
        assert status in (400, 401, 403, 431), f"{name}: {status}"


def test_the_service_refuses_api_keys_as_tokens(stack: RunningStack, ada: Person) -> None:
    for key in (stack.secret_key, stack.service_role_key, stack.anon_key, stack.publishable_key):
        assert try_service(stack, ada, key) == 401


def test_no_file_of_the_site_contains_the_secret_key(stack: RunningStack) -> None:
    secrets = (
        stack.secret_key,
        stack.service_role_key,
        stack.stripe_secret_key,
        stack.pixio_webhook_secret,
        "sb_secret_",
        "service_role",
    )
    for path in (ROOT / "web" / "dist").rglob("*"):
        if path.suffix in (".js", ".html", ".css", ".json", ".txt", ".map"):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert [secret for secret in secrets if secret in text] == [], path
