"""What banks, operators and time do at the Stripe stand-in of the stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

SECONDS = 30


@dataclass(frozen=True)
class Stripe:
    """The stand-in behind this address, and the key of its account."""

    url: str
    key: str

    def renew(self, subscription_id: str) -> None:
        """Let time pass for a customer until his subscription was renewed, or its payment declined."""
        self._control("/renew", subscription=subscription_id)

    def wait(self, customer_id: str, *, days: int) -> None:
        """Let time pass for a customer."""
        self._control("/advance", customer=customer_id, seconds=days * 86_400)

    def settle(self, payment_id: str, *, succeeded: bool) -> None:
        """Let a delayed payment arrive, or fail."""
        self._control("/settle", payment_intent=payment_id, succeeded=succeeded)

    def decline(self, customer_id: str) -> None:
        """Let the bank decline whatever this customer has to pay."""
        self._control(fault={"payment": "card_declined"}, customer=customer_id)

    def fail(self, request: str) -> None:
        """Let all requests of this pattern fail."""
        self._control(fault={"api": 500}, request=request)

    def hold_events(self) -> None:
        """Keep all events back."""
        self._control(hold=True)

    def reset(self) -> None:
        """Everything goes well again, and what was held back is sent."""
        self._control("/reset")

    def session(self, session_id: str) -> dict[str, Any]:
        """A checkout session, as Stripe has it."""
        return self._api("GET", f"checkout/sessions/{session_id}")

    def expire(self, session_id: str) -> None:
        """Let an open checkout page expire."""
        self._api("POST", f"checkout/sessions/{session_id}/expire")

    def subscription(self, subscription_id: str) -> dict[str, Any]:
        """A subscription, as Stripe has it."""
        return self._api("GET", f"subscriptions/{subscription_id}")

    def cancel(self, subscription_id: str) -> None:
        """End a subscription at once."""
        self._api("DELETE", f"subscriptions/{subscription_id}")

    def create(self, kind: str, **form: Any) -> str:
        """Make an object; its id."""
        return str(self._api("POST", kind, data=form)["id"])

    def update(self, kind: str, object_id: str, **form: Any) -> None:
        """Change an object."""
        self._api("POST", f"{kind}/{object_id}", data=form)

    def list(self, kind: str, **query: str) -> Any:
        """The newest objects of a kind."""
        return self._api("GET", kind, params=query)["data"]

    def _api(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = httpx.request(method, f"{self.url}/v1/{path}", auth=(self.key, ""), timeout=SECONDS, **more)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def _control(self, path: str = "", **body: Any) -> None:
        httpx.post(f"{self.url}/_control{path}", json=body, timeout=SECONDS).raise_for_status()
