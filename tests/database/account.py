"""A user's account as Stripe knows it: what people, banks and time do there, and what each event about it leads to."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from .clock import Clock
from .shop import Shop

MONTHS = {"month": 1, "year": 12}
CENTS = 1000  # what every pack costs here

Call = Callable[[], Any]


def months_after(anchor: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, monthrange(year, month + 1)[1]))


@dataclass
class Subscription:
    """A plan. Its billing periods are counted from `anchor`; `periods` have begun since."""

    id: str
    plan: str
    interval: str
    anchor: datetime
    created: datetime
    status: str = "active"
    periods: int = 0
    paid_until: datetime | None = None
    cancel_at: datetime | None = None

    @property
    def live(self) -> bool:
        """Is it not over?"""
        return self.status != "canceled"

    def boundary(self, after: int = 1) -> datetime:
        """The end of the period under way, or (after=0) its beginning."""
        return months_after(self.anchor, (self.periods + after) * MONTHS[self.interval])

    def bill(self, *, paid: bool) -> None:
        """The period under way is paid, or that is declined. A trial pays nothing yet."""
        self.status = "active" if paid else "past_due"
        if paid:
            self.paid_until = self.boundary()

    def move_to(self, plan: str, interval: str, now: datetime, *, paid: bool) -> None:
        """Another plan, at once; another interval begins a period of its own, and so does the end of a trial."""
        same_period = self.interval == interval and self.status != "trialing"
        self.plan, self.interval = plan, interval
        if not same_period:
            self.anchor, self.periods = now, 0
            self.bill(paid=paid)

    def go_on(self, now: datetime, *, paid: bool) -> None:
        """What is due by now happens: it ends, or period after period begins."""
        while self.live and self.boundary() <= now:
            if self.cancel_at:
                self.status = "canceled"
            else:
                self.periods += 1
                self.bill(paid=paid)


@dataclass
class Payment:
    """A pack that was paid for, and what has become of the money, in cents."""

    credits: int
    refunds: list[int] = field(default_factory=list)
    disputed: int = 0
    withdrawn: int = 0


@dataclass
class Account:
    """Subscriptions and payments of one user, as Stripe has them. `news` are the objects that events tell of."""

    shop: Shop
    clock: Clock
    user: UUID
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    news: list[str] = field(default_factory=list)
    card_is_good: bool = True

    def subscribe(self, plan: str, interval: str, status: str) -> None:
        """Subscribe, unless there is a plan."""
        if not self._live():
            self.subscribe_again(plan, interval, status)

    def subscribe_again(self, plan: str, interval: str, status: str = "active") -> None:
        """Subscribe, whether there is a plan or not."""
        self.clock.go_on(seconds=1)
        new = Subscription(f"sub_{uuid4().hex}", plan, interval, self.clock.now, self.clock.now, status)
        if status == "active":
            new.bill(paid=self.card_is_good)
        self.subscriptions[new.id] = new
        self.news.append(new.id)

    def switch(self, plan: str, interval: str) -> None:
        """Take another plan."""
        for each in self._live():
            each.move_to(plan, interval, self.clock.now, paid=self.card_is_good)

    def cancel(self) -> None:
        """Let it end with its period."""
        for each in self._live():
            each.cancel_at = each.boundary()

    def keep(self) -> None:
        """Take that back."""
        for each in self._live():
            each.cancel_at = None

    def end(self) -> None:
        """The operator ends the oldest plan at once."""
        for each in self._live()[:1]:
            each.status = "canceled"

    def card(self, good: bool) -> None:
        """The card is declined from now on; or it pays again, what is open first."""
        self.card_is_good = good
        for each in self._live():
            if each.status == "past_due":
                each.bill(paid=good)

    def wait(self, days: int) -> None:
        """Time passes."""
        self.clock.go_on(days=days)
        for each in self._live():
            each.go_on(self.clock.now, paid=self.card_is_good)

    def buy(self, credits_: int) -> None:
        """Buy a pack."""
        payment_id = f"pi_{uuid4().hex}"
        self.payments[payment_id] = Payment(credits_)
        self.news.append(payment_id)

    def refund(self, number: int, cents: int) -> None:
        """Give back some of a payment."""
        for payment in self._payment(number):
            payment.refunds.append(min(cents, CENTS - sum(payment.refunds)))

    def refund_fails(self, number: int) -> None:
        """The last refund of a payment comes back."""
        for payment in self._payment(number):
            del payment.refunds[-1:]

    def dispute(self, number: int, cents: int, state: str) -> None:
        """A payment is disputed, and that is "asked", "open", "won" or "lost"."""
        for payment in self._payment(number):
            payment.disputed = cents if state in ("open", "lost") else 0
            payment.withdrawn = cents if state == "lost" else 0

    def fetched(self, about: str) -> Call:
        """What an event about this object leads to: a ticket is taken, and the object fetched, now."""
        ticket = self.shop.ticket()
        if about in self.payments:
            payment = self.payments[about]
            money = sum(payment.refunds), payment.disputed, payment.withdrawn
            return lambda: self._settle(about, payment.credits, *money, ticket)
        row = self._row(self.subscriptions[about])
        return lambda: self.shop.sync(row, ticket)

    def _settle(
        self, payment_id: str, credits_: int, refunded: int, disputed: int, withdrawn: int, ticket: int
    ) -> None:
        self.shop.fulfil(self.user, payment_id, credits_)
        self.shop.settle(payment_id, CENTS, refunded, disputed, withdrawn, ticket)

    def _row(self, subscription: Subscription) -> dict[str, Any]:
        told = replace(subscription)
        return self.shop.subscription(
            self.user,
            id=told.id,
            status=told.status,
            price_id=self.shop.price(told.plan, told.interval),
            created=told.created,
            current_period_start=told.boundary(0),
            current_period_end=told.boundary(),
            paid_until=told.paid_until,
            cancel_at=told.cancel_at,
        )

    def _live(self) -> list[Subscription]:
        """The subscriptions that are not over; whoever asks is about to change them, so events tell of them."""
        live = [each for each in self.subscriptions.values() if each.live]
        self.news += [each.id for each in live]
        return live

    def _payment(self, number: int) -> list[Payment]:
        """One of the payments, of which events are about to tell, or none."""
        some = list(self.payments)[number : number + 1]
        self.news += some
        return [self.payments[each] for each in some]
