"""Stripe's error types, with its messages and codes."""

from typing import Any


class StripeError(Exception):
    """An error response."""

    type = "api_error"

    def __init__(self, message: str, status: int = 400, **details: Any) -> None:
        super().__init__(message)
        self.message, self.status, self.details = message, status, details

    def body(self) -> dict[str, Any]:
        """The JSON body of the response."""
        details = {name: value for name, value in self.details.items() if value is not None}
        return {"error": {"message": self.message, "type": self.type, **details}}


class InvalidRequest(StripeError):
    """The request is invalid; `code` and `param` say which part."""

    type = "invalid_request_error"


class ResourceMissing(InvalidRequest):
    """No such object: status 404 for an id in the path, 400 for one in a parameter."""

    def __init__(self, what: str, object_id: str, param: str = "id") -> None:
        status = 404 if param == "id" else 400
        super().__init__(f"No such {what}: '{object_id}'", status, code="resource_missing", param=param)


class IdempotencyError(StripeError):
    """An idempotency key was used again for a different request."""

    type = "idempotency_error"


class CardError(StripeError):
    """The bank declined the payment. Unless `undone` is true, what was created until then, such as the charge, stays."""

    type = "card_error"

    def __init__(self, message: str, *, undone: bool = False, **details: Any) -> None:
        super().__init__(message, 402, **details)
        self.undone = undone


class Unsupported(InvalidRequest):
    """Stripe supports this and the stand-in does not: it refuses rather than return something wrong."""

    def __init__(self, param: str) -> None:
        super().__init__(
            f"The stand-in for Stripe does not support this: {param}", code="stand_in_unsupported", param=param
        )
