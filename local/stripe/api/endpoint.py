"""HTTP requests of the API: key, faults, idempotency, validation, response and expansion."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from functools import partial
from typing import Any

import stripe
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.stripe.account import Account
from local.stripe.api import parameters
from local.stripe.api.errors import CardError, IdempotencyError, InvalidRequest, StripeError
from local.stripe.api.operations import Call, Operation, TrackedParams
from local.stripe.faults import Faults, fault_response
from local.stripe.resource import Json, Resource, new_id

METHODS = ["GET", "POST", "DELETE"]


class Endpoint:
    """The routes below `/v1`, for requests with the account's secret key."""

    def __init__(self, account: Account, faults: Faults) -> None:
        self.account, self.faults = account, faults

    def routes(self, operations: list[Operation]) -> Iterator[Route]:
        """A route for each operation, and one that returns 404 for every other path."""
        for each in operations:
            yield Route(each.path, partial(self._respond, operation=each), methods=[each.method])
        yield Route("/v1/{path:path}", partial(self._respond, operation=None), methods=METHODS)

    async def _respond(self, request: Request, operation: Operation | None) -> Response:
        text = (await request.body()).decode(errors="replace") if request.method == "POST" else request.url.query
        fault = self.faults.take_request(request.method, request.url.path)
        if fault and fault.get("when") != "after":
            return fault_response(fault)
        try:
            self._check_key(request)
            if operation is None:
                path = f"{request.method}: {request.url.path}"
                raise InvalidRequest(f"Unrecognized request URL ({path}). The stand-in does not support it.", 404)
            response = self._once(request, text, operation)
        except StripeError as error:
            response = JSONResponse(error.body(), error.status)
        response.headers.update({"Request-Id": new_id("request"), "Stripe-Version": stripe.api_version})
        return fault_response(fault) if fault else response

    def _once(self, request: Request, text: str, operation: Operation) -> JSONResponse:
        """The response; for an idempotency key that was used before, the stored one. Raises StripeError."""
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        digest = hashlib.sha256(f"{request.url.path}\n{text}".encode()).hexdigest()
        if key and (kept := self.account.store.value(f"idempotency.{key}")):
            if kept["request"] != digest:
                raise IdempotencyError(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                    f"Try using a key other than '{key}' if you meant to execute a different request."
                )
            return JSONResponse(kept["body"], kept["status"], {"Idempotent-Replayed": "true"})
        params = TrackedParams(parameters.checked(parameters.parse(text), operation.typed_dict))
        with self.account.transaction():
            status, body = self._carry_out(operation, Call(self.account, request.path_params.get("id", ""), params))
            params.refuse_unread()
            if key:
                self.account.store.set_value(f"idempotency.{key}", {"status": status, "body": body, "request": digest})
        return JSONResponse(body, status)

    def _carry_out(self, operation: Operation, call: Call) -> tuple[int, Json]:
        """Run the operation; returns status and body. What a declined payment has changed is committed."""
        try:
            body = self._shown(operation.handler(call))
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

    def _check_key(self, request: Request) -> None:
        given, key = request.headers.get("authorization", "").encode(), self.account.settings.secret_key.encode()
        accepted = (b"Bearer " + key, b"Basic " + base64.b64encode(key + b":"))
        if not any(hmac.compare_digest(given, each) for each in accepted):
            raise InvalidRequest("Invalid API Key provided", 401)


def expand(account: Account, body: Json, paths: list[str]) -> Json:
    """Replace the ids at these paths by their objects. Raises InvalidRequest."""
    for path in paths:
        _expand(account, body, path.split("."), path)
    return body


def _expand(account: Account, value: Any, names: list[str], path: str) -> None:
    if isinstance(value, list):
        for each in value:
            _expand(account, each, names, path)
    elif isinstance(value, dict) and names:
        name, *rest = names
        value[name] = _expanded(account, value, name, path)
        _expand(account, value[name], rest, path)


def _expanded(account: Account, owner: Json, name: str, path: str) -> Any:
    value = owner.get(name)
    if isinstance(value, str) and (found := account.store.get(value)):
        return account.present(found)
    if isinstance(value, dict | list) or (value is None and name in owner):
        return value
    raise InvalidRequest(f"This property cannot be expanded ({path}).")
