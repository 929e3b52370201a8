"""The faults of requests, deliveries and payments."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from starlette.responses import JSONResponse, Response

from local.faults import Fault, Rule

# The faults and their values:
# - `api`: the HTTP status of the response. `when`: `before` (the default: the request is not processed) or `after` (the
#   request is processed, but its response is lost).
# - `delivery`: the event is never sent (`drop`). `signature`: the webhook is signed with another secret (`bad`), signed
#   ten minutes ago (`old`), or not signed (`missing`).
# - `payment`: the bank declines with this code. `refund`: a refund stays pending.
VALUES: dict[str, Callable[[Any], bool]] = {
    "api": range(400, 600).__contains__,
    "when": ("before", "after").__contains__,
    "delivery": ("drop",).__contains__,
    "signature": ("bad", "old", "missing").__contains__,
    "payment": ("card_declined", "insufficient_funds").__contains__,
    "refund": ("pending",).__contains__,
}


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
                return rule.use()
        return {}


def fault_response(fault: Fault) -> Response:
    """The response that replaces the real one."""
    error = {"type": "api_error", "message": "An unknown error occurred (a fault of the stand-in)"}
    headers = {"Stripe-Should-Retry": "false"} if fault["api"] == 429 else None
    return JSONResponse({"error": error}, fault["api"], headers)
