"""The mails of Auth: their tokens, their minimum interval, their text.

A mail has six digits to type in, and a link with the hash of address and digits. The hash is stored in
`auth.one_time_tokens`, and in the column of auth.users named after the token's type. Each token works once.
"""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, LiteralString
from urllib.parse import quote_plus
from uuid import uuid4

from starlette.requests import Request

from local.auth import flows
from local.auth.body import Body, text
from local.auth.database import Auth, Database, Row, insert, row, run
from local.auth.errors import AuthError
from local.auth.flows import Challenge, challenge_of
from local.auth.users import TOKENS, change, existing
from local.mail.messages import deliver

UNFIT_FOR_A_QUERY = set("&=#")
CONFIRMATION, RECOVERY, CHANGE_NEW, CHANGE_CURRENT = TOKENS
SENT_AT = {
    CONFIRMATION: "confirmation_sent_at",
    RECOVERY: "recovery_sent_at",
    CHANGE_NEW: "email_change_sent_at",
    CHANGE_CURRENT: "email_change_sent_at",
}
BY_LINK = "Email link is invalid or has expired"
BY_CODE = "Token has expired or is invalid"


def address_of(user: Row, token_type: str) -> str:
    """Return the address that a token of this type is sent to."""
    return str(user["email_change" if token_type == CHANGE_NEW else "email"])


async def store_token(db: Database, user: Row, token_type: str, token_hash: str) -> Row:
    """Replace an earlier token of this type; return the user with the token and its time."""
    forget: LiteralString = "delete from auth.one_time_tokens where user_id = %s and token_type = %s"
    await run(db, forget, user["id"], token_type)
    about = {"token_hash": token_hash, "relates_to": address_of(user, token_type)}
    await insert(db, "one_time_tokens", id=uuid4(), user_id=user["id"], token_type=token_type, **about)
    return await change(db, user, **{token_type: token_hash, SENT_AT[token_type]: datetime.now(UTC)})


async def redeem(
    db: Database, token_types: tuple[str, ...], hashes: tuple[str, ...], lifetime: int, refusal: str
) -> tuple[Row, str]:
    """Use up the token with one of these hashes; return its user and its type.

    Raises AuthError 403 with the message `refusal` if there is none, or it is older than `lifetime`.
    """
    query: LiteralString = """
        delete from auth.one_time_tokens
        where token_hash = any (%s) and token_type = any (%s::auth.one_time_token_type[])
        returning user_id, token_type"""
    token = await row(db, query, list(hashes), list(token_types))
    if token is not None:
        user, token_type = await existing(db, token["user_id"]), str(token["token_type"])
        sent_at = user[SENT_AT[token_type]]
        if sent_at and datetime.now(UTC) <= sent_at + timedelta(seconds=lifetime):
            return await change(db, user, **{token_type: ""}), token_type
    raise AuthError(403, "otp_expired", refusal)


def hash_of(address: str, otp: str) -> str:
    """Return the token of a link for this address and these digits."""
    return hashlib.sha224(f"{address}{otp}".encode()).hexdigest()


@dataclass(frozen=True)
class Kind:
    """A kind of mail: its template, the verification type of its link, its token type, and its PKCE flow."""

    template: str
    verification: str
    token_type: str
    flow: str


SIGNUP = Kind("confirmation", "signup", CONFIRMATION, "email/signup")
RECOVER = Kind("recovery", "recovery", RECOVERY, "recovery")
MAGIC_LINK = Kind("magic_link", "magiclink", RECOVERY, "magiclink")
CHANGE_TO_NEW = Kind("email_change", "email_change", CHANGE_NEW, "email_change")
CHANGE_FROM_CURRENT = Kind("email_change", "email_change", CHANGE_CURRENT, "email_change")


@dataclass(frozen=True)
class ReturnTo:
    """How a link leads back to the site: the address, and the challenge that the browser has to meet there."""

    redirect_to: str
    challenge: Challenge | None = None


