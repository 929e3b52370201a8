"""Authenticate requests by the access token of a Supabase user.

A token is verified here, by the project's public keys, and only as ES256. In a project that still signs with its shared
secret (HS256), which the service does not have, Supabase's auth verifies the token.

A token stays valid until it expires, even if its user is banned or deleted. So the database checks that the account exists
and is not banned.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import httpx
import jwt
from flask import Flask, current_app, g, request

from service.errors import Unauthorized, Unavailable, UserBanned
from service.settings import Settings
from service.supabase import supabase

P = ParamSpec("P")
R = TypeVar("R")

LONGEST_TOKEN = 8192
FETCH_AGAIN_SECONDS = 2
REQUIRED_CLAIMS = ["exp", "iss", "aud", "sub"]


@dataclass(frozen=True)
class User:
    """The user who sent the request. `id` is their id in `auth.users`, in lower case."""

    id: str


class Tokens:
    """Verifies tokens of one Supabase project.

    The public keys are cached for ten minutes. An unknown key id refreshes them, at most every `pause` seconds.
    """

    def __init__(self, settings: Settings, pause: float = 30) -> None:
        self._issuer = f"{settings.supabase_url}/auth/v1"
        self._keys = _Keys(f"{self._issuer}/.well-known/jwks.json", lifespan=600, timeout=5, cooldown_duration=pause)
        self._auth = httpx.Client(headers={"apikey": settings.supabase_publishable_key}, timeout=10)

    def user_of(self, token: str) -> User:
        """The user that `token` was issued to.

        Raises:
            Unauthorized: if it is not valid.
            UserBanned: if auth verifies the token and reports the user as banned.
            Unavailable: if Supabase does not respond.
        """
        try:
            algorithm = jwt.get_unverified_header(token).get("alg")
            claims = self._claims_from_auth(token) if algorithm == "HS256" else self._verified_claims(token)
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable from error
        except jwt.PyJWTError:
            raise Unauthorized from None
        return _user_in(claims)

    def _verified_claims(self, token: str) -> Mapping[str, Any]:
        return jwt.decode(
            token,
            self._keys.get_signing_key_from_jwt(token),
            algorithms=["ES256"],
            audience="authenticated",
            issuer=self._issuer,
            leeway=10,
            options={"require": REQUIRED_CLAIMS},
        )

    def _claims_from_auth(self, token: str) -> Mapping[str, Any]:
        try:
            response = self._auth.get(f"{self._issuer}/user", headers={"Authorization": f"Bearer {token}"})
            user = response.json()
            if response.status_code in (401, 403, 404):
                raise UserBanned if "user_banned" in (user.get("code"), user.get("error_code")) else Unauthorized
            response.raise_for_status()
            return {"sub": user["id"], "role": user["role"]}
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unavailable from error


class _Keys(jwt.PyJWKClient):
    """The project's public keys. One thread fetches them, the others wait for it. If the fetch fails, it fails for all of
    them: if each tried in turn, the last would wait for the sum of all time-outs."""

    _next_fetch = 0.0

    def fetch_data(self) -> Any:
        """Fetch the keys. Raises PyJWKClientConnectionError if auth does not respond, or did not a moment ago."""
        if time.monotonic() < self._next_fetch:
            raise jwt.PyJWKClientConnectionError("The keys could not be fetched a moment ago.")
        try:
            return super().fetch_data()
        except (jwt.PyJWKClientConnectionError, OSError, ValueError) as error:  # no response, or not JSON
            self._next_fetch = time.monotonic() + FETCH_AGAIN_SECONDS
            raise jwt.PyJWKClientConnectionError("The keys cannot be fetched.") from error


def _user_in(claims: Mapping[str, Any]) -> User:
    try:
        user_id = str(uuid.UUID(claims["sub"]))
    except (ValueError, AttributeError, TypeError):
        raise Unauthorized from None
    if claims.get("role") != "authenticated":
        raise Unauthorized
    return User(user_id)


def init_app(app: Flask, settings: Settings) -> None:
    """Set up the verification of tokens for `app`."""
    app.extensions["tokens"] = Tokens(settings)


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Admit only active users: 401 without a valid token or if the account is gone, 403 if it is banned. Within `view`,
    `current_user()` is the user."""

    @with_token
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        require_active(current_user())
        return view(*args, **kwargs)

    return guarded


def with_token(view: Callable[P, R]) -> Callable[P, R]:
    """Admit any valid token, 401 without one. The account may be banned or gone."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        g.user = current_app.extensions["tokens"].user_of(_bearer_token())
        return view(*args, **kwargs)

    return guarded


def require_active(user: User) -> None:
    """Return if the account of `user` exists and is not banned.

    Raises:
        Unauthorized: if it is gone.
        UserBanned: if it is banned.
    """
    supabase.call("require_active_user", p_user_id=user.id)


def current_user() -> User:
    """The user who sent this request, in a view that is `signed_in` or `with_token`."""
    user: User = g.user
    return user


def _bearer_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
        raise Unauthorized
    return token.strip()
