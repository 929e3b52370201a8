"""The mails that the stack has sent."""

from __future__ import annotations

from typing import Any

import httpx

from tests.running import RunningStack, eventually


def link_to(stack: RunningStack, address: str, subject: str) -> str:
    """The link in the newest mail to this address whose subject contains this; waits for the mail."""
    found: list[dict[str, Any]] = []

    def arrived() -> bool:
        mails = httpx.get(f"{stack.inbox_url}/api/messages").json()
        found[:] = [mail for mail in mails if address in str(mail["to"]) and subject.lower() in mail["subject"].lower()]
        return bool(found)

    eventually(arrived)
    return str(found[0]["links"][0])


def mails_to(stack: RunningStack, address: str) -> int:
    """How many mails went to this address."""
    return sum(address in str(mail["to"]) for mail in httpx.get(f"{stack.inbox_url}/api/messages").json())
