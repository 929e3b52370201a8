"""The dashboard: everything at a glance, and buttons for what time, banks and customers do."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.stripe.account import Account
from local.stripe.faults import Fault, Faults, Rule
from local.stripe.happenings import HAPPENINGS, happen
from local.stripe.items import items_of, next_end
from local.stripe.pages.render import form_of, not_found, page, redirect
from local.stripe.resource import Json, Resource
from local.stripe.webhooks import WebhookSender
from local.stripe.wire.errors import StripeError

SHOWN = 30


class Dashboard:
    """`/`."""

    def __init__(self, account: Account, faults: Faults, sender: WebhookSender) -> None:
        self.account, self.faults, self.sender = account, faults, sender

    def routes(self) -> list[Route]:
        """The routes of the page and its forms."""
        return [
            Route("/", self.show, methods=["GET"]),
            Route("/", self.act, methods=["POST"]),
            Route("/events/{id}", self.event, methods=["GET"]),
        ]

    async def show(self, _: Request) -> Response:
        """The page."""
        with self.account.store.transaction():
            return self._page()

    async def act(self, request: Request) -> Response:
        """What a button does: one of the happenings, `fail_next` payment of a customer, or `resend` an event."""
        form = await form_of(request)
        action = form.pop("action", "")
        try:
            with self.account.transaction():
                self._carry_out(action, form)
        except StripeError as error:
            with self.account.store.transaction():
                return self._page(error.message)
        return redirect("/")

    async def event(self, request: Request) -> Response:
        """One event, with what it says and where it has been sent."""
        with self.account.store.transaction():
            event = self.account.store.get(request.path_params["id"])
            if event is None or event.type != "event":
                return not_found("event")
            deliveries = self.sender.deliveries.of_event(event.id)
            return page("event.html", event=self.account.present(event), deliveries=deliveries)

    def _carry_out(self, action: str, form: dict[str, str]) -> None:
        if action == "fail_next":
            self.faults.add(Rule(Fault(payment="card_declined"), customer=form.get("customer"), left=1))
        elif action == "resend":
            self.sender.again(self.account.get("event", form.get("event", "")), new_id=False)
        elif action in HAPPENINGS:
            happen(self.account, action, form)

    def _page(self, error: str | None = None) -> Response:
        return page(
            "dashboard.html",
            status=400 if error else 200,
            error=error,
            now=self.account.now(),
            ahead=self.account.clock.ahead // 86_400,
            site=self.account.settings.site_url,
            subscriptions=[self._subscription(each) for each in self.account.find("subscription", limit=SHOWN)],
            payments=[self._payment(each) for each in self.account.find("payment_intent", limit=SHOWN)],
            events=[self.account.present(each) for each in self.account.find("event", limit=SHOWN)],
            refused=self.sender.deliveries.refused(),
        )

    def _subscription(self, subscription: Resource) -> Json:
        customer = self._customer(subscription["customer"])
        item = items_of(subscription)[0]
        product = self.account.store.get(item["price"]["product"])
        failing = any(rule.customer == subscription["customer"] and rule.left for rule in self.faults.rules)
        return {
            "it": subscription,
            "plan": product["name"] if product else item["price"]["id"],
            "price": item["price"],
            "renews": next_end(subscription),
            "customer": customer,
            "now": self.account.now(subscription["customer"]),
            "failing": failing,
            "live": subscription["status"] not in {"canceled", "incomplete_expired"},
        }

    def _payment(self, intent: Resource) -> Json:
        charge = self.account.store.get(intent["latest_charge"] or "")
        disputes = self.account.find("dispute", {"charge": charge.id}) if charge else []
        return {
            "it": intent,
            "charge": charge,
            "dispute": disputes[0] if disputes else None,
            "customer": self._customer(intent["customer"]),
            "refundable": bool(charge and charge["paid"] and not charge["refunded"] and not charge["disputed"]),
        }

    def _customer(self, customer_id: str | None) -> str:
        customer: Any = self.account.store.get(customer_id or "") or {}
        return str(customer.get("email") or customer.get("name") or customer_id or "guest")
