"""Errors as Stripe words them.

StripeError
├── InvalidRequest      400, or another status
│   └── ResourceMissing 404 (400 for an object that a parameter names)
├── AuthenticationError 401
├── IdempotencyError    400
├── CardError           402
└── Unsupported         400: what Stripe can do and the stand-in cannot
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class StripeError(Exception):
    """An answer that is no success."""

    type = "api_error"

    def __init__(self, message: str, status: int = 400, **details: Any) -> None:
        super().__init__(message)
        self.message, self.status, self.details = message, status, details

    def body(self) -> Json:
        """The error as it goes over the wire."""
        details = {name: value for name, value in self.details.items() if value is not None}
        return {"error": {"message": self.message, "type": self.type, **details}}


class InvalidRequest(StripeError):
    """The request makes no sense: `code` and `param` say which part."""

    type = "invalid_request_error"


class ResourceMissing(InvalidRequest):
    """No such object."""

    def __init__(self, what: str, object_id: str, param: str = "id", status: int = 404) -> None:
        super().__init__(f"No such {what}: '{object_id}'", status, code="resource_missing", param=param)


class AuthenticationError(InvalidRequest):
    """No key, or another one."""

    def __init__(self, message: str) -> None:
        super().__init__(message, 401)


class IdempotencyError(StripeError):
    """An idempotency key came again with another request."""

    type = "idempotency_error"


class CardError(StripeError):
    """The bank says no. Unless it is `undone`, what has happened until then stays: a failed charge, for one."""

    type = "card_error"

    def __init__(self, message: str, *, undone: bool = False, **details: Any) -> None:
        super().__init__(message, 402, **details)
        self.undone = undone


class Unsupported(InvalidRequest):
    """Better refused than answered wrongly."""

    def __init__(self, what: str, param: str | None = None) -> None:
        super().__init__(f"The stand-in for Stripe cannot do this: {what}", code="stand_in_unsupported", param=param)
