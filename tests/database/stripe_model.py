"""A model of a user's data at Stripe: actions of users, banks and time, and the SQL calls that each event causes."""

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
    """Subscriptions and payments of one user at Stripe. `undelivered` are the objects with undelivered events."""

    shop: Shop
    clock: Clock
    user: UUID
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    packs: dict[str, Payment] = field(default_factory=dict)
    customer: Customer = field(default_factory=Customer)
    undelivered: list[str] = field(default_factory=list)
    delivered_states: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    # ------------------------------------------------------------ plans

    def subscribe(self, plan: str, interval: str, trial: bool, percent_off: int) -> None:
        """Subscribe, if there is no plan."""
        if not any(each.live for each in self.subscriptions.values()):
            self.subscribe_again(plan, interval, trial, percent_off)

    def subscribe_again(self, plan: str, interval: str, trial: bool = False, percent_off: int = 0) -> None:
        """Subscribe, even beside another plan. Only a customer's first plan may have a trial."""
        self.clock.advance(seconds=10)
        created = self.clock.now
        new = Subscription(plan, interval, created, created + FIRST_PERIOD_AFTER, self.customer, percent_off)
        self.clock.advance(seconds=10)
        new.begin(trial=trial and not any(each.trial_end for each in self.subscriptions.values()))
        self.subscriptions[new.id] = new
        self._mark_undelivered(new)

    def switch(self, plan: str, interval: str) -> None:
        """Switch the plan in the portal: an upgrade is immediate, a downgrade is scheduled for the end of the period."""
        for each in self._live():
            if not each.cancel_at:
                if self.shop.is_upgrade((plan, interval), (each.plan, each.interval)):
                    each.planned = None
                    each.change(plan, interval, self.clock.now, invoiced=True)
                elif each.status != "trialing":
                    each.planned = None if (plan, interval) == (each.plan, each.interval) else (plan, interval)

    def move(self, plan: str, interval: str, invoiced: bool) -> None:
        """Change the plan immediately as an operator; it is invoiced now or with the next period."""
        for each in self._live():
            if not each.cancel_at:
                each.change(plan, interval, self.clock.now, invoiced=invoiced)

    def end_trial(self) -> None:
        """End a trial early; the first paid period begins."""
        for each in self._live():
            each.end_trial(self.clock.now)

    def cancel(self) -> None:
        """Cancel at the end of the period."""
        for each in self._live():
            each.cancel_at, each.planned = each.period()[1], None

    def keep(self) -> None:
        """Undo the cancellation."""
        for each in self._live():
            each.cancel_at = None

    def end(self, prorate: bool) -> None:
        """End the oldest plan immediately as an operator, with or without a credit for the rest of its period."""
        for each in self._live()[:1]:
            each.end(self.clock.now, prorate=prorate)

    def card(self, good: bool) -> None:
        """Let the card be declined from now on, or work again, which pays the latest invoice first."""
        self.customer.card_is_good = good
        for each in self._live():
            each.pay(each.invoices[-1])

    def pay_all_open(self) -> None:
        """Pay all open invoices, also those of ended plans."""
        for each in self.subscriptions.values():
            for invoice in each.invoices:
                each.pay(invoice)
            self._mark_undelivered(each)

    def void(self) -> None:
        """Void all open invoices."""
        for each in self._live():
            for invoice in each.invoices:
                each.void(invoice)

    def wait(self, days: int, minutes: int = 0) -> None:
        """Advance the clock."""
        self.clock.advance(days=days, minutes=minutes)
        for each in self._live():
            each.advance_to(self.clock.now)

    # ------------------------------------------------------------ money

    def buy(self, credits_: int) -> None:
        """Buy a pack."""
        payment = Payment(PACK_CENTS, credits=credits_)
        self.packs[payment.id] = payment
        self.undelivered.append(payment.id)

    def refund(self, number: int, share: float) -> None:
        """Refund a part of a payment."""
        for payment in self._payment(number):
            left = payment.amount - sum(payment.refunds)
            payment.refunds.append(min(ceil(payment.amount * share), left))

    def refund_fails(self, number: int) -> None:
        """Let the last refund of a payment fail."""
        for payment in self._payment(number):
            del payment.refunds[-1:]

    def dispute(self, number: int, share: float, state: str) -> None:
        """Set the dispute of a payment to "inquiry", "open", "won" or "lost". A lost dispute ends its plan."""
        for payment in self._payment(number):
            cents = ceil(payment.amount * share)
            payment.disputed = cents if state in ("open", "lost") else 0
            payment.withdrawn = cents if state == "lost" else 0
            for each in self._live() if state == "lost" else []:
                if any(invoice.payment is payment for invoice in each.invoices):
                    each.end(self.clock.now, prorate=False)

    def credit(self, number: int, share: float) -> None:
        """Credit a part of an invoice to the customer's balance."""
        for payment in self._payment(number):
            if payment.invoice_id:
                invoice = self._invoice(payment.invoice_id)[1]
                more = min(ceil(payment.amount * share), payment.amount - invoice.lost)
                invoice.credited = invoice.lost + more
                self.customer.credit += more

    # ------------------------------------------------------------ changed

    def changed_objects(self) -> list[str]:
        """The objects that have changed since all events were delivered."""
        return sorted(
            {*self.undelivered, *(invoice.id for invoice in self._invoices() if self._is_undelivered(invoice))}
        )

    def mark_all_delivered(self) -> None:
        """Mark all events as delivered."""
        self.undelivered = []
        self.delivered_states = {invoice.id: _state(invoice) for invoice in self._invoices()}

    def payments(self) -> list[Payment]:
        """All payments: those of packs, then those of invoices."""
        return [*self.packs.values(), *(invoice.payment for invoice in self._invoices() if invoice.payment)]

    def call_for_event(self, about: str) -> Call:
        """The SQL call that an event about this object causes. The ticket is taken, and the object fetched, now."""
        ticket = self.shop.ticket()
        if about.startswith("pi_"):
            return self._payment_call(next(each for each in self.payments() if each.id == about), ticket)
        if about.startswith("in_"):
            subscription, invoice = self._invoice(about)
            return self._subscription_call(subscription, ticket, invoice)
        return self._subscription_call(self.subscriptions[about], ticket)

    def seemingly_ended(self, subscription_id: str) -> Call:
        """The SQL call if a subscription seems to have ended, as with another account's key."""
        subscription = self.subscriptions[subscription_id]
        row, ticket = self._row(subscription) | {"status": "canceled"}, self.shop.ticket()
        return lambda: self.shop.sync(row, ticket)

    def copy(self) -> Account:
        """A copy of the account as it is now."""
        kept = deepcopy((self.subscriptions, self.packs, self.customer))
        return Account(self.shop, self.clock, self.user, *kept, [*self.undelivered], {**self.delivered_states})

    def _payment_call(self, payment: Payment, ticket: int) -> Call:
        money = sum(payment.refunds), payment.disputed, payment.withdrawn
        pack, about = payment.credits, payment.invoice_id

        def settle() -> None:
            if pack:
                self.shop.fulfil(self.user, payment.id, pack)
            self.shop.settle(payment.id, payment.amount, *money, ticket, about)

        return settle

    def _subscription_call(self, subscription: Subscription, ticket: int, invoice: Invoice | None = None) -> Call:
        """The call contains the newest invoice and the one that the event is about."""
        row = self._row(subscription)
        changed = [self._invoice_for_sql(invoice)] if invoice else []
        latest = row | {"invoices": [*row["invoices"][-1:], *changed]}

        def sync() -> None:
            if self.shop.sync(latest, ticket, all_invoices=False) == "invoices_missing":
                assert self.shop.sync(row, ticket) != "invoices_missing"

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
            invoices=[self._invoice_for_sql(each) for each in subscription.invoices],
        )

    def _invoice_for_sql(self, invoice: Invoice) -> dict[str, Any]:
        """An invoice as the service passes it to SQL."""
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

    def _is_undelivered(self, invoice: Invoice) -> bool:
        return self.delivered_states.get(invoice.id) != _state(invoice)

    def _live(self) -> list[Subscription]:
        """The live subscriptions. The caller changes them, so they are added to `undelivered`."""
        live = [each for each in self.subscriptions.values() if each.live]
        for each in live:
            self._mark_undelivered(each)
        return live

    def _mark_undelivered(self, subscription: Subscription) -> None:
        self.undelivered.append(subscription.id)

    def _payment(self, number: int) -> list[Payment]:
        """One of the payments, latest first, which is added to `undelivered`; empty if there are none."""
        some = self.payments()[::-1][number : number + 1]
        self.undelivered += [payment.id for payment in some]
        return some


def _state(invoice: Invoice) -> tuple[str, int, int]:
    return invoice.status, invoice.amount_paid, invoice.credited
