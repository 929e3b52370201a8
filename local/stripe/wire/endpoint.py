"""One HTTP request of the API from its first header to its answer."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Any

import stripe
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.stripe.account import Account
from local.stripe.faults import Faults
from local.stripe.ids import new_id
from local.stripe.resource import Json, Resource
from local.stripe.wire import idempotency, parameters
from local.stripe.wire.errors import AuthenticationError, CardError, InvalidRequest, StripeError
from local.stripe.wire.expansion import expand
from local.stripe.wire.heed import Heeded
from local.stripe.wire.idempotency import Kept
from local.stripe.wire.operations import Call, Operation
from local.stripe.wire.types import checked


class Endpoint:
    """Answers every request below `/v1`, for whoever has the key."""

    def __init__(self, account: Account, operations: list[Operation], faults: Faults) -> None:
        self.account, self.operations, self.faults = account, operations, faults

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        request_id = new_id("request")
        text = (await request.body()).decode(errors="replace") if request.method == "POST" else request.url.query
        fault = self.faults.take_request(request.method, request.url.path)
        if fault and fault.when == "before":
            return await fault.answer(request)
        try:
            kept, replayed = self._answer(request, text, request_id)
        except StripeError as error:
            kept, replayed = Kept(error.status, error.body(), request_id), False
        if fault:
            return await fault.answer(request)
        return _response(request, kept, request_id, replayed=replayed)

    def _answer(self, request: Request, text: str, request_id: str) -> tuple[Kept, bool]:
        self._check_key(request)
        _check_version(request)
        operation, ids = self._operation(request)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        if key and (kept := idempotency.kept_answer(self.account, key, request.url.path, text)):
            return kept, True
        given = Heeded(checked(parameters.parse(text), operation.params))
        with self.account.transaction({"id": request_id, "idempotency_key": key}):
            kept = self._carry_out(operation, Call(self.account, ids, given), request_id)
            given.check()
            if key:
                idempotency.keep_answer(self.account, key, request.url.path, text, kept)
        return kept, False

    def _carry_out(self, operation: Operation, call: Call, request_id: str) -> Kept:
        """A declined card is an answer like another: what has happened until then stays."""
        try:
            body = self._shown(operation.answer(call))
        except CardError as error:
            if error.undone:
                raise
            return Kept(error.status, error.body(), request_id)
        return Kept(200, expand(self.account, body, call.params.get("expand", [])), request_id)

    def _shown(self, body: Any) -> Json:
        if isinstance(body, Resource):
            return self.account.present(body)
        if "data" in body:
            return {**body, "data": [self._shown(each) for each in body["data"]]}
        return dict(body)

    def _operation(self, request: Request) -> tuple[Operation, dict[str, str]]:
        for operation in self.operations:
            if operation.method == request.method and (match := operation.pattern.fullmatch(request.url.path)):
                return operation, match.groupdict()
        message = f"Unrecognized request URL ({request.method}: {request.url.path})."
        raise InvalidRequest(f"{message} The stand-in does not know it.", 404)

    def _check_key(self, request: Request) -> None:
        given = _key_of(request.headers.get("authorization", ""))
        if not given:
            raise AuthenticationError("You did not provide an API key.")
        if not hmac.compare_digest(given.encode(), self.account.settings.secret_key.encode()):
            raise AuthenticationError(f"Invalid API Key provided: {given[:8]}{'*' * 8}{given[-4:]}")


def _key_of(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    try:
        return base64.b64decode(value).decode().partition(":")[0] if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _check_version(request: Request) -> None:
    version = request.headers.get("stripe-version", stripe.api_version)
    if version != stripe.api_version:
        raise InvalidRequest(f"Invalid Stripe API version: {version}. The stand-in speaks {stripe.api_version} only.")


def _response(request: Request, kept: Kept, request_id: str, *, replayed: bool) -> Response:
    headers = {"Request-Id": request_id, "Stripe-Version": stripe.api_version}
    if key := request.headers.get("idempotency-key"):
        headers |= {"Idempotency-Key": key, "Original-Request": kept.request_id}
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    return JSONResponse(kept.body, kept.status, headers)
