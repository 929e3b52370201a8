"""The error of Auth, in the two shapes that clients request: `{code, message}`, and the older `{code, error_code, msg}`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

VERSION_HEADER = "x-supabase-api-version"
FIRST_VERSION = "2024-01-01"
OAUTH_ERRORS = {400: "invalid_request", 401: "unauthorized_client", 403: "access_denied"}
UNEXPECTED = "Unexpected failure, please check server logs for more information"


class AuthError(Exception):
    """An error with HTTP status, stable code and message; `extra` are more members of the response.

    Errors of hooks, and those without a code of their own, have no `x-sb-error-code`: they are not `named`.
    """

    def __init__(self, status: int, code: str, message: str, *, named: bool = True, **extra: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self._named, self._extra = named, extra

    def response(self, request: Request) -> JSONResponse:
        """Return the error as a response of the API."""
        is_new = request.headers.get(VERSION_HEADER, "") >= FIRST_VERSION
        older = {"code": self.status, "error_code": self.code, "msg": self.message}
        body = {"code": self.code, "message": self.message} if is_new else older
        has_header = self._named and not (is_new and self._extra)
        headers = {"x-sb-error-code": self.code} if has_header else {}
        headers |= {VERSION_HEADER: FIRST_VERSION} if is_new else {}  # tells clients the shape
        return JSONResponse({**body, **self._extra}, self.status, headers)

    def parameters(self) -> dict[str, str]:
        """Return the error as parameters of a redirect."""
        return {
            "error": OAUTH_ERRORS.get(self.status, "server_error"),
            "error_code": self.code if self._named else "",
            "error_description": self.message,
        }


def invalid(message: str) -> AuthError:
    """Return the error for a request that is invalid in every project."""
    return AuthError(400, "validation_failed", message)


def failure(message: str = UNEXPECTED) -> AuthError:
    """Return an error of the server without a code of its own."""
    return AuthError(500, "unexpected_failure", message, named=False)
