"""A user's account as Stripe knows it: what people, banks and time do there, and what each event about it leads to."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from .clock import Clock
from .invoices import Customer, Invoice, Payment
from .shop import Shop
from .subscription import Subscription

PACK_CENTS = 1000
FIRST_PERIOD_AFTER = timedelta(seconds=2)  # a subscription's first period begins a little after the subscription

Call = Callable[[], Any]


@dataclass
class Account:
    """Subscriptions and payments of one user, as Stripe has them. `news` are the objects that events tell of."""

    shop: Shop
    clock: Clock
    user: UUID
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    packs: dict[str, Payment] = field(default_factory=dict)
    customer: Customer = field(default_factory=Customer)
    news: list[str] = field(default_factory=list)
    told: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    # ------------------------------------------------------------ plans

    def subscribe(self, plan: str, interval: str, trial: bool, percent_off: int) -> None:
        """Subscribe, unless there is a plan."""
        if not any(each.live for each in self.subscriptions.values()):
            self.subscribe_again(plan, interval, trial, percent_off)

    def subscribe_again(self, plan: str, interval: str, trial: bool = False, percent_off: int = 0) -> None:
        """Subscribe, whether there is a plan or not. Only a customer's first plan may begin with a trial."""
        self.clock.go_on(seconds=10)
        created = self.clock.now
        new = Subscription(plan, interval, created, created + FIRST_PERIOD_AFTER, self.customer, percent_off)
        self.clock.go_on(seconds=10)
        new.begin(trial=trial and not any(each.trial_end for each in self.subscriptions.values()))
        self.subscriptions[new.id] = new
        self._tell(new)

    def switch(self, plan: str, interval: str) -> None:
        """Take another plan in the portal: a greater one at once, a lesser one when the period ends."""
        for each in self._live():
            if not each.cancel_at:
                if self.shop.is_greater((plan, interval), (each.plan, each.interval)):
                    each.planned = None
                    each.change(plan, interval, self.clock.now, invoiced=True)
                elif each.status != "trialing":
                    each.planned = None if (plan, interval) == (each.plan, each.interval) else (plan, interval)

    def move(self, plan: str, interval: str, invoiced: bool) -> None:
        """The operator changes the plan at once, and what that comes to is invoiced at once or with the next period."""
        for each in self._live():
            if not each.cancel_at:
                each.change(plan, interval, self.clock.now, invoiced=invoiced)

    def end_trial(self) -> None:
        """A trial ends early, and the plan is paid for from now on."""
        for each in self._live():
            each.end_trial(self.clock.now)

    def cancel(self) -> None:
        """Let it end with its period."""
        for each in self._live():
            each.cancel_at, each.planned = each.period()[1], None

    def keep(self) -> None:
        """Take that back."""
        for each in self._live():
            each.cancel_at = None

    def end(self, prorate: bool) -> None:
        """The operator ends the oldest plan at once, and may give back what is left of its period."""
        for each in self._live()[:1]:
            each.end(self.clock.now, prorate=prorate)

    def card(self, good: bool) -> None:
        """The card is declined from now on; or it pays again, the latest invoice first."""
        self.customer.card_is_good = good
        for each in self._live():
            each.pay(each.invoices[-1])

    def settle_up(self) -> None:
        """Every invoice that is open is paid, also those of plans that have ended."""
        for each in self.subscriptions.values():
            for invoice in each.invoices:
                each.pay(invoice)
            self._tell(each)

    def void(self) -> None:
        """The operator voids what is open."""
        for each in self._live():
            for invoice in each.invoices:
                each.void(invoice)

    def wait(self, days: int, minutes: int = 0) -> None:
        """Time passes."""
        self.clock.go_on(days=days, minutes=minutes)
        for each in self._live():
            each.go_on(self.clock.now)

    # ------------------------------------------------------------ money

    def buy(self, credits_: int) -> None:
        """Buy a pack."""
        payment = Payment(PACK_CENTS, credits=credits_)
        self.packs[payment.id] = payment
        self.news.append(payment.id)

    def refund(self, number: int, share: float) -> None:
        """Give back some of a payment."""
        for payment in self._payment(number):
            left = payment.amount - sum(payment.refunds)
            payment.refunds.append(min(ceil(payment.amount * share), left))

    def refund_fails(self, number: int) -> None:
        """The last refund of a payment comes back."""
        for payment in self._payment(number):
            del payment.refunds[-1:]

    def dispute(self, number: int, share: float, state: str) -> None:
        """A payment is disputed, and that is "asked", "open", "won" or "lost". A lost one ends its plan."""
        for payment in self._payment(number):
            cents = ceil(payment.amount * share)
            payment.disputed = cents if state in ("open", "lost") else 0
            payment.withdrawn = cents if state == "lost" else 0
            for each in self._live() if state == "lost" else []:
                if any(invoice.payment is payment for invoice in each.invoices):
                    each.end(self.clock.now, prorate=False)

    def credit(self, number: int, share: float) -> None:
        """A credit note gives some of an invoice's money to the customer's balance."""
        for payment in self._payment(number):
            if payment.invoice_id:
                invoice = self._invoice(payment.invoice_id)[1]
                more = min(ceil(payment.amount * share), payment.amount - invoice.lost)
                invoice.credited = invoice.lost + more
                self.customer.credit += more

    # ------------------------------------------------------------ news

    def untold(self) -> list[str]:
        """The objects that have changed since all was told: what events are about."""
        return sorted({*self.news, *(invoice.id for invoice in self._invoices() if self._is_news(invoice))})

    def all_is_told(self) -> None:
        """Every event has arrived."""
        self.news = []
        self.told = {invoice.id: _state(invoice) for invoice in self._invoices()}

    def payments(self) -> list[Payment]:
        """Every payment there has been: those of packs, then those of invoices."""
        return [*self.packs.values(), *(invoice.payment for invoice in self._invoices() if invoice.payment)]

    def fetched(self, about: str) -> Call:
        """What an event about this object leads to: a ticket is taken, and the object fetched, now."""
        ticket = self.shop.ticket()
        if about.startswith("pi_"):
            return self._payment_fetched(next(each for each in self.payments() if each.id == about), ticket)
        if about.startswith("in_"):
            subscription, invoice = self._invoice(about)
            return self._subscription_fetched(subscription, ticket, invoice)
        return self._subscription_fetched(self.subscriptions[about], ticket)

    def seemingly_ended(self, subscription_id: str) -> Call:
        """What it leads to if Stripe seems to say that a subscription has ended, as under another account's key."""
        subscription = self.subscriptions[subscription_id]
        told, ticket = self._row(subscription) | {"status": "canceled"}, self.shop.ticket()
        return lambda: self.shop.sync(told, ticket)

    def kept(self) -> Account:
        """The account as it is now, to go back to."""
        kept = deepcopy((self.subscriptions, self.packs, self.customer))
        return Account(self.shop, self.clock, self.user, *kept, [*self.news], {**self.told})

    def _payment_fetched(self, payment: Payment, ticket: int) -> Call:
        money = sum(payment.refunds), payment.disputed, payment.withdrawn
        pack, about = payment.credits, payment.invoice_id

        def settle() -> None:
            if pack:
                self.shop.fulfil(self.user, payment.id, pack)
            self.shop.settle(payment.id, payment.amount, *money, ticket, about)

        return settle

    def _subscription_fetched(self, subscription: Subscription, ticket: int, invoice: Invoice | None = None) -> Call:
        """Its newest invoice comes with it, and the one that the event is about."""
        told = self._row(subscription)
        news = [self._told(invoice)] if invoice else []
        latest = told | {"invoices": [*told["invoices"][-1:], *news]}

        def sync() -> None:
            if self.shop.sync(latest, ticket, all_invoices=False) == "invoices_missing":
                assert self.shop.sync(told, ticket) != "invoices_missing"

        return sync

    def _row(self, subscription: Subscription) -> dict[str, Any]:
        return self.shop.subscription(
            self.user,
            id=subscription.id,
            status=subscription.status,
            price_id=self.shop.price(subscription.plan, subscription.interval),
            created=subscription.created,
            current_period_start=subscription.period()[0],
            current_period_end=subscription.period()[1],
            trial_start=subscription.created if subscription.trial_end else None,
            trial_end=subscription.trial_end,
            cancel_at=subscription.cancel_at,
            next_price_id=self.shop.price(*subscription.planned) if subscription.planned else None,
            invoices=[self._told(each) for each in subscription.invoices],
        )

    def _told(self, invoice: Invoice) -> dict[str, Any]:
        """An invoice as the service sends it."""
        lines = [
            self.shop.line(self.shop.price(each.plan, each.interval), each.start, each.end, each.amount, each.proration)
            | {"id": each.id}
            for each in invoice.lines
        ]
        return self.shop.invoice(
            *lines,
            status=invoice.status,
            id=invoice.id,
            billing_reason=invoice.reason,
            amount_paid=invoice.amount_paid,
            credited=invoice.credited,
        )

    def _invoice(self, invoice_id: str) -> tuple[Subscription, Invoice]:
        return next(
            (each, invoice)
            for each in self.subscriptions.values()
            for invoice in each.invoices
            if invoice.id == invoice_id
        )

    def _invoices(self) -> list[Invoice]:
        return [invoice for each in self.subscriptions.values() for invoice in each.invoices]

    def _is_news(self, invoice: Invoice) -> bool:
        return self.told.get(invoice.id) != _state(invoice)

    def _live(self) -> list[Subscription]:
        """The subscriptions that are not over. Whoever asks is about to change them, so events tell of them."""
        live = [each for each in self.subscriptions.values() if each.live]
        for each in live:
            self._tell(each)
        return live

    def _tell(self, subscription: Subscription) -> None:
        self.news.append(subscription.id)

    def _payment(self, number: int) -> list[Payment]:
        """One of the payments, the latest first, of which events are about to tell, or none."""
        some = self.payments()[::-1][number : number + 1]
        self.news += [payment.id for payment in some]
        return some


def _state(invoice: Invoice) -> tuple[str, int, int]:
    return invoice.status, invoice.amount_paid, invoice.credited
