"""Sign events as Stripe does."""

from __future__ import annotations

import json
import time
from typing import Any

import stripe

from tests.service.billing.stand_in import WEBHOOK_SECRET


def signed(event: dict[str, Any], secret: str = WEBHOOK_SECRET) -> tuple[str, dict[str, str]]:
    """The body of an event, and headers with its signature."""
    body = json.dumps(event)
    return body, {"Stripe-Signature": signature_of(body, secret)}


def signature_of(body: str, secret: str = WEBHOOK_SECRET, age: float = 0) -> str:
    """The signature of a body, `age` seconds old."""
    return str(stripe.WebhookSignature.generate_signature_header(body, secret, int(time.time() - age)))
