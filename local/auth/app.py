"""The stand-in for Supabase Auth as an ASGI application, mounted at /auth/v1."""

from collections.abc import Callable
from typing import Any

from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.auth import account, admin, oauth, public, sessions, signup, verify
from local.auth.database import Auth
from local.auth.errors import AuthError
from local.auth.redirects import AllowList
from local.auth.settings import Settings, load_settings
from local.claims import InvalidToken, caller_of
from local.config import StackConfig

# Browsers open these by a link or a form, without a key.
OPEN = ("/verify", "/authorize", "/callback", "/health", "/.well-known/jwks.json")
HANDLERS: dict[str, Callable[..., Any]] = {
    "POST /signup": signup.signup,
    "POST /token": sessions.token,
    "GET /user": account.get_user,
    "PUT /user": account.update_user,
    "POST /logout": account.logout,
    "POST /otp": signup.otp,
    "POST /magiclink": signup.otp,
    "POST /recover": signup.recover,
    "POST /resend": signup.resend,
    "POST /verify": verify.verify,
    "GET /verify": verify.follow_link,
    "POST /admin/users": admin.create,
    "GET /admin/users/{user_id}": admin.get,
    "PUT /admin/users/{user_id}": admin.update,
    "DELETE /admin/users/{user_id}": admin.delete,
    "GET /authorize": oauth.authorize,
    "GET /callback": oauth.callback,
    "GET /settings": public.settings,
    "GET /health": public.health,
    "GET /.well-known/jwks.json": public.jwks,
    "POST /factors": public.factors,
    "GET /user/identities/authorize": public.identities,
    "DELETE /user/identities/{identity_id}": public.identities,
    "POST /sso": public.single_sign_on,
}


def create_app(config: StackConfig, pool: AsyncConnectionPool[Any], settings: Settings | None = None) -> Starlette:
    """Return Auth over this database, with the settings of the project's config.toml unless others are given.

    Raises SettingError or TemplateError if config.toml or a mail template has an invalid or unsupported value.
    """
    settings = settings or load_settings()
    app = Starlette(
        routes=[_route(place, handler) for place, handler in HANDLERS.items()],
        exception_handlers={AuthError: _refused, HTTPException: _no_route},
    )
    redirects = AllowList(config.site_url, (settings.site_url, f"{settings.site_url}/**", *settings.redirect_urls))
    app.state.auth = Auth(config, settings, redirects, pool)
    return app


def _route(place: str, handler: Callable[..., Any]) -> Route:
    """Return a route for this method only: a HEAD request must not use up a link."""
    method, _, path = place.partition(" ")

    async def respond(request: Request) -> Response:
        without_key = None if path in OPEN else _refusal(request)
        response: Response = without_key or await handler(request)
        return response

    route = Route(path, respond, methods=[method])
    route.methods = {method}
    return route


def _refusal(request: Request) -> Response | None:
    """Return the 401 of a hosted project's gateway if the request has no key of the project."""
    try:
        key = request.headers.get("apikey") or request.query_params.get("apikey")
        caller_of(request.app.state.auth.config, None, key)
    except InvalidToken as error:
        return JSONResponse({"message": str(error)}, 401)
    return None


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, AuthError)
    return error.response(request)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _refusal(request) or PlainTextResponse("404 page not found\n", 404)
    return Response(status_code=error.status_code)
