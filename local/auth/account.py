"""GET and PUT /user, POST /logout: signed-in users read and change their own account."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.auth import mails, passwords
from local.auth.bearer import SignedIn, signed_in
from local.auth.body import Body, email, mapping, read_body, text
from local.auth.database import Auth, Row, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.mails import Mail, return_to_of
from local.auth.sessions import set_password, sign_out
from local.auth.users import change, email_exists, merged, user_by_email, user_json

SCOPES = ("global", "local", "others")


async def get_user(request: Request) -> JSONResponse:
    """Return the user of the access token."""
    async with signed_in(request) as caller:
        return JSONResponse(user_json(caller.user))


async def update_user(request: Request) -> JSONResponse:
    """Change password and metadata at once, the address by confirmation mails."""
    auth, body = auth_of(request), await read_body(request)
    pending: list[Mail] = []
    async with signed_in(request) as caller:
        _check_allowed(auth, body)
        user = await _with_password(caller, body)
        if data := mapping(body, "data"):
            user = await change(caller.db, user, raw_user_meta_data=merged(user["raw_user_meta_data"], data))
        address = email(body) if text(body, "email") else ""
        if address and address != user["email"]:
            if await user_by_email(caller.db, address):
                raise email_exists()
            pending = await mails.write_email_change(auth, caller.db, user, address, return_to_of(auth, request, body))
            user = pending[-1].user
    await mails.send(auth, *pending)
    return JSONResponse(user_json(user))


async def logout(request: Request) -> Response:
    """End this session, all sessions, or all others."""
    scope = request.query_params.get("scope") or "global"
    if scope not in SCOPES:
        raise invalid(f'Unsupported logout scope "{scope[:40]}"')
    async with signed_in(request) as caller:
        await sign_out(caller.db, caller.user, caller.session_id, scope)
    return Response(status_code=204)


def _check_allowed(auth: Auth, body: Body) -> None:
    if mapping(body, "app_metadata"):
        raise AuthError(403, "not_admin", "Updating app_metadata requires admin privileges")
    if body.get("password") is not None:
        passwords.check_strength(text(body, "password"), auth.settings.minimum_password_length)
    if text(body, "phone"):
        raise AuthError(500, "unexpected_failure", "Unable to get SMS provider")


async def _with_password(caller: SignedIn, body: Body) -> Row:
    password, user = text(body, "password"), caller.user
    if not password:
        return user
    if await passwords.matches(password, user["encrypted_password"]):
        raise AuthError(422, "same_password", "New password should be different from the old password.")
    return await set_password(caller.db, user, await passwords.hashed(password), caller.session_id)
