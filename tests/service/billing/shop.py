"""The service with Stripe's stand-in and the webhooks between them (Shop), and a user who buys (Buyer)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import httpx
import stripe
from flask import Flask

from service.stripe.catalogue import CATALOGUE
from tests.service.api_client import Person, Sql
from tests.service.billing.relay import Relay
from tests.service.billing.stand_in import StandIn

LOOKUP_KEYS = [price.lookup_key for product in CATALOGUE for price in product.prices]


@dataclass
class Shop:
    """The service at `url`, the stand-in and the relay; `app` is a second instance of the service, for commands. In a
    `storm`, webhooks are held until `arrive` and then sent shuffled, some twice, some never."""

    url: str
    stripe: StandIn
    relay: Relay
    app: Flask
    sql: Sql
    name: str
    storm: bool
    opened_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def arrive(self) -> None:
        """Wait until all webhooks are delivered; after a storm, run `python -m service reconcile` for those that were lost."""
        if self.storm:
            self.stripe.control("/release", order="shuffled", seed=zlib.crc32(self.name.encode()), hold=True)
        self.stripe.wait_until_delivered()
        if self.storm:
            self.reconcile()

    def reconcile(self) -> None:
        """Run `python -m service reconcile` once."""
        assert self.flask("reconcile").exit_code == 0

    def flask(self, *arguments: str) -> Any:
        """Run a command of the service."""
        return self.app.test_cli_runner().invoke(args=list(arguments))

    @cached_property
    def prices(self) -> dict[str, str]:
        """The ids of the prices that `python -m service stripe setup` created, by lookup key."""
        found = self.stripe.v1.prices.list({"lookup_keys": LOOKUP_KEYS, "limit": 100}).data
        return {str(price.lookup_key): price.id for price in found}

    def event(self, event_id: str) -> dict[str, Any]:
        """The row of an event in `stripe_events`."""
        (row,) = self.sql("select * from stripe_events where id = %s", [event_id])
        return row

    def unprocessed(self) -> list[dict[str, Any]]:
        """The unprocessed events in `stripe_events` that this test received."""
        return self.sql(
            "select * from stripe_events where processed_at is null and received_at >= %s", [self.opened_at]
        )


@dataclass
class Buyer:
    """A signed-up user who buys."""

    person: Person
    shop: Shop

    @property
    def id(self) -> str:
        """The user's id."""
        return self.person.id

    def post(self, path: str, **body: Any) -> httpx.Response:
        """POST to the service."""
        return self._ask("POST", path, json=body)

    def get(self, path: str, **query: str) -> httpx.Response:
        """GET from the service."""
        return self._ask("GET", path, params=query)

    def delete(self, path: str) -> httpx.Response:
        """DELETE at the service."""
        return self._ask("DELETE", path)

    def checkout(self, plan: str = "pro_monthly") -> str:
        """Open a checkout page for a plan; returns its URL."""
        return _url(self.post("/api/create-checkout-session", price_id=self.shop.prices[plan]))

    def checkout_pack(self, pack: str = "credit_pack_1000", **more: Any) -> str:
        """Open a checkout page for a pack; returns its URL."""
        return _url(self.post("/api/purchase-credits", price_id=self.shop.prices[pack], **more))

    def portal(self) -> str:
        """Open the billing portal; returns its URL."""
        return _url(self.post("/api/create-customer-portal"))

    def subscribe(self, plan: str = "pro_monthly", method: str = "visa") -> str:
        """Subscribe and pay; returns the subscription's id."""
        session_id = self._paid(self.checkout(plan), method)
        return str(self.shop.stripe.v1.checkout.sessions.retrieve(session_id).subscription)

    def buy(self, pack: str = "credit_pack_1000", method: str = "visa", **more: Any) -> str:
        """Buy a pack and pay; returns the checkout session's id."""
        return self._paid(self.checkout_pack(pack, **more), method)

    def payment_of(self, session_id: str) -> str:
        """The payment intent of a session."""
        return str(self.shop.stripe.v1.checkout.sessions.retrieve(session_id).payment_intent)

    def switch(self, subscription_id: str, plan: str) -> None:
        """Switch to another plan in the portal."""
        form = {"subscription": subscription_id, "price": self.shop.prices[plan]}
        self.shop.stripe.portal(self.portal(), "switch", **form)

    def cancel(self, subscription_id: str) -> None:
        """Cancel in the portal, at the end of the period."""
        self.shop.stripe.portal(self.portal(), "cancel", subscription=subscription_id)

    def keep(self, subscription_id: str) -> None:
        """Undo a cancellation in the portal."""
        self.shop.stripe.portal(self.portal(), "keep", subscription=subscription_id)

    def use(self, credits_: int) -> None:
        """Spend credits."""
        self.person.spend_all_but(self.person.balance() - credits_)

    def credits(self) -> tuple[int, int]:
        """Monthly and purchased credits; checks both against the ledger."""
        (row,) = self.shop.sql(
            "select subscription_credits, purchased_credits,"
            " (select coalesce(sum(subscription_amount), 0)::bigint from credit_history where user_id = users.id) as monthly,"
            " (select coalesce(sum(purchased_amount), 0)::bigint from credit_history where user_id = users.id) as bought"
            " from users where id = %s",
            [self.id],
        )
        assert (row["subscription_credits"], row["purchased_credits"]) == (row["monthly"], row["bought"])
        return row["subscription_credits"], row["purchased_credits"]

    def subscription(self) -> dict[str, Any]:
        """The user's only subscription in the mirror, with its product."""
        (row,) = self.subscriptions()
        return row

    def subscription_of(self, subscription_id: str) -> dict[str, Any]:
        """One of the user's subscriptions in the mirror."""
        return next(row for row in self.subscriptions() if row["id"] == subscription_id)

    def subscriptions(self) -> list[dict[str, Any]]:
        """The user's subscriptions in the mirror, oldest first."""
        return self.shop.sql(
            "select s.*, p.product_id, p.interval from subscriptions s join prices p on p.id = s.price_id"
            " where user_id = %s order by created, s.id",
            [self.id],
        )

    def purchases(self) -> list[int]:
        """The lines of packs in the ledger, oldest first."""
        rows = self.shop.sql("select amount from credit_purchases where user_id = %s order by line", [self.id])
        return [row["amount"] for row in rows]

    def grants(self) -> list[tuple[str, int]]:
        """Kind and amount of the ledger's lines of plans, oldest first."""
        rows = self.shop.sql(
            "select kind::text, amount from credit_grants where user_id = %s and subscription_id is not null"
            " and kind <> 'expired' order by line",
            [self.id],
        )
        return [(row["kind"], row["amount"]) for row in rows]

    def customer_id(self) -> str | None:
        """The user's customer id."""
        rows = self.shop.sql("select stripe_customer_id from customers where id = %s", [self.id])
        return rows[0]["stripe_customer_id"] if rows else None

    def customers(self) -> list[stripe.Customer]:
        """All customers at Stripe with the user's id."""
        found = self.shop.stripe.v1.customers.list({"limit": 100}).auto_paging_iter()
        return [each for each in found if each.metadata and each.metadata.to_dict().get("user_id") == self.id]

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.shop.stripe.http.request(method, f"{self.shop.url}{path}", headers=self.person.headers, **more)

    def _paid(self, url: str, method: str) -> str:
        answer = self.shop.stripe.pay(url, method)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rpartition("session_id=")[2]


def _url(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])
