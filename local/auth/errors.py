"""The one error of Auth, in Auth's own shape: `{code, error_code, msg}`."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

OAUTH_ERRORS = {400: "invalid_request", 401: "unauthorized_client", 403: "access_denied", 500: "server_error"}


class AuthError(Exception):
    """A refusal: HTTP status, stable code and a message for people; `extra` joins the answer's top level."""

    def __init__(self, status: int, code: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.extra = status, code, message, extra

    def response(self) -> JSONResponse:
        """The refusal as an API answer."""
        body = {"code": self.status, "error_code": self.code, "msg": self.message, **self.extra}
        return JSONResponse(body, self.status, headers={"x-sb-error-code": self.code})

    def parameters(self) -> dict[str, str]:
        """The refusal as parameters of the address a browser is sent to."""
        error = OAUTH_ERRORS.get(self.status, "server_error" if self.status >= 500 else "access_denied")
        return {"error": error, "error_code": self.code, "error_description": self.message}


class HookRefusal(AuthError):
    """What a hook of the project's own refuses with. Auth passes on its status and words, and gives it no code."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, "unexpected_failure" if status == 500 else "unknown", message)

    def response(self) -> JSONResponse:
        """The refusal as an API answer, without the header that names a code."""
        response = super().response()
        del response.headers["x-sb-error-code"]
        return response

    def parameters(self) -> dict[str, str]:
        """The refusal as parameters of the address a browser is sent to."""
        error = OAUTH_ERRORS.get(self.status, "server_error")
        return {"error": error, "error_code": "", "error_description": self.message}


def invalid(message: str) -> AuthError:
    """A request that cannot be right, whatever the state of the project."""
    return AuthError(400, "validation_failed", message)
