"""What can be made to go wrong, and for which requests, events and payments."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from starlette.responses import JSONResponse, Response

# How a request, a delivery or a payment departs from a good one, by name:
# - `api`: an HTTP status that a request is answered with. `when`: `before` (nothing is done, as without it) or `after`
#   (all is done, and just the answer is lost).
# - `delivery`: an event is never sent (`drop`). `signature`: a webhook signed with another secret (`bad`), ten minutes
#   ago (`old`), or not at all (`missing`).
# - `payment`: the bank declines, with this code. `refund`: a refund stays pending.
VALUES: dict[str, Container[Any]] = {
    "api": range(400, 600),
    "when": ("before", "after"),
    "delivery": ("drop",),
    "signature": ("bad", "old", "missing"),
    "payment": ("card_declined", "insufficient_funds"),
    "refund": ("pending",),
}
Fault = dict[str, Any]


class UnknownFault(ValueError):
    """A fault that does not exist, or a value that it does not take."""


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

    @classmethod
    def parse(cls, body: dict[str, Any]) -> Rule:
        """The rule that this JSON object describes. Raises UnknownFault."""
        fault, left = body.get("fault"), body.get("next")
        if not isinstance(fault, dict) or not fault or any(fault[name] not in VALUES.get(name, ()) for name in fault):
            raise UnknownFault(f"fault: choose from {VALUES}")
        if left is not None and (not isinstance(left, int) or left < 1):
            raise UnknownFault(f"next: {left!r} is no number")
        try:
            return cls(left=left, **{name: value for name, value in body.items() if name != "next"})
        except TypeError as error:
            raise UnknownFault(str(error)) from error


class Faults:
    """The rules in force, oldest first."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def take_request(self, method: str, path: str) -> Fault:
        """The fault of this request."""
        return self._take({"api"}, lambda rule: fnmatchcase(f"{method} {path}", rule.request))

    def take_event(self, event: str) -> Fault:
        """The fault with which this event is sent."""
        return self._take({"delivery", "signature"}, lambda rule: fnmatchcase(event, rule.event))

    def take_payment(self, customer: str | None) -> str | None:
        """The code with which this customer's payment is declined."""
        return self._take({"payment"}, lambda rule: rule.customer in {None, customer}).get("payment")

    def take_refund(self) -> str | None:
        """What becomes of a refund."""
        return self._take({"refund"}, lambda _: True).get("refund")

    def _take(self, kinds: set[str], matches: Callable[[Rule], bool]) -> Fault:
        for rule in self.rules:
            if kinds & rule.fault.keys() and rule.left != 0 and matches(rule):
                rule.left = None if rule.left is None else rule.left - 1
                return rule.fault
        return {}


def answer_of(fault: Fault) -> Response:
    """What a request with this fault gets instead of its answer."""
    error = {"type": "api_error", "message": "An unknown error occurred (a fault of the stand-in)"}
    headers = {"Stripe-Should-Retry": "false"} if fault["api"] == 429 else None
    return JSONResponse({"error": error}, fault["api"], headers)
