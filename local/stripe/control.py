"""`/_control`: for tests, set faults, hold and release deliveries, and simulate what time, banks and people do."""

from dataclasses import asdict

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.faults import Rule, json_body
from local.stripe.account import Account
from local.stripe.actions import ACTIONS
from local.stripe.api.errors import StripeError
from local.stripe.faults import VALUES, Faults
from local.stripe.pages.render import check_same_origin
from local.stripe.resource import Json, Resource
from local.stripe.webhooks import WebhookSender, deliveries_of


class Control:
    """The routes below `/_control`, which Stripe does not have."""

    def __init__(self, account: Account, faults: Faults, sender: WebhookSender) -> None:
        self.account, self.faults, self.sender = account, faults, sender

    def routes(self) -> list[Route]:
        """All routes."""
        return [
            Route("/_control", self.set, methods=["POST"]),
            Route("/_control/release", self.release, methods=["POST"]),
            Route("/_control/reset", self.reset, methods=["POST"]),
            Route("/_control/resend", self.resend, methods=["POST"]),
            Route("/_control/deliveries", self.deliveries, methods=["GET"]),
            Route("/_control/{action}", self.act, methods=["POST"]),
        ]

    async def set(self, request: Request) -> Response:
        """Add a fault rule, or hold all deliveries."""
        body = await _body(request)
        self.sender.holding = bool(body.pop("hold", self.sender.holding))
        if body:
            self.faults.rules.append(Rule.parse(body, VALUES))
        return JSONResponse({"rules": [asdict(rule) for rule in self.faults.rules], "hold": self.sender.holding})

    async def release(self, request: Request) -> Response:
        """Send the held deliveries in this `order`; stop holding unless `hold` is true."""
        body = await _body(request)
        self.sender.holding = bool(body.get("hold", False))
        sent = self.sender.release(body.get("order", "as_is"), body.get("seed"), bool(body.get("one_by_one", False)))
        return JSONResponse({"released": sent})

    async def reset(self, request: Request) -> Response:
        """Remove all fault rules and send the held deliveries. Objects are unchanged."""
        await _body(request)
        self.faults.rules.clear()
        self.sender.holding = False
        self.sender.release()
        return Response(status_code=204)

    async def resend(self, request: Request) -> Response:
        """Send an event again; with `new_id`, as another event with the same content."""
        body = await _body(request)
        with self.account.transaction():
            event = self._event(str(body.get("event")))
            self.sender.resend(event, new_id=bool(body.get("new_id", False)))
        return Response(status_code=204)

    async def act(self, request: Request) -> Response:
        """Perform a simulated action (`local.stripe.actions`)."""
        name = request.path_params["action"]
        if name not in ACTIONS:
            raise HTTPException(404, f"{name}: choose from {', '.join(ACTIONS)}")
        body = await _body(request)
        try:
            with self.account.transaction():
                changed = ACTIONS[name](self.account, body)
                return JSONResponse(self.account.present(changed) if changed else {})
        except StripeError as error:
            raise HTTPException(error.status, error.message) from error

    async def deliveries(self, request: Request) -> Response:
        """The deliveries of one `event`, or the pending deliveries of all events; and how many are held."""
        event_id = request.query_params.get("event")
        with self.account.store.transaction():
            found = deliveries_of(self._event(event_id)) if event_id else self.sender.pending()
        held = {each.id for each in self.sender.held}
        shown = [{**vars(each), "secret": None, "held": each.id in held} for each in found]
        return JSONResponse({"deliveries": shown, "held": len(held)})

    def _event(self, event_id: str) -> Resource:
        event = self.account.store.get(event_id)
        if event is None or event.type != "event":
            raise HTTPException(404, "No such event")
        return event


async def _body(request: Request) -> Json:
    check_same_origin(request)
    return await json_body(request)
