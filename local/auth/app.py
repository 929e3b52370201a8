"""The stand-in for Supabase Auth as an ASGI application, mounted at /auth/v1."""

from __future__ import annotations

import logging
from itertools import product
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from local.auth import account, admin, grants, invitations, oauth, otp, public, signup, verify
from local.auth.database import Auth
from local.auth.errors import AuthError
from local.auth.redirects import AllowList
from local.auth.settings import Settings, load_settings
from local.claims import InvalidToken, caller_of
from local.config import StackConfig

log = logging.getLogger(__name__)

# A browser comes here by a link or a form, without a key.
LINKS = ("/verify", "/authorize", "/health", "/.well-known/jwks.json")
OPEN = frozenset({("POST", "/callback"), *product(("GET", "HEAD"), LINKS)})

ROUTES = [
    Route("/signup", signup.signup, methods=["POST"]),
    Route("/token", grants.token, methods=["POST"]),
    Route("/user", account.get_user, methods=["GET"]),
    Route("/user", account.update_user, methods=["PUT"]),
    Route("/logout", account.logout, methods=["POST"]),
    Route("/otp", otp.otp, methods=["POST"]),
    Route("/magiclink", otp.otp, methods=["POST"]),
    Route("/recover", otp.recover, methods=["POST"]),
    Route("/resend", otp.resend, methods=["POST"]),
    Route("/verify", verify.verify, methods=["POST"]),
    Route("/verify", verify.follow_link, methods=["GET"]),
    Route("/invite", invitations.invite, methods=["POST"]),
    Route("/admin/generate_link", invitations.generate_link, methods=["POST"]),
    Route("/admin/users", admin.create, methods=["POST"]),
    Route("/admin/users", admin.list_users, methods=["GET"]),
    Route("/admin/users/{user_id}", admin.get, methods=["GET"]),
    Route("/admin/users/{user_id}", admin.update, methods=["PUT"]),
    Route("/admin/users/{user_id}", admin.delete, methods=["DELETE"]),
    Route("/settings", public.settings, methods=["GET"]),
    Route("/health", public.health, methods=["GET"]),
    Route("/authorize", oauth.authorize, methods=["GET"]),
    Route("/callback", oauth.callback, methods=["POST"]),
    Route("/.well-known/jwks.json", public.jwks, methods=["GET"]),
]


def create_app(config: StackConfig, pool: AsyncConnectionPool[Any], settings: Settings | None = None) -> Starlette:
    """Auth over this database, by the rules of the project's config.toml unless others are given.

    Raises:
        SettingError: if config.toml asks for something that cannot be followed.
        TemplateError: if a mail template does.
    """
    settings = settings or load_settings()
    app = Starlette(
        routes=ROUTES,
        middleware=[Middleware(RequireKey, config=config)],
        exception_handlers={AuthError: _refused, HTTPException: _no_route, psycopg.Error: _database_error},
    )
    redirects = AllowList(config.site_url, (settings.site_url, f"{settings.site_url}/**", *settings.redirect_urls))
    app.state.auth = Auth(config, settings, redirects, pool)
    return app


class RequireKey:
    """Turns away requests without one of the project's keys, as the gateway of a hosted project does."""

    def __init__(self, app: ASGIApp, config: StackConfig) -> None:
        self._app, self._config = app, config

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401, or pass on."""
        response = self._refusal(Request(scope)) if scope["type"] == "http" else None
        await (response or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        path = request.url.path.removeprefix(request.scope.get("root_path", ""))
        if request.method == "OPTIONS" or (request.method, path) in OPEN:
            return None
        try:
            caller_of(self._config, None, request.headers.get("apikey") or request.query_params.get("apikey"))
        except InvalidToken as error:
            return JSONResponse({"message": str(error)}, 401)
        return None


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, AuthError)
    return error.response()


async def _no_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "validation_failed" if error.status_code < 500 else "unexpected_failure"
    return AuthError(error.status_code, code, error.detail).response()


async def _database_error(request: Request, error: Exception) -> Response:
    """Most often a trigger of the project's own on auth.users: its words go to the log."""
    log.error("auth: %s %s: %s", request.method, request.url.path, error)
    if isinstance(error, psycopg.DataError):
        return AuthError(400, "validation_failed", "A value cannot be stored").response()
    return AuthError(500, "unexpected_failure", "Database error saving new user").response()
