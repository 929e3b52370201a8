"""The mails of Auth: which token each carries, how often it may be asked for, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from math import ceil
from typing import Any
from urllib.parse import quote_plus

from starlette.requests import Request

from local.auth import flows, one_time_tokens
from local.auth.body import Body, text
from local.auth.database import Auth, Database, Row
from local.auth.errors import AuthError
from local.auth.flows import Challenge, challenge_of
from local.auth.one_time_tokens import CHANGE_CURRENT, CHANGE_NEW, CONFIRMATION, RECOVERY, SENT_AT, OneTimeToken
from local.auth.users import change
from local.mail.outbox import deliver

UNFIT_FOR_A_QUERY = set("&=#")
SENDER = "Supabase Auth <noreply@localhost>"


@dataclass(frozen=True)
class Kind:
    """A kind of mail: its template, the verification type in its link, its token, and the PKCE flow it ends."""

    template: str
    verification: str
    token_type: str
    flow: str


SIGNUP = Kind("confirmation", "signup", CONFIRMATION, "email/signup")
INVITE = Kind("invite", "invite", CONFIRMATION, "invite")
RECOVER = Kind("recovery", "recovery", RECOVERY, "recovery")
MAGIC_LINK = Kind("magic_link", "magiclink", RECOVERY, "magiclink")
CHANGE_TO_NEW = Kind("email_change", "email_change", CHANGE_NEW, "email_change")
CHANGE_FROM_CURRENT = Kind("email_change", "email_change", CHANGE_CURRENT, "email_change")


@dataclass(frozen=True)
class WayBack:
    """How the reader of a mail gets back to the site: where to, and what the browser that asked has to prove there."""

    redirect_to: str
    challenge: Challenge | None = None


@dataclass(frozen=True)
class Mail:
    """A mail that waits for its transaction to be committed."""

    kind: Kind
    user: Row
    token: OneTimeToken
    redirect_to: str


def way_back(auth: Auth, request: Request, body: Body) -> WayBack:
    """What the request asks for, as far as the allow-list lets it; raises AuthError 400 for a malformed challenge."""
    wanted = request.query_params.get("redirect_to") or text(body, "redirect_to")
    return WayBack(auth.redirects.resolve(wanted), challenge_of(body))


async def write(auth: Auth, db: Database, user: Row, way: WayBack, *kinds: Kind) -> list[Mail]:
    """Issue the tokens and write the mails; raises AuthError 429 if the last of the first kind is too recent."""
    _check_frequency(auth, user, kinds[0])
    if way.challenge:
        await flows.begin(db, way.challenge, "email", kinds[0].flow, user["id"])
    mails = []
    for kind in kinds:
        user, token = await issue(auth, db, kind, user, pkce=way.challenge is not None)
        mails.append(Mail(kind, user, token, way.redirect_to))
    return mails


async def write_email_change(auth: Auth, db: Database, user: Row, address: str, way: WayBack) -> list[Mail]:
    """The mails that confirm a change of address: to the new one and, if the project asks for it, the current one."""
    user = await change(db, user, email_change=address, email_change_confirm_status=0)
    double = auth.settings.double_confirm_changes and user["email"]
    kinds = (CHANGE_TO_NEW, CHANGE_FROM_CURRENT) if double else (CHANGE_TO_NEW,)
    return await write(auth, db, user, way, *kinds)


async def issue(auth: Auth, db: Database, kind: Kind, user: Row, *, pkce: bool = False) -> tuple[Row, OneTimeToken]:
    """The token of a mail of this kind, for the address the mail goes to; the user who has it."""
    address = user["email_change"] if kind.token_type == CHANGE_NEW else user["email"]
    token = one_time_tokens.new_token(address, auth.settings.otp_length, pkce=pkce)
    return await one_time_tokens.keep(db, user, kind.token_type, token), token


async def send(auth: Auth, *mails: Mail) -> None:
    """Put mails into the inbox; only after the commit, for a quick reader may follow the link at once."""
    for mail in mails:
        await deliver(auth.config.data_dir / "mails", _message(auth, mail))


def link(auth: Auth, kind: Kind, token: OneTimeToken, redirect_to: str) -> str:
    """The address that verifies the token and then sends the browser to `redirect_to`."""
    if UNFIT_FOR_A_QUERY & set(redirect_to):
        redirect_to = quote_plus(redirect_to)
    query = f"token={token.hash}&type={kind.verification}&redirect_to={redirect_to}"
    return f"{auth.config.supabase_url}/auth/v1/verify?{query}"


def _message(auth: Auth, mail: Mail) -> EmailMessage:
    values = _values(auth, mail)
    template = auth.settings.templates[mail.kind.template]
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = mail.token.address
    message["Subject"] = template.subject.line(values)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain="localhost")
    message.set_content(template.html.html(values), subtype="html", cte="quoted-printable")
    return message


def _values(auth: Auth, mail: Mail) -> dict[str, Any]:
    return {
        "SiteURL": auth.redirects.site_url,
        "ConfirmationURL": link(auth, mail.kind, mail.token, mail.redirect_to),
        "RedirectTo": mail.redirect_to,
        "Token": mail.token.otp,
        "TokenHash": mail.token.hash,
        "Email": mail.user["email"],
        "NewEmail": mail.user["email_change"],
        "SendingTo": mail.token.address,
        "Data": mail.user["raw_user_meta_data"] or {},
    }


def _check_frequency(auth: Auth, user: Row, kind: Kind) -> None:
    sent_at = user[SENT_AT[kind.token_type]]
    if sent_at is None:
        return
    wait = auth.settings.max_frequency - (datetime.now(UTC) - sent_at).total_seconds()
    if wait > 0:
        message = f"For security purposes, you can only request this after {ceil(wait)} seconds."
        raise AuthError(429, "over_email_send_rate_limit", message)
