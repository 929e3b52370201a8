"""A service with a scripted Stripe, bodies that attackers send, and the errors that the service returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from flask.testing import FlaskClient, FlaskCliRunner

from tests.running import RunningStack
from tests.service.billing.signing import signature_of
from tests.service.conftest import MakeApp
from tests.service.servers import Request, Response, Server, json_response, serving

WEBHOOK_SECRET = "whsec_of_the_attacks"
DEEP = b"[" * 5000 + b"]" * 5000
HUGE = b"1" + b"0" * 400
NUMBERS = {"10**400": HUGE, "10**5000": b"9" * 5000, "1e400": b"1e400", "NaN": b"NaN", "-Infinity": b"-Infinity"}


def error_of(answer: Any) -> tuple[int, str, str | None]:
    """Status, code and field of an error response."""
    error = answer.json["error"]
    assert error["message"]
    return answer.status_code, error["code"], error.get("field")


def signature(body: bytes) -> dict[str, str]:
    """Stripe's signature header for this body."""
    return {"Stripe-Signature": signature_of(body.decode(), WEBHOOK_SECRET)}


class StripeService:
    """A service with a scripted Stripe. `events` is what Stripe lists unless `on_list` is set. `on_retrieve` makes the
    response to a request for one object (404 by default)."""

    def __init__(self, http: FlaskClient, runner: FlaskCliRunner, stripe_api: Server) -> None:
        self.http = http
        self.runner = runner
        self.stripe_api = stripe_api
        self.events: list[Any] = []
        self.on_list: Callable[[Request], bytes] | None = None
        self.on_retrieve: Callable[[Request], Response] = lambda _: json_response({"error": {"message": "none"}}, 404)

    def post(self, body: bytes) -> Any:
        """Send a signed event."""
        return self.http.post("/api/webhooks/stripe", data=body, headers=signature(body))

    def reconcile(self) -> int:
        """Run one reconcile pass. Returns the exit code."""
        return self.runner.invoke(args=["reconcile"]).exit_code


@contextmanager
def service_with_stripe(make_app: MakeApp, stack: RunningStack) -> Iterator[StripeService]:
    """Run a service with a scripted Stripe until the context ends. Its account is the one of the stack's stand-in."""
    own = httpx.get(f"{stack.stripe_url}/v1/account", auth=(stack.stripe_secret_key, "")).json()

    def answer(request: Request) -> Response:
        if request.path == "/v1/events" and made.on_list:
            return Response(body=made.on_list(request))
        if request.path == "/v1/events":
            wanted = set(request.query.values())
            return _list(request, [each for each in made.events if each["type"] in wanted])
        if request.path == "/v1/account":
            return json_response(own)
        if request.path.count("/") == 2:
            return _list(request, [])
        return made.on_retrieve(request)

    with serving(answer, Server("")) as server:
        app = make_app(
            STRIPE_SECRET_KEY="sk_test_attack", STRIPE_WEBHOOK_SECRET=WEBHOOK_SECRET, STRIPE_API_URL=server.url
        )
        made = StripeService(app.test_client(), app.test_cli_runner(), server)
        yield made


def _list(request: Request, data: list[Any]) -> Response:
    return json_response({"object": "list", "data": data, "has_more": False, "url": request.path})
