"""The other side of the stand-in, for tests: faults, held deliveries, and what happens in the world."""

from __future__ import annotations

import json
from dataclasses import asdict

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.stripe.account import Account
from local.stripe.faults import Faults, Rule, UnknownFault
from local.stripe.happenings import HAPPENINGS, happen
from local.stripe.pages.render import check_same_origin
from local.stripe.resource import Json
from local.stripe.webhooks import WebhookSender
from local.stripe.wire.errors import StripeError

ORDERS = ("as_is", "reversed", "shuffled")


class Control:
    """`/_control`: what is not Stripe's."""

    def __init__(self, account: Account, faults: Faults, sender: WebhookSender) -> None:
        self.account, self.faults, self.sender = account, faults, sender

    def routes(self) -> list[Route]:
        """The routes of the control."""
        return [
            Route("/_control", self.set, methods=["POST"]),
            Route("/_control/release", self.release, methods=["POST"]),
            Route("/_control/reset", self.reset, methods=["POST"]),
            Route("/_control/forget_events", self.forget_events, methods=["POST"]),
            Route("/_control/resend", self.resend, methods=["POST"]),
            Route("/_control/deliveries", self.deliveries, methods=["GET"]),
            Route("/_control/{happening}", self.happen, methods=["POST"]),
        ]

    async def set(self, request: Request) -> Response:
        """Put a fault in force, or hold all deliveries."""
        body = await _body(request)
        self.sender.holding = bool(body.pop("hold", self.sender.holding))
        if body:
            try:
                self.faults.rules.append(Rule.parse(body))
            except UnknownFault as error:
                raise HTTPException(422, str(error)) from error
        return JSONResponse({"rules": [asdict(rule) for rule in self.faults.rules], "hold": self.sender.holding})

    async def release(self, request: Request) -> Response:
        """Send what is held, in this `order`, and hold nothing more unless `hold` says so."""
        body = await _body(request)
        order = body.get("order", "as_is")
        if order not in ORDERS:
            raise HTTPException(422, f"order: choose from {', '.join(ORDERS)}")
        self.sender.holding = bool(body.get("hold", False))
        sent = self.sender.release(order, body.get("seed"), bool(body.get("one_by_one", False)))
        return JSONResponse({"released": sent})

    async def reset(self, request: Request) -> Response:
        """Forget all faults and send all that is held. What has happened stays."""
        await _body(request)
        self.faults.rules.clear()
        self.sender.holding = False
        self.sender.release()
        return Response(status_code=204)

    async def forget_events(self, request: Request) -> Response:
        """Forget every event that is not under way any more, as Stripe does after 30 days."""
        await _body(request)
        with self.account.transaction():
            self.sender.deliveries.forget_events()
        return Response(status_code=204)

    async def resend(self, request: Request) -> Response:
        """Send an event again, with `new_id` as if it were another event of the same content."""
        body = await _body(request)
        with self.account.transaction():
            event = self.account.store.get(str(body.get("event")))
        if event is None or event.type != "event":
            raise HTTPException(404, "There is no such event")
        self.sender.again(event, new_id=bool(body.get("new_id", False)))
        return Response(status_code=204)

    async def happen(self, request: Request) -> Response:
        """Let something happen in the world (`local.stripe.happenings`)."""
        name = request.path_params["happening"]
        if name not in HAPPENINGS:
            raise HTTPException(404, f"{name}: choose from {', '.join(HAPPENINGS)}")
        body = await _body(request)
        try:
            with self.account.transaction():
                changed = happen(self.account, name, body)
                return JSONResponse(self.account.present(changed) if changed else {})
        except StripeError as error:
            raise HTTPException(error.status, error.message) from error

    async def deliveries(self, request: Request) -> Response:
        """The latest deliveries, newest first, and how many are held."""
        held = {delivery.id for delivery in self.sender.held}
        found = self.sender.deliveries.latest(int(request.query_params.get("limit", 1000)))
        shown = [{**vars(each), "secret": None, "held": each.id in held} for each in found]
        return JSONResponse({"deliveries": shown, "held": len(held)})


async def _body(request: Request) -> Json:
    check_same_origin(request)
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise HTTPException(400, "The body is no JSON") from error
    if not isinstance(body, dict):
        raise HTTPException(400, "The body is no JSON object")
    return body
