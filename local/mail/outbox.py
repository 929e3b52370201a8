"""Sending a mail on one machine is writing a file."""

from __future__ import annotations

import asyncio
import secrets
import time
from email.message import EmailMessage
from pathlib import Path

SUFFIX = ".eml"


async def deliver(mails: Path, message: EmailMessage) -> None:
    """Write the message into the folder, in one step, under a name that sorts by time."""
    await asyncio.to_thread(_write, mails, message.as_bytes())


def _write(mails: Path, content: bytes) -> None:
    mails.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    unfinished = mails / f".{name}.part"
    unfinished.write_bytes(content)
    unfinished.replace(mails / f"{name}{SUFFIX}")
