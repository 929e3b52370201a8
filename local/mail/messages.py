"""Reading the mails of the folder: one .eml file each, never changed once written."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from local.mail.html import links_of, text_of
from local.mail.outbox import SUFFIX

MESSAGE_ID = re.compile(r"[0-9]{1,20}-[0-9a-f]{8}")
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True)
class Message:
    """One mail. `id` sorts by time; `date` is ISO 8601 with its zone; `links` are the addresses it links to, in order."""

    id: str
    to: str
    sender: str
    subject: str
    date: str
    html: str
    text: str
    links: tuple[str, ...]


def all_ids(mails: Path) -> list[str]:
    """The ids of all mails, newest first."""
    return sorted((path.stem for path in mails.glob(f"*{SUFFIX}") if MESSAGE_ID.fullmatch(path.stem)), reverse=True)


def read(mails: Path, message_id: str) -> Message | None:
    """One mail, None if there is none of this id (any more)."""
    if not MESSAGE_ID.fullmatch(message_id):
        return None
    try:
        return _read(mails / f"{message_id}{SUFFIX}")
    except FileNotFoundError:
        return None


def delete_all(mails: Path) -> None:
    """Empty the folder of mails."""
    for message_id in all_ids(mails):
        (mails / f"{message_id}{SUFFIX}").unlink(missing_ok=True)


@lru_cache(maxsize=2048)
def _read(path: Path) -> Message:
    content = path.read_bytes()
    try:
        return _parsed(path.stem, email.message_from_bytes(content, EmailMessage, policy=default))
    except UNREADABLE:
        return Message(path.stem, "", "", "(cannot be read)", "", "", content.decode(errors="replace"), ())


def _parsed(message_id: str, message: EmailMessage) -> Message:
    html, text = _body(message, "html"), _body(message, "plain")
    return Message(
        id=message_id,
        to=str(message.get("To", "")),
        sender=str(message.get("From", "")),
        subject=str(message.get("Subject", "")),
        date=parsedate_to_datetime(str(message.get("Date"))).isoformat(),
        html=html,
        text=text or text_of(html),
        links=links_of(html, text),
    )


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()) if part else ""