@dataclass(frozen=True)
class Mail:
    """A mail to be sent after the commit. The row of the user has its token; `otp` are its digits."""

    kind: Kind
    user: Row
    otp: str
    redirect_to: str

    @property
    def to(self) -> str:
        """The recipient."""
        return address_of(self.user, self.kind.token_type)

    def link(self, auth: Auth) -> str:
        """Return the URL that verifies the token and redirects to `redirect_to`."""
        back = self.redirect_to
        back = quote_plus(back) if UNFIT_FOR_A_QUERY & set(back) else back
        query = f"token={self.user[self.kind.token_type]}&type={self.kind.verification}&redirect_to={back}"
        return f"{auth.config.supabase_url}/auth/v1/verify?{query}"


def return_to_of(auth: Auth, request: Request, body: Body) -> ReturnTo:
    """Return address and challenge of the request, with an allowed address. Raises AuthError 400 for a bad challenge."""
    wanted = request.query_params.get("redirect_to") or text(body, "redirect_to")
    return ReturnTo(auth.redirects.resolve(wanted), challenge_of(body))


async def write(auth: Auth, db: Database, user: Row, return_to: ReturnTo, *kinds: Kind) -> list[Mail]:
    """Issue the tokens and write the mails; raise AuthError 429 if the last mail of the first kind is too recent."""
    _check_frequency(auth, user, kinds[0])
    if return_to.challenge:
        await flows.begin(db, return_to.challenge, "email", kinds[0].flow, user["id"])
    mails: list[Mail] = []
    for kind in kinds:
        mails.append(await issue(auth, db, kind, mails[-1].user if mails else user, return_to))
    return mails


async def write_email_change(auth: Auth, db: Database, user: Row, address: str, return_to: ReturnTo) -> list[Mail]:
    """Write the mails that confirm a new address: to it and, if the project wants that, to the current one."""
    user = await change(db, user, email_change=address, email_change_confirm_status=0)
    double = auth.settings.double_confirm_changes and user["email"]
    kinds = (CHANGE_TO_NEW, CHANGE_FROM_CURRENT) if double else (CHANGE_TO_NEW,)
    return await write(auth, db, user, return_to, *kinds)


async def issue(auth: Auth, db: Database, kind: Kind, user: Row, return_to: ReturnTo) -> Mail:
    """Return a mail of this kind with a new token."""
    otp = "".join(secrets.choice("0123456789") for _ in range(auth.settings.otp_length))
    token_hash = hash_of(address_of(user, kind.token_type), otp)
    prefix = flows.PREFIX if return_to.challenge else ""
    user = await store_token(db, user, kind.token_type, prefix + token_hash)
    return Mail(kind, user, otp, return_to.redirect_to)


async def send(auth: Auth, *mails: Mail) -> None:
    """Put mails into the inbox. Call it after the commit: the link may be followed at once."""
    for mail in mails:
        template, values = auth.settings.templates[mail.kind.template], _values(auth, mail)
        words = {"subject": template.subject.line(values), "html": template.html.html(values)}
        await asyncio.to_thread(deliver, auth.config.data_dir / "mails", to=mail.to, **words)


def _values(auth: Auth, mail: Mail) -> dict[str, Any]:
    """Return the values of the template's placeholders."""
    return {
        "SiteURL": auth.redirects.site_url,
        "ConfirmationURL": mail.link(auth),
        "RedirectTo": mail.redirect_to,
        "Token": mail.otp,
        "TokenHash": mail.user[mail.kind.token_type],
        "Email": mail.user["email"],
        "NewEmail": mail.user["email_change"],
        "SendingTo": mail.to,
        "Data": mail.user["raw_user_meta_data"] or {},
    }


def _check_frequency(auth: Auth, user: Row, kind: Kind) -> None:
    sent_at = user.get(SENT_AT[kind.token_type])
    if sent_at is None:
        return
    wait = auth.settings.max_frequency - (datetime.now(UTC) - sent_at).total_seconds()
    if wait > 0:
        message = f"For security purposes, you can only request this after {ceil(wait)} seconds."
        raise AuthError(429, "over_email_send_rate_limit", message)
