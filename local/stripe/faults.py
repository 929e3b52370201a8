"""Faults that tests set: which requests, deliveries and payments fail, and how."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from starlette.responses import JSONResponse, Response

# The faults and their values:
# - `api`: the HTTP status of the response. `when`: `before` (the default: the request is not processed) or `after` (the
#   request is processed, but its response is lost).
# - `delivery`: the event is never sent (`drop`). `signature`: the webhook is signed with another secret (`bad`), signed
#   ten minutes ago (`old`), or not signed (`missing`).
# - `payment`: the bank declines with this code. `refund`: a refund stays pending.
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
    """The rule names an unknown fault, or a value that the fault does not have."""


@dataclass
class Rule:
    """A fault for the next `left` matching requests, events or payments, or for all of them if `left` is None.

    `request` is a pattern such as `POST /v1/customers*`, `event` one such as `invoice.*`, `customer` an id.
    """

    fault: Fault
    request: str = "*"
    event: str = "*"
    customer: str | None = None
    left: int | None = None

    @classmethod
    def parse(cls, body: dict[str, Any]) -> Rule:
        """Parse a rule from JSON. Raises UnknownFault."""
        fault, left = body.get("fault"), body.get("next")
        if not isinstance(fault, dict) or not fault or any(fault[name] not in VALUES.get(name, ()) for name in fault):
            raise UnknownFault(f"fault: choose from {VALUES}")
        if left is not None and (not isinstance(left, int) or left < 1):
            raise UnknownFault(f"next: {left!r} is not a positive number")
        try:
            return cls(left=left, **{name: value for name, value in body.items() if name != "next"})
        except TypeError as error:
            raise UnknownFault(str(error)) from error


class Faults:
    """The active rules, oldest first. Each `take_…` returns the fault of the first match and counts its use."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def take_request(self, method: str, path: str) -> Fault:
        """The fault for this request."""
        return self._take({"api"}, lambda rule: fnmatchcase(f"{method} {path}", rule.request))

    def take_event(self, event: str) -> Fault:
        """The fault for a delivery of this event type."""
        return self._take({"delivery", "signature"}, lambda rule: fnmatchcase(event, rule.event))

    def take_payment(self, customer: str | None) -> str | None:
        """The code with which the bank declines this customer's payment, if it does."""
        return self._take({"payment"}, lambda rule: rule.customer in {None, customer}).get("payment")

    def take_refund(self) -> str | None:
        """The status that a refund keeps, if a fault sets one."""
        return self._take({"refund"}, lambda _: True).get("refund")

    def _take(self, kinds: set[str], matches: Callable[[Rule], bool]) -> Fault:
        for rule in self.rules:
            if kinds & rule.fault.keys() and rule.left != 0 and matches(rule):
                rule.left = None if rule.left is None else rule.left - 1
                return rule.fault
        return {}


def fault_response(fault: Fault) -> Response:
    """The response that replaces the real one."""
    error = {"type": "api_error", "message": "An unknown error occurred (a fault of the stand-in)"}
    headers = {"Stripe-Should-Retry": "false"} if fault["api"] == 429 else None
    return JSONResponse({"error": error}, fault["api"], headers)
