"""Authentication: ES256 tokens of this project, for signed-in users, until they expire."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from jwt.algorithms import ECAlgorithm
from werkzeug.test import TestResponse

from local.claims import mint
from local.config import StackConfig
from service.auth import Tokens
from service.errors import Unauthorized
from service.settings import Settings
from tests.conftest import User
from tests.running import RunningStack
from tests.service.api_client import Person, claims_of, config_of, start_body
from tests.service.conftest import MakeApp
from tests.service.servers import Request, Response, Server, json_response, serving


def response_to(client: FlaskClient, authorization: str | None) -> TestResponse:
    """Send a request that returns 404 with a valid token and 401 without."""
    headers = {"Authorization": authorization} if authorization is not None else {}
    return client.post(f"/api/generations/{uuid.uuid4()}/cancel", headers=headers)


def is_accepted(client: FlaskClient, token: str) -> bool:
    response = response_to(client, f"Bearer {token}")
    assert response.status_code in (401, 404), response.text
    return response.status_code == 404


@pytest.fixture
def config(stack: RunningStack) -> StackConfig:
    return config_of(stack)


@pytest.fixture
def claims(stack: RunningStack, ada: Person) -> Callable[..., dict[str, Any]]:
    """A function that makes a user's claims with changes."""
    return lambda **changes: claims_of(stack.supabase_url, ada.id, **changes)


def test_a_token_from_a_real_sign_in_is_valid(client: FlaskClient, user: User) -> None:
    assert is_accepted(client, user.access_token)


def test_a_request_without_a_bearer_token_is_unauthorized(client: FlaskClient) -> None:
    for authorization in [None, "", "Bearer", "Bearer ", "Basic eA==", "Token x", "bearer \x80"]:
        response = response_to(client, authorization)
        assert response.status_code == 401, authorization
        assert response.json["error"]["code"] == "unauthorized", authorization  # type: ignore[index]
        assert response.headers["WWW-Authenticate"] == "Bearer", authorization


def test_an_invalid_token_is_unauthorized(client: FlaskClient) -> None:
    for token in [
        "x",
        "a.b.c",
        "...",
        "e30.e30.e30",
        "null",
        "é.é.é",
        "x" * 9000,
        "eyJhbGciOiJFUzI1NiJ9.e30.",
        "eyJhbGciOjF9.e30.x",
    ]:
        assert not is_accepted(client, token)


def test_a_token_with_other_claims_is_unauthorized(
    client: FlaskClient, config: StackConfig, claims: Callable[..., dict[str, Any]]
) -> None:
    wrong: list[dict[str, Any]] = [
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 4102444800},
        {"iss": "https://another-project.supabase.co/auth/v1"},
        {"iss": None},
        {"aud": "anon"},
        {"aud": None},
        {"role": "anon"},
        {"role": "service_role"},
        {"role": None},
        {"sub": "1"},
        {"sub": ""},
        {"sub": None},
    ]
    assert is_accepted(client, mint(config, claims()))
    for changes in wrong:
        assert not is_accepted(client, mint(config, claims(**changes))), changes


def test_an_oversized_token_is_not_parsed(
    client: FlaskClient, config: StackConfig, claims: Callable[..., dict[str, Any]]
) -> None:
    assert not is_accepted(client, mint(config, claims(user_metadata={"text": "x" * 9000})))


@pytest.mark.parametrize(("seconds", "valid"), [(1, True), (60, False)])
def test_a_token_is_valid_for_a_few_seconds_after_it_expired(
    client: FlaskClient, config: StackConfig, claims: Callable[..., dict[str, Any]], seconds: int, valid: bool
) -> None:
    """Clocks of two machines differ slightly."""
    assert is_accepted(client, mint(config, claims(exp=int(time.time()) - seconds))) is valid


def test_a_token_signed_with_another_key_is_unauthorized(
    client: FlaskClient, config: StackConfig, claims: Callable[..., dict[str, Any]]
) -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    for kid in (config.signing_key["kid"], "unknown"):
        assert not is_accepted(client, jwt.encode(claims(), stranger, algorithm="ES256", headers={"kid": kid}))
    assert not is_accepted(client, jwt.encode(claims(), stranger, algorithm="ES256"))


def test_a_user_who_was_deleted_is_unauthorized(client: FlaskClient, ada: Person) -> None:
    ada.sql("delete from auth.users where id = %s", [ada.id])
    body = start_body()
    assert client.post("/api/generations", json=body, headers=ada.headers).status_code == 401


def _hs256(claims: dict[str, Any], secret: bytes, headers: dict[str, str]) -> str:
    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    signed = (
        f"{part(json.dumps({'alg': 'HS256', 'typ': 'JWT', **headers}).encode())}.{part(json.dumps(claims).encode())}"
    )
    return f"{signed}.{part(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


# ---------------------------------------------------------------- a project with another kind of keys


