"""The mails of a stack: one JSON file each, which is never changed."""

import json
import re
import secrets
import time
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

MESSAGE_ID = re.compile(r"[0-9]{20}-[0-9a-f]{8}")

Message = dict[str, str]


def deliver(mails: Path, *, to: str, subject: str, html: str) -> None:
    """Write a mail in one step, under an id that sorts by time."""
    mails.mkdir(parents=True, exist_ok=True)
    message_id = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    message = {"id": message_id, "to": to, "subject": subject, "date": datetime.now(UTC).isoformat(), "html": html}
    unfinished = mails / f".{message_id}"
    unfinished.write_text(json.dumps(message), encoding="utf-8")
    unfinished.replace(_file(mails, message_id))


def all_ids(mails: Path) -> list[str]:
    """Return the ids of all mails, newest first."""
    return sorted((path.stem for path in mails.glob("*.json") if MESSAGE_ID.fullmatch(path.stem)), reverse=True)


def read(mails: Path, message_id: str) -> Message | None:
    """Return the mail with this id, None if there is none."""
    try:
        return _read(_file(mails, message_id)) if MESSAGE_ID.fullmatch(message_id) else None
    except FileNotFoundError:
        return None


def delete_all(mails: Path) -> None:
    """Delete all mails."""
    for message_id in all_ids(mails):
        _file(mails, message_id).unlink(missing_ok=True)


def _file(mails: Path, message_id: str) -> Path:
    return mails / f"{message_id}.json"


@lru_cache(maxsize=2048)
def _read(path: Path) -> Message:
    message: Message = json.loads(path.read_text(encoding="utf-8"))
    return message
