"""Who is asking: the user whose bearer token came with the request.

A token is verified here, by the project's public keys, and only as ES256. A project that still signs with its shared
secret (HS256) keeps that secret to itself, so there Supabase's auth is asked about the token.

A token stays valid until it expires, whatever became of its user. So the database is asked whether the account exists
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
    """The user who is asking. `id` is his id in `auth.users`, in lower case."""

    id: str


class Tokens:
    """Verifies tokens against one Supabase project.

    The public keys are kept for ten minutes. An unknown key id has them fetched anew, at most every `pause` seconds.
    """

    def __init__(self, settings: Settings, pause: float = 30) -> None:
        self._issuer = f"{settings.supabase_url}/auth/v1"
        self._keys = _Keys(f"{self._issuer}/.well-known/jwks.json", lifespan=600, timeout=5, cooldown_duration=pause)
        self._auth = httpx.Client(headers={"apikey": settings.supabase_publishable_key}, timeout=10)

    def user_of(self, token: str) -> User:
        """The user that `token` was issued to.

        Raises:
            Unauthorized: if it is not valid.
            UserBanned: if auth says so, where it is asked.
            Unavailable: if that cannot be decided, because Supabase does not answer.
        """
        try:
            algorithm = jwt.get_unverified_header(token).get("alg")
            claims = self._asked(token) if algorithm == "HS256" else self._verified(token)
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable from error
        except jwt.PyJWTError:
            raise Unauthorized from None
        return _user_in(claims)

    def _verified(self, token: str) -> Mapping[str, Any]:
        return jwt.decode(
            token,
            self._keys.get_signing_key_from_jwt(token),
            algorithms=["ES256"],
            audience="authenticated",
            issuer=self._issuer,
            leeway=10,
            options={"require": REQUIRED_CLAIMS},
        )

    def _asked(self, token: str) -> Mapping[str, Any]:
        try:
            answer = self._auth.get(f"{self._issuer}/user", headers={"Authorization": f"Bearer {token}"})
            user = answer.json()
            if answer.status_code in (401, 403, 404):
                raise UserBanned if "user_banned" in (user.get("code"), user.get("error_code")) else Unauthorized
            answer.raise_for_status()
            return {"sub": user["id"], "role": user["role"]}
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unavailable from error


class _Keys(jwt.PyJWKClient):
    """The project's public keys. Only one thread fetches them at a time, and the others wait for it. After a fetch that
    failed they give up with it: if each tried in its turn, the last would wait for all time-outs together."""

    _next_fetch = 0.0

    def fetch_data(self) -> Any:
        """The keys as auth has them. Raises PyJWKClientConnectionError if it does not answer, or did not just now."""
        if time.monotonic() < self._next_fetch:
            raise jwt.PyJWKClientConnectionError("The keys could not be fetched a moment ago.")
        try:
            return super().fetch_data()
        except (jwt.PyJWKClientConnectionError, OSError, ValueError) as error:  # no answer, or none in JSON
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
    """Let `app` know its users."""
    app.extensions["tokens"] = Tokens(settings)


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Let only active users in: answer 401 without a valid token or where its account is gone, 403 to a banned user.
    Within `view`, `current_user()` is the user."""

    @with_token
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        require_active(current_user())
        return view(*args, **kwargs)

    return guarded


def with_token(view: Callable[P, R]) -> Callable[P, R]:
    """Answer 401 without a valid token. The account may be banned or gone."""

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
