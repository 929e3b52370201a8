"""`/rest/v1`: passes requests on to PostgREST, handing it a JWT where a key came in that is none."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from local.claims import InvalidToken, caller_of, is_opaque_key
from local.config import StackConfig
from local.proxy import Upstream

NO_KEY = {
    "message": "No API key found in request",
    "hint": "No `apikey` request header or url param was found.",
}
WRONG_KEY = {"message": "Invalid API key", "hint": "Double check your Supabase `anon` or `service_role` API key."}


class RestApi:
    """An ASGI app in front of PostgREST."""

    def __init__(self, config: StackConfig, postgrest: Upstream) -> None:
        self._config = config
        self._postgrest = postgrest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        apikey = request.headers.get("apikey") or request.query_params.get("apikey")
        if not apikey:
            return JSONResponse(NO_KEY, 401)
        try:
            token = self._token(apikey, request.headers.get("authorization", ""))
        except InvalidToken:
            return JSONResponse(WRONG_KEY, 401)
        return await self._postgrest.pass_on(
            request, _target(request), {"authorization": f"Bearer {token}", "apikey": ""}
        )

    def _token(self, apikey: str, authorization: str) -> str:
        """The JWT for PostgREST: the caller's own, which PostgREST verifies, else the one that the key stands for."""
        role = caller_of(self._config, None, apikey).role
        bearer = authorization.partition(" ")[2].strip()
        if bearer and not is_opaque_key(bearer):
            return bearer
        return self._config.service_role_key if role == "service_role" else self._config.anon_key


def _target(request: Request) -> bytes:
    """Path and query as they came, without the mount and without the key, which PostgREST would take for a filter."""
    path = request.scope["raw_path"].removeprefix(request.scope.get("root_path", "").encode()) or b"/"
    kept = [part for part in request.scope["query_string"].split(b"&") if part and not part.startswith(b"apikey=")]
    return bytes(path + b"?" + b"&".join(kept) if kept else path)
