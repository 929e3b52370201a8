"""What can be made to go wrong, and for which requests, events and payments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from starlette.responses import JSONResponse, Response

VALUES: dict[str, tuple[Any, ...]] = {
    "api": tuple(range(400, 600)),
    "when": ("before", "after"),
    "delivery": ("drop",),
    "signature": ("bad", "old", "missing"),
    "payment": ("card_declined", "insufficient_funds"),
    "refund": ("pending",),
}


class UnknownFault(ValueError):
    """A fault that does not exist, or a value that it does not take."""


@dataclass(frozen=True)
class Fault:
    """How a request, a delivery or a payment departs from a good one. Everything is optional.

    - `api`: an HTTP status that a request is answered with. `when`: `before` (nothing is done) or `after` (all is
      done, and just the answer is lost).
    - `delivery`: an event is never sent (`drop`). `signature`: a webhook signed with another secret (`bad`), ten
      minutes ago (`old`), or not at all (`missing`).
    - `payment`: the bank declines, with this code. `refund`: a refund stays pending.
    """

    api: int | None = None
    when: str = "before"
    delivery: str | None = None
    signature: str | None = None
    payment: str | None = None
    refund: str | None = None

    def answer(self) -> Response:
        """What a request gets instead of its answer."""
        error = {"type": "api_error", "message": "An unknown error occurred (a fault of the stand-in)"}
        headers = {"Stripe-Should-Retry": "false"} if self.api == 429 else None
        return JSONResponse({"error": error}, self.api or 500, headers)


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


class Faults:
    """The rules in force, oldest first."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def take_request(self, method: str, path: str) -> Fault | None:
        """The fault of this request."""
        return self._take(lambda rule: bool(rule.fault.api) and fnmatchcase(f"{method} {path}", rule.request))

    def take_event(self, event: str) -> Fault:
        """The fault with which this event is sent."""
        found = self._take(
            lambda rule: bool(rule.fault.delivery or rule.fault.signature) and fnmatchcase(event, rule.event)
        )
        return found or Fault()

    def take_payment(self, customer: str | None) -> str | None:
        """The code with which this customer's payment is declined."""
        found = self._take(lambda rule: bool(rule.fault.payment) and rule.customer in {None, customer})
        return found.payment if found else None

    def take_refund(self) -> str | None:
        """What becomes of a refund."""
        found = self._take(lambda rule: bool(rule.fault.refund))
        return found.refund if found else None

    def _take(self, matches: Callable[[Rule], bool]) -> Fault | None:
        for rule in self.rules:
            if rule.left != 0 and matches(rule):
                rule.left = None if rule.left is None else rule.left - 1
                return rule.fault
        return None


def parse_rule(body: dict[str, Any]) -> Rule:
    """The rule that this JSON object describes. Raises UnknownFault."""
    known, fault, left = {"fault", "request", "event", "customer", "next"}, body.get("fault"), body.get("next")
    if unknown := body.keys() - known:
        raise UnknownFault(f"{', '.join(sorted(unknown))}: not known; choose from {', '.join(sorted(known))}")
    if left is not None and (not isinstance(left, int) or left < 1):
        raise UnknownFault(f"next: {left!r} is no number")
    if not isinstance(fault, dict) or not fault:
        raise UnknownFault("fault: nothing would be different")
    for name, value in fault.items():
        if value not in VALUES.get(name, ()):
            raise UnknownFault(f"{name}: {value!r} is not a fault; choose from {', '.join(VALUES)}")
    matching = {name: str(body[name]) for name in ("request", "event", "customer") if name in body}
    return Rule(Fault(**fault), left=left, **matching)
