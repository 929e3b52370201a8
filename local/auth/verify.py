"""POST and GET /verify: use up a token of a mail and sign its user in.

POST returns a session. GET is for links in mails: it redirects with the session in the fragment, or with a code that only
the browser that began the flow can exchange for one (PKCE).
"""

from uuid import UUID

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.auth import flows, mails
from local.auth.body import Body, email, read_body, text
from local.auth.database import Auth, Database, Row, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.mails import BY_CODE, BY_LINK, CHANGE_CURRENT, CHANGE_NEW, CONFIRMATION, RECOVERY
from local.auth.redirects import see_other, with_fragment, with_message, with_query
from local.auth.sessions import open_session, tokens_of
from local.auth.users import change, change_identity, check_not_banned, confirm

TOKEN_TYPES: dict[str, tuple[str, ...]] = {
    "signup": (CONFIRMATION,),
    "recovery": (RECOVERY,),
    "magiclink": (RECOVERY,),
    "email": (CONFIRMATION, RECOVERY),
    "email_change": (CHANGE_NEW, CHANGE_CURRENT),
}
FLOWS: dict[str, tuple[str, ...]] = {"signup": ("email/signup",), "email": ("email/signup", "magiclink", "recovery")}
HALF_CHANGED = "Confirmation link accepted. Please proceed to confirm link sent to the other email"
FINDING = "Database error finding user from email link"


async def verify(request: Request) -> JSONResponse:
    """Exchange a code or a token hash for a session (POST)."""
    auth, body = auth_of(request), await read_body(request)
    verification, hashes, refusal = text(body, "type"), _hashes(body), BY_LINK if text(body, "token_hash") else BY_CODE
    async with auth.transaction(FINDING) as db:
        user_id = await _redeem(auth, db, verification, hashes, refusal)
        if user_id is None:
            return JSONResponse({"code": "200", "msg": HALF_CHANGED})
        return JSONResponse(await open_session(auth, db, user_id, "otp", request))


async def follow_link(request: Request) -> Response:
    """Use up the token of a link and redirect with a session, a code or an error (GET)."""
    auth, query = auth_of(request), request.query_params
    target = auth.redirects.resolve(query.get("redirect_to"))
    verification, token = query.get("type"), query.get("token")
    if not verification:
        raise invalid("Verify requires a verification type")
    if not token:
        raise invalid("Verify requires a token or a token hash")
    is_pkce = token.startswith(flows.PREFIX)
    try:
        parameters = await _follow(auth, request, verification, token)
    except AuthError as error:
        return see_other(with_message(target, error.parameters(), pkce=is_pkce))
    if "message" in parameters:
        return see_other(with_message(target, parameters, pkce=is_pkce))
    return see_other(with_query(target, parameters) if is_pkce else with_fragment(target, parameters))


async def _follow(auth: Auth, request: Request, verification: str, token: str) -> dict[str, str]:
    """Return the parameters of the redirect: a session, a PKCE code, or that the other address has to confirm, too."""
    async with auth.transaction(FINDING) as db:
        user_id = await _redeem(auth, db, verification, (token,), BY_LINK)
        if user_id is None:
            return {"message": HALF_CHANGED}
        if token.startswith(flows.PREFIX):
            flow_id = await flows.latest(db, user_id, FLOWS.get(verification, (verification,)))
            return {"code": await flows.issue_code(db, flow_id, user_id)}
        session = await open_session(auth, db, user_id, "otp", request)
    return tokens_of(session) | {"type": verification}


def _hashes(body: Body) -> tuple[str, ...]:
    """Return the possible hashes of the token: the body has type and token_hash, or type, address and code."""
    token_hash, code = text(body, "token_hash"), text(body, "token")
    if not text(body, "type"):
        raise invalid("Verify requires a verification type")
    if bool(token_hash) == bool(code):
        raise invalid("Verify requires either a token or a token hash")
    if token_hash:
        if text(body, "email") or text(body, "phone"):
            raise invalid("Only the token_hash and type should be provided")
        return (token_hash,)
    if text(body, "phone"):
        raise AuthError(403, "otp_expired", BY_CODE)
    address = email(body, missing="Only an email address or phone number should be provided on verify")
    plain = mails.hash_of(address, code)
    return plain, flows.PREFIX + plain


async def _redeem(auth: Auth, db: Database, verification: str, hashes: tuple[str, ...], refusal: str) -> UUID | None:
    """Use up the token and apply it; return the user, or None if the other address has to confirm, too."""
    token_types = TOKEN_TYPES.get(verification)
    if token_types is None:
        raise invalid("Invalid email verification type")
    user, token_type = await mails.redeem(db, token_types, hashes, auth.settings.otp_expiry, refusal)
    check_not_banned(user, status=403)
    if verification == "email_change":
        return await _change_email(auth, db, user)
    if token_type == CONFIRMATION:
        await confirm(db, user)
        await change_identity(db, user, email_verified=True)
    elif not user["email_confirmed_at"]:
        await confirm(db, user)
    return UUID(str(user["id"]))


async def _change_email(auth: Auth, db: Database, user: Row) -> UUID | None:
    needs_both = auth.settings.double_confirm_changes and user["email"]
    if needs_both and user["email_change_confirm_status"] == 0:
        await change(db, user, email_change_confirm_status=1)
        return None
    try:
        user = await change(db, user, email=user["email_change"], email_change="", email_change_confirm_status=0)
    except UniqueViolation as error:
        raise AuthError(500, "unexpected_failure", "Error confirm email") from error
    await confirm(db, user)
    await change_identity(db, user, email=user["email"], email_verified=True)
    return UUID(str(user["id"]))
