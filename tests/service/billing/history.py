"""A random history of one buyer. The steps depend on the seed only, not on how webhooks are delivered."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import stripe

from tests.service.billing.shop import Buyer

PLANS = ("pro_monthly", "pro_yearly", "business_monthly", "business_yearly")
PACKS = ("credit_pack_1000", "credit_pack_2500")
ENDED = ("canceled", "incomplete_expired")


@dataclass
class History:
    """Random actions of a buyer, banks and the operator; webhooks are delivered after each step."""

    buyer: Buyer
    seed: int
    done: list[str] = field(default_factory=list)
    subscription_id: str | None = None
    payments: list[str] = field(default_factory=list)
    disputes: dict[str, str] = field(default_factory=dict)

    def run(self, steps: int) -> None:
        """Perform this number of random steps."""
        chance = random.Random(self.seed)
        for _ in range(steps):
            possible = self._possible()
            name = chance.choice(sorted(possible))
            self.done.append(name)
            possible[name](chance)
            self.buyer.shop.arrive()
            self.buyer.credits()  # checks the balance against the ledger

    def end(self) -> dict[str, object]:
        """The final state."""
        return {
            "credits": self.buyer.credits(),
            "purchases": sum(self.buyer.purchases()),
            "subscriptions": sorted(
                (row["status"], row["product_id"], row["interval"]) for row in self.buyer.subscriptions()
            ),
        }

    def grants_by_month(self) -> list[int]:
        """The number of grants for each month of a plan (1 is right)."""
        rows = self.buyer.shop.sql(
            "select count(*)::int as times from credit_grants where user_id = %s and kind = 'plan_month'"
            " group by subscription_id, month_start",
            [self.buyer.id],
        )
        return [row["times"] for row in rows]

    def _possible(self) -> dict[str, Callable[[random.Random], None]]:
        possible: dict[str, Callable[[random.Random], None]] = {"buy": self._buy, "use": self._use}
        subscription = self._subscription()
        if subscription is None or subscription.status in ENDED:
            possible["subscribe"] = self._subscribe
        else:
            possible |= {"renew": self._renew, "end": self._end, "decline": self._decline}
            possible |= (
                {"keep": self._keep} if subscription.cancel_at else {"cancel": self._cancel, "switch": self._switch}
            )
        if self.payments:
            possible |= {"refund": self._refund, "dispute": self._dispute}
        if self.disputes:
            possible["decide"] = self._decide
        return possible

    def _subscription(self) -> stripe.Subscription | None:
        subscriptions = self.buyer.shop.stripe.v1.subscriptions
        return subscriptions.retrieve(self.subscription_id) if self.subscription_id else None

    def _buy(self, chance: random.Random) -> None:
        self.payments.append(self.buyer.payment_of(self.buyer.buy(chance.choice(PACKS))))

    def _use(self, chance: random.Random) -> None:
        if (available := sum(self.buyer.credits())) > 0:
            self.buyer.use(chance.randint(1, min(400, available)))

    def _subscribe(self, chance: random.Random) -> None:
        self.subscription_id = self.buyer.subscribe(chance.choice(PLANS))

    def _switch(self, chance: random.Random) -> None:
        now = self.buyer.subscription_of(str(self.subscription_id))["price_id"]
        others = [plan for plan in PLANS if self.buyer.shop.prices[plan] != now]
        self.buyer.switch(str(self.subscription_id), chance.choice(others))

    def _cancel(self, _: random.Random) -> None:
        self.buyer.cancel(str(self.subscription_id))

    def _keep(self, _: random.Random) -> None:
        self.buyer.keep(str(self.subscription_id))

    def _renew(self, _: random.Random) -> None:
        self.buyer.shop.stripe.renew(str(self.subscription_id))

    def _end(self, _: random.Random) -> None:
        self.buyer.shop.stripe.v1.subscriptions.cancel(str(self.subscription_id))

    def _decline(self, _: random.Random) -> None:
        stand_in = self.buyer.shop.stripe
        stand_in.control(customer=self.buyer.customer_id(), fault={"payment": "card_declined"}, next=1)
        stand_in.renew(str(self.subscription_id))
        if any(rule["left"] for rule in stand_in.control()["rules"]):  # no payment was due: decline another one
            assert stand_in.pay(self.buyer.checkout_pack()).status_code == 402

    def _refund(self, chance: random.Random) -> None:
        api = self.buyer.shop.stripe.v1
        payment = chance.choice(self.payments)
        charge = api.charges.retrieve(str(api.payment_intents.retrieve(payment).latest_charge))
        left = charge.amount - charge.amount_refunded
        if left and not charge.disputed:
            api.refunds.create({"payment_intent": payment, "amount": chance.randint(1, left)})

    def _dispute(self, chance: random.Random) -> None:
        payment = self.payments.pop(chance.randrange(len(self.payments)))
        self.disputes[payment] = self.buyer.shop.stripe.dispute(payment)

    def _decide(self, chance: random.Random) -> None:
        payment = chance.choice(list(self.disputes))
        self.buyer.shop.stripe.decide(self.disputes.pop(payment), won=chance.random() < 0.5)
