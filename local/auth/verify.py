"""POST and GET /verify: a token from a mail is used up, and whoever held it is signed in.

POST answers with a session. GET is what a link in a mail leads to: the browser is sent on, with the session in the
fragment, or with a code that only the browser that began the flow can trade for one (PKCE).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.auth import flows, one_time_tokens
from local.auth.body import Body, email, read_body, text
from local.auth.database import Auth, Database, auth_of, run
from local.auth.errors import AuthError, invalid
from local.auth.one_time_tokens import CHANGE_CURRENT, CHANGE_NEW, CONFIRMATION, RECOVERY, Redeemed
from local.auth.redirects import see_other, with_fragment, with_query, with_refusal
from local.auth.sessions import open_session, tokens_of
from local.auth.users import check_not_banned, confirm_email, set_email

TOKEN_TYPES: dict[str, tuple[str, ...]] = {
    "signup": (CONFIRMATION,),
    "invite": (CONFIRMATION,),
    "recovery": (RECOVERY,),
    "magiclink": (RECOVERY,),
    "email": (CONFIRMATION, RECOVERY),
    "email_change": (CHANGE_NEW, CHANGE_CURRENT),
}
FLOWS: dict[str, tuple[str, ...]] = {"signup": ("email/signup",), "email": ("email/signup", "magiclink", "recovery")}
HALF_CHANGED = "Confirmation link accepted. Please proceed to confirm link sent to the other email"


@dataclass(frozen=True)
class Proof:
    """What the holder of a mail presents: a verification type, and hashes of which one is the token's."""

    verification: str
    hashes: tuple[str, ...]

    @property
    def is_pkce(self) -> bool:
        return any(token_hash.startswith(flows.PREFIX) for token_hash in self.hashes)


async def verify(request: Request) -> JSONResponse:
    """POST: trade a code or a token hash for a session."""
    auth, body = auth_of(request), await read_body(request)
    proof = _proof(body)
    async with auth.transaction() as db:
        user_id = await _redeem(auth, db, proof)
        if user_id is None:
            return JSONResponse({"code": "200", "msg": HALF_CHANGED})
        return JSONResponse(await open_session(auth, db, user_id, "otp", request))


async def follow_link(request: Request) -> Response:
    """GET: trade the token of a link for a session and send the browser on; a refusal travels along."""
    if request.method == "HEAD":  # somebody looks at the link without following it
        raise AuthError(405, "validation_failed", "Method Not Allowed")
    auth, query = auth_of(request), request.query_params
    target = auth.redirects.resolve(query.get("redirect_to"))
    token = query.get("token", "")
    try:
        parameters = await _follow(auth, request, _link_proof(query.get("type"), token))
    except AuthError as error:
        return see_other(with_refusal(target, error.parameters(), pkce=token.startswith(flows.PREFIX)))
    if "code" in parameters or token.startswith(flows.PREFIX):
        return see_other(with_query(target, parameters))
    return see_other(with_fragment(target, parameters))


async def _follow(auth: Auth, request: Request, proof: Proof) -> dict[str, str]:
    """What the browser carries on: a session, a PKCE code, or word that the other address has to agree too."""
    async with auth.transaction() as db:
        user_id = await _redeem(auth, db, proof)
        if user_id is None:
            return {"message": HALF_CHANGED}
        if proof.is_pkce:
            return {"code": await flows.issue_code(db, user_id, FLOWS.get(proof.verification, (proof.verification,)))}
        session = await open_session(auth, db, user_id, "otp", request)
    return tokens_of(session) | {"type": proof.verification}


def _proof(body: Body) -> Proof:
    """The proof in a body: either type and token_hash, or type, address and code."""
    verification, token_hash, code = _verification(text(body, "type")), text(body, "token_hash"), text(body, "token")
    address = email(body)
    if token_hash:
        if code or address or text(body, "phone"):
            raise invalid("Only the token_hash and type should be provided")
        return Proof(verification, (token_hash,))
    if not code:
        raise invalid("Verify requires either a token or a token hash")
    if address is None:
        raise invalid("Only an email address or phone number should be provided on verify")
    plain = one_time_tokens.hash_of(address, code)
    return Proof(verification, (plain, flows.PREFIX + plain))


def _link_proof(verification: str | None, token: str) -> Proof:
    if not token:
        raise invalid("Verify requires a token or a token hash")
    if "\x00" in token:
        raise one_time_tokens.expired()
    return Proof(_verification(verification), (token,))


def _verification(value: str | None) -> str:
    if not value:
        raise invalid("Verify requires a verification type")
    if value not in TOKEN_TYPES:
        raise invalid("Invalid email verification type")
    return value


async def _redeem(auth: Auth, db: Database, proof: Proof) -> UUID | None:
    """Use up the token and do what it allows; None if a change of address waits for the other address."""
    redeemed = await one_time_tokens.redeem(db, TOKEN_TYPES[proof.verification], proof.hashes, auth.settings.otp_expiry)
    check_not_banned(redeemed.user, status=403)
    user_id: UUID = redeemed.user["id"]
    if proof.verification != "email_change":
        await confirm_email(db, user_id)
        return user_id
    return await _change_email(auth, db, redeemed)


async def _change_email(auth: Auth, db: Database, redeemed: Redeemed) -> UUID | None:
    user = redeemed.user
    needs_both = auth.settings.double_confirm_changes and user["email"]
    if needs_both and user["email_change_confirm_status"] == 0:
        await run(db, "update auth.users set email_change_confirm_status = 1 where id = %s", user["id"])
        return None
    await set_email(db, user["id"], user["email_change"])
    await one_time_tokens.withdraw(db, user["id"], TOKEN_TYPES["email_change"])
    user_id: UUID = user["id"]
    return user_id
