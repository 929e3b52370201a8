"""Every error that the service returns, all in one shape.

ServiceError                    500  internal
├── InvalidJson                 400  invalid_json
├── Unreadable                  400  unreadable             {field}
├── InvalidSignature            400  invalid_signature
│   └── WrongLivemode           400  wrong_livemode
├── Unauthorized                401  unauthorized
├── InsufficientCredits         402  insufficient_credits   {required, available}
├── UserBanned                  403  user_banned
├── TierRequired                403  tier_required          {tier}
├── NotFound                    404  not_found
├── AlreadyFinished             409  already_finished
├── IdTaken                     409  id_taken
├── RunMismatch                 409  run_mismatch
├── AlreadySubscribed           409  already_subscribed     {url}
├── InvalidInput                422  invalid_input          {field}
│   └── UnknownModel            422  unknown_model          {field}
├── RateLimited                 429  rate_limited           Retry-After
├── TooManyWaiting              429  too_many_waiting       {limit}, Retry-After
├── Refused                     502  refused
│   └── PixioAway                    Pixio cannot be reached, or accepts no run now
├── StripeUnavailable           502  stripe_unavailable
├── BillingUnavailable          503  billing_unavailable
├── WrongStripeAccount          503  wrong_stripe_account
├── ModelBroken                 503  model_broken
└── Unavailable                 503  unavailable
    ├── QueueUnsure                  it is unknown whether Pixio accepted the run
    └── MediaUnavailable             a result cannot be downloaded now, but may be later

InvalidOutput is not a ServiceError: it is never returned to a client, `settle` turns it into the status "failed".

The shape is `{"error": {"code", "message", …}}`. `code` is stable; `message` is for people and never quotes a provider.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)


class ServiceError(Exception):
    """Base of all errors. `extras` are further members of the error; `message` replaces the usual one."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    usual_message: ClassVar[str] = "Something went wrong on our side. Please try again."
    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, message: str | None = None, **extras: Any) -> None:
        self.message = message or self.usual_message
        self.extras = extras
        super().__init__(self.message)

    def response(self) -> Response:
        """The JSON response for this error."""
        return _json_response(self.status, self.code, self.message, self.extras, self.headers)


class InvalidJson(ServiceError):
    """The body is not a JSON object."""

    status, code, usual_message = 400, "invalid_json", "The body must be a JSON object."


class Unreadable(ServiceError):
    """A provider sent a body that cannot be parsed. Extras: field, the path of the invalid member, if the fault is in a
    single member."""

    status, code, usual_message = 400, "unreadable", "What was sent cannot be read."

    def __init__(self, field: str | None = None) -> None:
        super().__init__(**({"field": field} if field else {}))


class InvalidSignature(ServiceError):
    """An event has no valid Stripe signature, or one that is too old."""

    status, code, usual_message = 400, "invalid_signature", "This event has no valid Stripe signature."


class WrongLivemode(InvalidSignature):
    """An event of test mode reached a service with a live key, or the reverse."""

    code, usual_message = "wrong_livemode", "This event belongs to Stripe's other mode, test or live."


class Unauthorized(ServiceError):
    """The request has no valid token."""

    status, code, usual_message = 401, "unauthorized", "Please sign in."
    headers = MappingProxyType({"WWW-Authenticate": "Bearer"})


class InsufficientCredits(ServiceError):
    """The balance does not cover the price. Extras: required, available."""

    status, code, usual_message = 402, "insufficient_credits", "There are not enough credits for this."


class UserBanned(ServiceError):
    """An operator has banned the user."""

    status, code, usual_message = 403, "user_banned", "This account was suspended."


class TierRequired(ServiceError):
    """The model is for a higher tier than the user's. Extras: tier, its name."""

    status, code, usual_message = 403, "tier_required", "This model needs a higher plan."

    def __init__(self, tier: str = "") -> None:
        super().__init__(f"This model needs the plan {tier}." if tier else None, **({"tier": tier} if tier else {}))


class NotFound(ServiceError):
    """It does not exist, or belongs to another user."""

    status, code, usual_message = 404, "not_found", "There is nothing here."


class AlreadyFinished(ServiceError):
    """The generation has ended."""

    status, code, usual_message = 409, "already_finished", "This generation has already ended."


class IdTaken(ServiceError):
    """The id names another generation."""

    status, code, usual_message = 409, "id_taken", "This id is already in use. Please send a fresh one."


