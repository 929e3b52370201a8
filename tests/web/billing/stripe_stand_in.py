"""Control the stack's Stripe stand-in: what banks, operators and time do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

SECONDS = 30


@dataclass(frozen=True)
class Stripe:
    """The stand-in at this URL, with its account's key."""

    url: str
    key: str

    def renew(self, subscription_id: str) -> None:
        """Advance a customer's clock until their subscription is renewed or its payment declined."""
        self._control("/renew", subscription=subscription_id)

    def wait(self, customer_id: str, *, days: int) -> None:
        """Advance a customer's clock."""
        self._control("/advance", customer=customer_id, seconds=days * 86_400)

    def settle(self, payment_id: str, *, succeeded: bool) -> None:
        """Let a delayed payment succeed or fail."""
        self._control("/settle", payment_intent=payment_id, succeeded=succeeded)

    def decline(self, customer_id: str) -> None:
        """Let the bank decline all payments of this customer."""
        self._control(fault={"payment": "card_declined"}, customer=customer_id)

    def fail(self, request: str) -> None:
        """Let all requests that match this pattern fail."""
        self._control(fault={"api": 500}, request=request)

    def hold_events(self) -> None:
        """Hold back all events."""
        self._control(hold=True)

    def reset(self) -> None:
        """Reset all faults and send the held events."""
        self._control("/reset")

    def session(self, session_id: str) -> dict[str, Any]:
        """Return a checkout session."""
        return self._api("GET", f"checkout/sessions/{session_id}")

    def expire(self, session_id: str) -> None:
        """Expire an open checkout page."""
        self._api("POST", f"checkout/sessions/{session_id}/expire")

    def subscription(self, subscription_id: str) -> dict[str, Any]:
        """Return a subscription."""
        return self._api("GET", f"subscriptions/{subscription_id}")

    def cancel(self, subscription_id: str) -> None:
        """Cancel a subscription immediately."""
        self._api("DELETE", f"subscriptions/{subscription_id}")

    def create(self, kind: str, **form: Any) -> str:
        """Create an object; returns its id."""
        return str(self._api("POST", kind, data=form)["id"])

    def update(self, kind: str, object_id: str, **form: Any) -> None:
        """Update an object."""
        self._api("POST", f"{kind}/{object_id}", data=form)

    def list(self, kind: str, **query: str) -> Any:
        """Return the newest objects of a type."""
        return self._api("GET", kind, params=query)["data"]

    def _api(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = httpx.request(method, f"{self.url}/v1/{path}", auth=(self.key, ""), timeout=SECONDS, **more)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def _control(self, path: str = "", **body: Any) -> None:
        httpx.post(f"{self.url}/_control{path}", json=body, timeout=SECONDS).raise_for_status()
