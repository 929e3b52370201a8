"""GET /authorize and /callback: sign-in with another provider, for which a page on this machine stands in.

The page accepts any address. The redirects are those of a hosted project that uses PKCE: to the provider's page, and back
to the site with a code (or an error) that only this browser can exchange for a session. A user is found by the address;
further identities are not linked.
"""

import re
from html import escape
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from local.auth import flows
from local.auth.body import Body, email, text
from local.auth.database import Auth, Row, auth_of, row
from local.auth.errors import AuthError, invalid
from local.auth.flows import challenge_of
from local.auth.hooks import call_before_user_created
from local.auth.redirects import see_other, with_query
from local.auth.settings import PROVIDERS
from local.auth.signup import SAVING, check_open, find
from local.auth.users import Identity, change, check_not_banned, confirm, insert_user, new_user
from local.palette import PALETTE

PLACEHOLDER = re.compile(r"%([a-z_]+)%")
PAGE = (Path(__file__).parent / "consent.html").read_text(encoding="utf-8")
FLOW: LiteralString = """
    select id, provider_type from auth.flow_state
    where id::text = %s and authentication_method = 'oauth' and created_at > now() - interval '5 minutes'"""
DENIED = {"error": "access_denied", "error_description": "The user has denied access to this application"}
# No form-action: browsers apply it to the redirect back to the site, too.
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


async def authorize(request: Request) -> Response:
    """Show the page that asks for the user's address in place of the provider."""
    auth, query = auth_of(request), dict(request.query_params)
    provider, challenge = _enabled(auth, query), challenge_of(query)
    if challenge is None:
        raise invalid("Sign-in with a provider needs PKCE on this machine")
    async with auth.transaction() as db:
        flow_id = await flows.begin(db, challenge, provider, "oauth")
    values = {
        "palette": PALETTE.read_text(encoding="utf-8"),
        "provider": provider.title(),
        "state": str(flow_id),
        "redirect_to": escape(auth.redirects.resolve(query.get("redirect_to"))),
    }
    return HTMLResponse(PLACEHOLDER.sub(lambda match: values[match[1]], PAGE), headers=HEADERS)


async def callback(request: Request) -> Response:
    """Sign in the user of this address and redirect to the site with a code."""
    auth, query = auth_of(request), dict(request.query_params)
    back = auth.redirects.resolve(query.get("redirect_to"))
    if query.get("action") == "cancel":
        return see_other(with_query(back, DENIED))
    try:
        flow = await _flow(auth, query)
        user_id = await _sign_in(auth, request, flow["provider_type"], email(query))
        async with auth.transaction() as db:
            return see_other(with_query(back, {"code": await flows.issue_code(db, flow["id"], user_id)}))
    except AuthError as error:
        return see_other(with_query(back, error.parameters()))


def _enabled(auth: Auth, query: Body) -> str:
    provider = text(query, "provider")
    if provider not in PROVIDERS:
        raise invalid(f"Unsupported provider: Provider {provider[:40]} could not be found")
    if provider not in auth.settings.external:
        raise invalid("Unsupported provider: provider is not enabled")
    return provider


async def _flow(auth: Auth, query: Body) -> Row:
    """Return the flow that `state` names; raise AuthError 400 if there is none or it is too old."""
    if not query.get("state"):
        raise AuthError(400, "bad_oauth_callback", "OAuth state parameter missing")
    async with auth.transaction() as db:
        flow = await row(db, FLOW, query["state"])
    if flow is None or flow["provider_type"] not in auth.settings.external:
        raise AuthError(400, "bad_oauth_state", "OAuth state parameter is invalid")
    return flow


async def _sign_in(auth: Auth, request: Request, provider: str, address: str) -> UUID:
    """Return the user with this address, who is created if there is none.

    Somebody else may have created an unconfirmed user with this address: its password and metadata are replaced.
    Raises AuthError 422 for a new user if sign-ups are closed, 403 for a banned one, or the error of the hook.
    """
    name = address.partition("@")[0].replace(".", " ").title()
    claims: dict[str, Any] = {"sub": address, "email": address, "email_verified": True, "full_name": name}
    new, known = new_user(address, provider, raw_user_meta_data=claims), await find(auth, address)
    if known is None:
        check_open(auth)
        await call_before_user_created(auth, request, new)
    async with auth.transaction(SAVING) as db:
        user = known or await insert_user(db, new, Identity(provider, address, claims))
        check_not_banned(user, status=403)
        if not user["email_confirmed_at"]:
            user = await change(db, user, encrypted_password="", raw_user_meta_data=claims)
            user = await confirm(db, user)
        user_id: UUID = user["id"]
        return user_id