class RunMismatch(ServiceError):
    """The generation belongs to another run at Pixio."""

    status, code, usual_message = 409, "run_mismatch", "This generation belongs to another run."


class AlreadySubscribed(ServiceError):
    """The user has a live subscription, whose plan is changed in the portal. Extras: url, of the portal."""

    status, code, usual_message = 409, "already_subscribed", "You have a plan already. Change it in the billing portal."


class InvalidInput(ServiceError):
    """A value does not match its schema. Extras: field, its path."""

    status, code, usual_message = 422, "invalid_input", "This value is not valid."


class UnknownModel(InvalidInput):
    """There is no such model, or it is switched off."""

    code, usual_message = "unknown_model", "There is no such model."


class RateLimited(ServiceError):
    """Too many requests of one user. `retry_after` is in seconds."""

    status, code, usual_message = 429, "rate_limited", "Too many requests. Please wait a moment."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(retry_after)}


class TooManyWaiting(ServiceError):
    """The user has too many generations waiting. Extras: limit."""

    status, code, usual_message = 429, "too_many_waiting", "Please wait until one of your generations has ended."
    headers = MappingProxyType({"Retry-After": "10"})


class Refused(ServiceError):
    """Pixio did not accept the run; nothing was started."""

    status, code = 502, "refused"
    usual_message = "The generation could not be started. Your credits have been returned."


class PixioAway(Refused):
    """Pixio cannot be reached, or accepts no run of this account now; nothing was started."""


class StripeUnavailable(ServiceError):
    """Stripe does not respond, or refuses the request."""

    status, code, usual_message = (
        502,
        "stripe_unavailable",
        "The payment service cannot be reached. Please try again soon.",
    )
    headers = MappingProxyType({"Retry-After": "5"})


class BillingUnavailable(ServiceError):
    """No Stripe key is set."""

    status, code, usual_message = 503, "billing_unavailable", "Billing is not set up here yet."


class WrongStripeAccount(ServiceError):
    """The Stripe key belongs to another account than the mirror. `operator_message` names both, for operators only."""

    status, code, usual_message = 503, "wrong_stripe_account", "Billing is not available at the moment."

    def __init__(self, operator_message: str = "") -> None:
        super().__init__()
        self.operator_message = operator_message


class ModelBroken(ServiceError):
    """The schema of the model is not valid; other models work."""

    status, code = 503, "model_broken"
    usual_message = "This model cannot be used at the moment. Nothing was charged."


class Unavailable(ServiceError):
    """A dependency of the service does not respond."""

    status, code, usual_message = 503, "unavailable", "The service cannot be reached right now. Please try again soon."
    headers = MappingProxyType({"Retry-After": "5"})


class QueueUnsure(Unavailable):
    """It is unknown whether Pixio accepted the run."""


class MediaUnavailable(Unavailable):
    """The result cannot be downloaded now, but may be later."""


class InvalidOutput(Exception):
    """A file or URL among a run's outputs is not usable and never will be."""


_BY_CODE: dict[str, type[ServiceError]] = {
    error.code: error
    for error in (
        InsufficientCredits,
        UserBanned,
        TierRequired,
        NotFound,
        IdTaken,
        RunMismatch,
        InvalidInput,
        UnknownModel,
        TooManyWaiting,
        WrongStripeAccount,
    )
} | {"unknown_user": Unauthorized}


def error_of(code: str, extras: dict[str, Any]) -> ServiceError:
    """The error that a database function named by its stable code."""
    return _BY_CODE.get(code, ServiceError)(**extras)


def init_app(app: Flask) -> None:
    """Return every error of `app` in the one shape."""
    app.register_error_handler(ServiceError, _on_service_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_unexpected_error)


def _on_service_error(error: ServiceError) -> Response:
    if error.status >= 500:
        log.error("request failed", exc_info=error)
    return error.response()


def _on_http_error(error: HTTPException) -> Response:
    code = _CODES_OF_HTTP.get(error.name, error.name.lower().replace(" ", "_"))
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    return _json_response(error.code or 500, code, f"{error.name}.", {}, headers)


def _on_unexpected_error(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return ServiceError().response()


_CODES_OF_HTTP = {"Request Entity Too Large": "payload_too_large"}


def _json_response(
    status: int, code: str, message: str, extras: dict[str, Any], headers: Mapping[str, str]
) -> Response:
    response = jsonify(error={**extras, "code": code, "message": message})
    response.status_code = status
    response.headers.update(headers)
    return response
