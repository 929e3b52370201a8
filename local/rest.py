"""`/rest/v1`: forwards requests to PostgREST, with a JWT in place of an `sb_…` key."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from local.claims import InvalidToken, caller_of, is_opaque_key
from local.config import StackConfig
from local.proxy import Upstream

NO_KEY = {"message": "No API key found in request", "hint": "No `apikey` request header or url param was found."}
WRONG_KEY = {"message": "Invalid API key", "hint": "Double check your Supabase `anon` or `service_role` API key."}


def create_app(config: StackConfig, postgrest: Upstream) -> ASGIApp:
    """Return an ASGI app in front of PostgREST."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await _respond(config, postgrest, Request(scope, receive))
        await response(scope, receive, send)

    return app


async def _respond(config: StackConfig, postgrest: Upstream, request: Request) -> Response:
    apikey = request.headers.get("apikey") or request.query_params.get("apikey")
    if not apikey:
        return JSONResponse(NO_KEY, 401)
    try:
        role = caller_of(config, None, apikey).role
    except InvalidToken:
        return JSONResponse(WRONG_KEY, 401)
    token = config.service_role_key if role == "service_role" else config.anon_key
    bearer = request.headers.get("authorization", "").partition(" ")[2].strip()
    if bearer and not is_opaque_key(bearer):
        token = bearer  # PostgREST verifies it
    return await postgrest.forward(request, _target(request), {"authorization": f"Bearer {token}", "apikey": ""})


def _target(request: Request) -> bytes:
    """Return path and query without the mount and without the key, which PostgREST would read as a filter."""
    path = request.scope["raw_path"].removeprefix(request.scope.get("root_path", "").encode()) or b"/"
    kept = [part for part in request.scope["query_string"].split(b"&") if part and not part.startswith(b"apikey=")]
    return bytes(path + b"?" + b"&".join(kept) if kept else path)