class Project(Server):
    """A Supabase project with auth only. It has public keys, and `users` are the owners of the HS256 tokens that it
    accepts."""

    keys: list[dict[str, Any]]
    users: dict[str, str]
    refusal: dict[str, Any]
    status: int | None


@pytest.fixture
def project() -> Iterator[Project]:
    """A project without asymmetric keys at first."""
    made = Project("")
    made.keys, made.users, made.refusal, made.status = [], {}, {"code": 403}, None

    def answer(request: Request) -> Response:
        if made.status:
            return Response(made.status, b"<html>")
        if request.path == "/auth/v1/.well-known/jwks.json":
            return json_response({"keys": made.keys})
        user_id = made.users.get(request.headers["authorization"])
        return json_response({"id": user_id, "role": "authenticated"}) if user_id else json_response(made.refusal, 403)

    with serving(answer, made):
        yield made


@pytest.fixture
def client_of_project(make_app: MakeApp, project: Project) -> FlaskClient:
    """A service that uses this project's auth, without a database: an accepted token gets 500 or 503."""
    return make_app(SUPABASE_URL=project.url).test_client()


def status_of(client: FlaskClient, token: str) -> int:
    return response_to(client, f"Bearer {token}").status_code


def test_with_a_shared_secret_each_token_is_checked_by_auth(client_of_project: FlaskClient, project: Project) -> None:
    token = _hs256({"sub": "whoever"}, b"the shared secret that only auth knows", {})
    assert status_of(client_of_project, token) == 401
    project.users[f"Bearer {token}"] = str(uuid.uuid4())
    assert status_of(client_of_project, token) != 401
    asked = [request for request in project.requests if request.path == "/auth/v1/user"]
    assert len(asked) == 2
    assert asked[0].headers["apikey"].startswith("sb_publishable_")


@pytest.mark.parametrize("name", ["code", "error_code"])
def test_with_a_shared_secret_a_banned_user_is_refused(
    client_of_project: FlaskClient, project: Project, name: str
) -> None:
    project.refusal = {name: "user_banned"}
    response = response_to(client_of_project, f"Bearer {_hs256({'sub': 'whoever'}, b'a secret', {})}")
    assert (response.status_code, response.json["error"]["code"]) == (403, "user_banned")  # type: ignore[index]


def test_with_a_shared_secret_no_other_algorithm_is_accepted(
    client_of_project: FlaskClient, project: Project, config: StackConfig
) -> None:
    assert status_of(client_of_project, mint(config, claims_of(project.url, str(uuid.uuid4())))) == 401


@pytest.mark.parametrize("status", [500, 503, 200])
def test_an_unavailable_auth_gives_503_and_not_401(
    client_of_project: FlaskClient, project: Project, config: StackConfig, status: int
) -> None:
    project.status = status
    for token in (_hs256({}, b"x", {}), mint(config, claims_of(project.url, str(uuid.uuid4())))):
        assert status_of(client_of_project, token) == 503


def signing_key() -> tuple[Any, dict[str, Any]]:
    key = ec.generate_private_key(ec.SECP256R1())
    return key, {
        **ECAlgorithm.to_jwk(key.public_key(), as_dict=True),
        "kid": str(uuid.uuid4()),
        "alg": "ES256",
        "use": "sig",
    }


def test_the_public_keys_are_fetched_once_for_many_tokens(client_of_project: FlaskClient, project: Project) -> None:
    key, public = signing_key()
    project.keys = [public]
    for _ in range(5):
        token = jwt.encode(claims_of(project.url, str(uuid.uuid4())), key, "ES256", headers={"kid": public["kid"]})
        assert status_of(client_of_project, token) != 401
    assert project.steps().count("GET /auth/v1/.well-known/jwks.json") == 1


def test_unknown_key_ids_do_not_refetch_the_keys_repeatedly(client_of_project: FlaskClient, project: Project) -> None:
    key, public = signing_key()
    project.keys = [public]
    for _ in range(20):
        token = jwt.encode(claims_of(project.url, str(uuid.uuid4())), key, "ES256", headers={"kid": str(uuid.uuid4())})
        assert status_of(client_of_project, token) == 401
    assert project.steps().count("GET /auth/v1/.well-known/jwks.json") <= 2


def test_a_new_key_of_the_project_is_fetched(environment: dict[str, str], project: Project) -> None:
    (_, old), (key, new), ada = signing_key(), signing_key(), str(uuid.uuid4())
    tokens = Tokens(Settings.read({**environment, "SUPABASE_URL": project.url}), pause=0)
    token = jwt.encode(claims_of(project.url, ada), key, "ES256", headers={"kid": new["kid"]})
    project.keys = [old]
    with pytest.raises(Unauthorized):
        tokens.user_of(token)
    project.keys = [old, new]
    assert tokens.user_of(token).id == ada
