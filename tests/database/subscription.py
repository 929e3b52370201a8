"""A model of Stripe's subscription: periods, changes, and the invoices that they create."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from .invoices import MONTHS, Customer, Invoice, Line, months_after, rest_line, trial_line, whole_line

TRIAL = timedelta(days=14)
INCOMPLETE_FOR = timedelta(hours=23)
OVER = ("canceled", "incomplete_expired")


@dataclass
class Subscription:
    """A subscription. Its billing periods are counted from `anchor`; `periods` of them have begun."""

    plan: str
    interval: str
    created: datetime
    anchor: datetime
    customer: Customer
    percent_off: int = 0
    status: str = "active"
    periods: int = 0
    trial_end: datetime | None = None
    trial_plans: set[str] = field(default_factory=set)
    cancel_at: datetime | None = None
    planned: tuple[str, str] | None = None
    pending: list[Line] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    id: str = field(default_factory=lambda: f"sub_{uuid4().hex}")

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.status not in OVER

    def period(self) -> tuple[datetime, datetime]:
        """The current billing period."""
        if self.status == "trialing" and self.trial_end:
            return self.created, self.trial_end
        step = MONTHS[self.interval]
        return months_after(self.anchor, self.periods * step), months_after(self.anchor, (self.periods + 1) * step)

    def begin(self, *, trial: bool) -> None:
        """Start the first period or a trial."""
        if trial:
            self.status, self.trial_end = "trialing", self.created + TRIAL
            self.trial_plans.add(self.plan)
            line = trial_line(self.plan, self.interval, *self.period())
        else:
            line = whole_line(self.plan, self.interval, *self.period())
        self._bill("subscription_create", [line])

    def change(self, plan: str, interval: str, now: datetime, *, invoiced: bool) -> None:
        """Change the plan now. Another interval starts a new period; otherwise the lines may go on the next invoice."""
        if (plan, interval) == (self.plan, self.interval) or self.status == "incomplete":
            return
        if self.status == "trialing":
            self.trial_plans.add(plan)
            self.plan, self.interval = plan, interval
            return
        period = self.period()
        lines = [rest_line(self.plan, self.interval, -1, now, period)]
        same_period = self.interval == interval
        self.plan, self.interval = plan, interval
        if same_period:
            lines.append(rest_line(plan, interval, 1, now, period))
        else:
            self.anchor, self.periods, self.planned = now, 0, None
            lines.append(whole_line(plan, interval, *self.period()))
        if same_period and not invoiced:
            self.pending += lines
        else:
            self._bill("subscription_update", lines)

    def end_trial(self, now: datetime) -> None:
        """End the trial and start the first paid period."""
        if self.status == "trialing":
            self.trial_end = now
            self._first_paid_period("subscription_update")

    def end(self, now: datetime, *, prorate: bool) -> None:
        """End it now, with or without a credit for the rest of the period."""
        if prorate and self.status in ("active", "past_due"):
            self._bill("subscription_update", [rest_line(self.plan, self.interval, -1, now, self.period())])
        self.status = "canceled"

    def pay(self, invoice: Invoice) -> None:
        """Retry the payment of an open invoice."""
        if invoice.status == "open":
            self.customer.pay(invoice)
            if invoice is self.invoices[-1]:
                self._follow(invoice)

    def void(self, invoice: Invoice) -> None:
        """Void an open invoice."""
        if invoice.status == "open":
            invoice.status = "void"
            if self.status == "past_due":
                self.status = "active"

    def advance_to(self, now: datetime) -> None:
        """Perform what is due by now: end, or start each further period."""
        if self.status == "incomplete" and self.created + INCOMPLETE_FOR <= now:
            self.status = "incomplete_expired"
        while self.live and self.status != "incomplete" and self.period()[1] <= now:
            if self.cancel_at:
                self.status = "canceled"
            elif self.status == "trialing":
                self._first_paid_period("subscription_cycle")
            else:
                self._renew()

    def _first_paid_period(self, reason: str) -> None:
        assert self.trial_end
        self.status, self.anchor, self.periods = "active", self.trial_end, 0
        self._bill(reason, [whole_line(self.plan, self.interval, *self.period())])

    def _renew(self) -> None:
        if self.planned:
            self.anchor, self.periods = self.period()[1], 0
            (self.plan, self.interval), self.planned = self.planned, None
        else:
            self.periods += 1
        pending, self.pending = self.pending, []
        self._bill("subscription_cycle", [*pending, whole_line(self.plan, self.interval, *self.period())])

    def _bill(self, reason: str, lines: list[Line]) -> None:
        invoice = self.customer.bill(reason, lines, self.percent_off)
        self.invoices.append(invoice)
        self._follow(invoice)

    def _follow(self, invoice: Invoice) -> None:
        """Set the status by the latest invoice."""
        if self.status == "trialing" or not self.live:
            return
        first = invoice.reason == "subscription_create"
        self.status = "active" if invoice.status == "paid" else "incomplete" if first else "past_due"
