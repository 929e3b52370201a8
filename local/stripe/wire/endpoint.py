"""One HTTP request of the API from its first header to its answer."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass
from typing import Any

import stripe
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.stripe.account import Account
from local.stripe.faults import Faults, answer_of
from local.stripe.resource import Json, Resource, new_id
from local.stripe.wire import parameters
from local.stripe.wire.errors import CardError, IdempotencyError, InvalidRequest, StripeError
from local.stripe.wire.expansion import expand
from local.stripe.wire.operations import Call, Heeded, Operation


@dataclass(frozen=True)
class Kept:
    """An answer, and the digest of the request that it answers."""

    status: int
    body: Json
    request_id: str
    request: str


class Endpoint:
    """Answers every request below `/v1`, for whoever has the key."""

    def __init__(self, account: Account, operations: list[Operation], faults: Faults) -> None:
        self.account, self.operations, self.faults = account, operations, faults

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        request_id = new_id("request")
        text = (await request.body()).decode(errors="replace") if request.method == "POST" else request.url.query
        fault = self.faults.take_request(request.method, request.url.path)
        if fault and fault.get("when") != "after":
            return answer_of(fault)
        try:
            kept, replayed = self._answer(request, text, request_id)
        except StripeError as error:
            kept, replayed = Kept(error.status, error.body(), request_id, ""), False
        return answer_of(fault) if fault else _response(request, kept, request_id, replayed=replayed)

    def _answer(self, request: Request, text: str, request_id: str) -> tuple[Kept, bool]:
        self._check_headers(request)
        operation, object_id = self._operation(request)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        digest = hashlib.sha256(f"{request.url.path}\n{text}".encode()).hexdigest()
        if key and (kept := self._kept(key, digest)):
            return kept, True
        given = Heeded(parameters.checked(parameters.parse(text), operation.typed_dict))
        with self.account.transaction({"id": request_id, "idempotency_key": key}):
            status, body = self._carry_out(operation, Call(self.account, object_id, given))
            given.check()
            kept = Kept(status, body, request_id, digest)
            if key:
                self.account.store.set_fact(f"idempotency.{key}", asdict(kept))
        return kept, False

    def _kept(self, key: str, digest: str) -> Kept | None:
        """The answer to the request that first came with this key. Raises IdempotencyError for another request."""
        fact = self.account.store.fact(f"idempotency.{key}")
        if fact and fact["request"] != digest:
            raise IdempotencyError(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request."
            )
        return Kept(**fact) if fact else None

    def _carry_out(self, operation: Operation, call: Call) -> tuple[int, Json]:
        """A declined card is an answer like another: what has happened until then stays."""
        try:
            body = self._shown(operation.answer(call))
        except CardError as error:
            if error.undone:
                raise
            return error.status, error.body()
        return 200, expand(self.account, body, call.params.get("expand", []))

    def _shown(self, body: Any) -> Json:
        if isinstance(body, Resource):
            return self.account.present(body)
        if "data" in body:
            return {**body, "data": [self._shown(each) for each in body["data"]]}
        return dict(body)

    def _operation(self, request: Request) -> tuple[Operation, str]:
        for operation in self.operations:
            if operation.method == request.method and (match := operation.pattern.fullmatch(request.url.path)):
                return operation, match.groupdict().get("id", "")
        message = f"Unrecognized request URL ({request.method}: {request.url.path})."
        raise InvalidRequest(f"{message} The stand-in does not know it.", 404)

    def _check_headers(self, request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self.account.settings.secret_key.encode()):
            raise InvalidRequest(f"Invalid API Key provided: {given[:8]}{'*' * 8}{given[-4:]}", 401)
        version = request.headers.get("stripe-version", stripe.api_version)
        if version != stripe.api_version:
            raise InvalidRequest(f"Invalid Stripe API version: {version}. The stand-in has {stripe.api_version} only.")


def _response(request: Request, kept: Kept, request_id: str, *, replayed: bool) -> Response:
    headers = {"Request-Id": request_id, "Stripe-Version": stripe.api_version}
    if key := request.headers.get("idempotency-key"):
        headers |= {"Idempotency-Key": key, "Original-Request": kept.request_id}
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    return JSONResponse(kept.body, kept.status, headers)
