"""GET /authorize and /callback: signing in with another provider, for which a page on this machine stands in.

The page believes whoever says who they are. The browser goes the way that it goes in a hosted project: to the provider,
which asks who it is, and back to the site with a code that only this browser can trade for a session (PKCE), or with the
session in the fragment. A refusal travels along. What the two steps have to know of each other is signed, as nobody
keeps it meanwhile.
"""

from __future__ import annotations

import re
import time
from html import escape
from pathlib import Path
from uuid import UUID

import jwt
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from local.auth import flows
from local.auth.body import Body, email, text
from local.auth.database import Auth, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.external_users import identity_of, sign_in_with
from local.auth.flows import LIFETIME, challenge_of
from local.auth.redirects import see_other, with_fragment, with_query
from local.auth.sessions import open_session, tokens_of
from local.auth.settings import PROVIDERS
from local.palette import PALETTE

PLACE = re.compile(r"%([a-z]+)%")
PAGE = (Path(__file__).parent / "consent.html").read_text(encoding="utf-8")
ALGORITHM = "HS256"
USE = "oauth"
DENIED = {"error": "access_denied", "error_description": "The user has denied access to this application"}
# A sign-in under way: with which provider, where it leads back to, and the PKCE flow it ends, if it is one.
State = dict[str, str]
# No form-action: a browser would hold it against the site that the answer leads back to.
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


async def authorize(request: Request) -> Response:
    """Ask the user, in the provider's place, who they are."""
    auth, query = auth_of(request), dict(request.query_params)
    provider, challenge = _enabled(auth, query), challenge_of(query)
    state = {"provider": provider, "redirect_to": auth.redirects.resolve(query.get("redirect_to"))}
    if challenge:
        async with auth.transaction() as db:
            state["flow"] = str(await flows.begin(db, challenge, provider, "oauth"))
    values = {
        "palette": PALETTE.read_text(encoding="utf-8"),
        "provider": escape(PROVIDERS[provider]),
        "state": escape(_sealed(auth, state)),
    }
    return HTMLResponse(PLACE.sub(lambda place: values[place[1]], PAGE), headers=HEADERS)


async def callback(request: Request) -> Response:
    """Sign in whoever the user said they are, and send the browser back to the site."""
    auth, query = auth_of(request), dict(request.query_params)
    back = auth.config.site_url
    try:
        state = _opened(auth, query)
        back = state["redirect_to"]
        if query.get("action") == "cancel":
            return see_other(with_query(back, DENIED))
        return see_other(await _back(auth, request, state, email(query)))
    except AuthError as error:
        return see_other(with_query(back, error.parameters()))


async def _back(auth: Auth, request: Request, state: State, address: str) -> str:
    """The address on the site, with what the browser needs there."""
    user_id = await sign_in_with(auth, request, identity_of(state["provider"], address))
    async with auth.transaction() as db:
        if "flow" in state:
            code = await flows.issue_code(db, UUID(state["flow"]), user_id)
            return with_query(state["redirect_to"], {"code": code})
        session = await open_session(auth, db, user_id, "oauth", request)
    return with_fragment(state["redirect_to"], tokens_of(session))


def _enabled(auth: Auth, query: Body) -> str:
    provider = text(query, "provider")
    if provider not in PROVIDERS:
        raise invalid(f"Unsupported provider: Provider {provider[:40]} could not be found")
    if provider not in auth.settings.external:
        raise invalid("Unsupported provider: provider is not enabled")
    return provider


def _sealed(auth: Auth, state: State) -> str:
    expires = int(time.time() + LIFETIME.total_seconds())
    return jwt.encode({**state, "use": USE, "exp": expires}, auth.config.jwt_secret, ALGORITHM)


def _opened(auth: Auth, query: Body) -> State:
    """The state in an address; raises AuthError 400 if it is missing, not of this Auth, or too old."""
    if not query.get("state"):
        raise AuthError(400, "bad_oauth_callback", "OAuth state parameter missing")
    try:
        claims: State = jwt.decode(query["state"], auth.config.jwt_secret, [ALGORITHM], options={"require": ["exp"]})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise _bad_state() from error
    if claims.get("use") != USE or claims["provider"] not in auth.settings.external:
        raise _bad_state()
    return claims


def _bad_state() -> AuthError:
    return AuthError(400, "bad_oauth_state", "OAuth state parameter is invalid")
