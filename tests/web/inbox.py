"""The mails that the stack has sent."""

from __future__ import annotations

from tests import mails
from tests.running import RunningStack, eventually


def link_to(stack: RunningStack, address: str, subject: str) -> str:
    """Wait for a mail to this address whose subject contains this, and return its link."""
    found: list[mails.Mail] = []

    def arrived() -> bool:
        found[:] = [mail for mail in mails.mails_to(stack, address) if subject.lower() in mail["subject"].lower()]
        return bool(found)

    eventually(arrived)
    return str(found[0]["links"][0])


def mails_to(stack: RunningStack, address: str) -> int:
    """Count the mails to this address."""
    return len(mails.mails_to(stack, address))
