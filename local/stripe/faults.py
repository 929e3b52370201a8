"""What can be made to go wrong, and for which requests, events and payments."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

LONGEST_HANG_SECONDS = 600
DECLINES = ("card_declined", "insufficient_funds", "expired_card", "authentication_required")
WORDS: dict[str, tuple[Any, ...]] = {
    "delivery": ("drop", "duplicate"),
    "signature": ("bad", "old", "missing"),
    "payment": DECLINES,
    "refund": ("failed", "pending"),
    "when": ("before", "after"),
    "api": ("hang",),
}


class UnknownFault(ValueError):
    """A fault that does not exist, or a value that it does not take."""


@dataclass(frozen=True)
class Fault:
    """How a request, a delivery or a payment departs from a good one. Everything is optional.

    - `api`: an HTTP status that a request is answered with, or `hang`: no answer. `when`: `before` (nothing is done)
      or `after` (all is done, and just the answer is lost).
    - `delivery`: an event is never sent (`drop`) or sent twice (`duplicate`). `delay`: seconds before it is sent.
      `signature`: a webhook signed with another secret (`bad`), ten minutes ago (`old`), or not at all (`missing`).
    - `payment`: the bank declines, with this code. `refund`: a refund fails after all, or stays pending.
    """

    api: int | str | None = None
    when: str = "before"
    delivery: str | None = None
    delay: float = 0
    signature: str | None = None
    payment: str | None = None
    refund: str | None = None

    async def answer(self, request: Request) -> Response:
        """What a request gets instead of its answer."""
        if self.api == "hang":
            await _until_the_caller_gives_up(request)
        status = self.api if isinstance(self.api, int) else 500
        error = {"type": "api_error", "message": "An unknown error occurred (a fault of the stand-in)"}
        return JSONResponse({"error": error}, status, {"Stripe-Should-Retry": "false"} if status == 429 else None)


async def _until_the_caller_gives_up(request: Request) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_HANG_SECONDS):
            while (await request.receive())["type"] != "http.disconnect":
                pass


@dataclass
class Rule:
    """A fault for the next `left` (without a number: for all) requests, events or payments that match.

    `request` is a pattern such as `POST /v1/customers*`, `event` one such as `invoice.*`, `customer` an id.
    """

    fault: Fault
    request: str = "*"
    event: str = "*"
    customer: str | None = None
    left: int | None = None

    def use(self) -> Fault:
        """Count one off."""
        self.left = None if self.left is None else self.left - 1
        return self.fault


class Faults:
    """The rules in force, oldest first."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Put a rule in force."""
        self.rules.append(rule)

    def clear(self) -> None:
        """Everything goes well again."""
        self.rules.clear()

    def take_request(self, method: str, path: str) -> Fault | None:
        """The fault of this request."""
        wanted = (rule for rule in self._live() if rule.fault.api and fnmatchcase(f"{method} {path}", rule.request))
        return _used(next(wanted, None))

    def take_event(self, event: str) -> Fault:
        """The fault with which this event is sent."""
        wanted = (rule for rule in self._live() if _is_delivery(rule.fault) and fnmatchcase(event, rule.event))
        return _used(next(wanted, None)) or Fault()

    def take_payment(self, customer: str | None) -> str | None:
        """The code with which this customer's payment is declined."""
        wanted = (rule for rule in self._live() if rule.fault.payment and rule.customer in {None, customer})
        return fault.payment if (fault := _used(next(wanted, None))) else None

    def take_refund(self) -> str | None:
        """What becomes of a refund."""
        fault = _used(next((rule for rule in self._live() if rule.fault.refund), None))
        return fault.refund if fault else None

    def _live(self) -> list[Rule]:
        return [rule for rule in self.rules if rule.left != 0]


def parse_rule(body: dict[str, Any]) -> Rule:
    """The rule that this JSON object describes. Raises UnknownFault."""
    known = {"fault", "request", "event", "customer", "next"}
    if unknown := body.keys() - known:
        raise UnknownFault(f"{', '.join(sorted(unknown))}: not known; choose from {', '.join(sorted(known))}")
    left = body.get("next")
    if left is not None and (not isinstance(left, int) or left < 1):
        raise UnknownFault(f"next: {left!r} is no number")
    matching = {name: str(body[name]) for name in ("request", "event", "customer") if name in body}
    return Rule(_parse_fault(body.get("fault")), left=left, **matching)


def _parse_fault(values: Any) -> Fault:
    if not isinstance(values, dict) or not values:
        raise UnknownFault("fault: nothing would be different")
    for name, value in values.items():
        if not _allowed(name, value):
            raise UnknownFault(f"{name}: {value!r} is not a fault; choose from {WORDS.get(name, _names())}")
    return Fault(**values)


def _allowed(name: str, value: Any) -> bool:
    if name == "api" and isinstance(value, int):
        return 400 <= value < 600
    if name == "delay":
        return isinstance(value, int | float) and value >= 0
    return value in WORDS.get(name, ())


def _names() -> list[str]:
    return [each.name for each in fields(Fault)]


def _is_delivery(fault: Fault) -> bool:
    return bool(fault.delivery or fault.delay or fault.signature)


def _used(rule: Rule | None) -> Fault | None:
    return rule.use() if rule else None
