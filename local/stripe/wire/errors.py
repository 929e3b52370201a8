"""Errors as Stripe words them."""

from __future__ import annotations

from typing import Any


class StripeError(Exception):
    """An answer that is no success."""

    type = "api_error"

    def __init__(self, message: str, status: int = 400, **details: Any) -> None:
        super().__init__(message)
        self.message, self.status, self.details = message, status, details

    def body(self) -> dict[str, Any]:
        """The error as it goes over the wire."""
        details = {name: value for name, value in self.details.items() if value is not None}
        return {"error": {"message": self.message, "type": self.type, **details}}


class InvalidRequest(StripeError):
    """The request makes no sense: `code` and `param` say which part."""

    type = "invalid_request_error"


class ResourceMissing(InvalidRequest):
    """No such object: 404 for the one in the path, 400 for one that a parameter names."""

    def __init__(self, what: str, object_id: str, param: str = "id") -> None:
        status = 404 if param == "id" else 400
        super().__init__(f"No such {what}: '{object_id}'", status, code="resource_missing", param=param)


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
    """What Stripe can do and the stand-in cannot: better refused than answered wrongly."""

    def __init__(self, param: str) -> None:
        super().__init__(f"The stand-in for Stripe cannot do this: {param}", code="stand_in_unsupported", param=param)
