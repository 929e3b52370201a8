"""A model of Stripe's invoices: lines for periods and prorations, and payments."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from .shop import CENTS

MONTHS = {"month": 1, "year": 12}


def months_after(anchor: datetime, months: int) -> datetime:
    """The same day this number of months later, or the last day of that month."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Line:
    """A line for a plan and a period. `sign` is -1 for a credit and 0 for a trial; `amount` is before discounts."""

    plan: str
    interval: str
    sign: int
    amount: int
    proration: bool
    start: datetime
    end: datetime
    id: str = field(default_factory=lambda: f"il_{uuid4().hex}")


@dataclass
class Payment:
    """A payment in cents with its refunds and dispute, for a pack of `credits` or for an invoice."""

    amount: int
    credits: int = 0
    invoice_id: str | None = None
    refunds: list[int] = field(default_factory=list)
    disputed: int = 0
    withdrawn: int = 0
    id: str = field(default_factory=lambda: f"pi_{uuid4().hex}")

    @property
    def lost(self) -> int:
        """The amount lost. A dispute and a refund may be about the same money until both were paid out."""
        refunded = sum(self.refunds)
        return min(self.amount, max(refunded, self.disputed, refunded + self.withdrawn))


@dataclass
class Invoice:
    """An invoice of a subscription. `paid` is its payment, if anything was due."""

    reason: str
    lines: list[Line]
    due: int
    status: str = "open"
    credited: int = 0
    payment: Payment | None = None
    id: str = field(default_factory=lambda: f"in_{uuid4().hex}")

    @property
    def amount_paid(self) -> int:
        """The amount of its payment, or 0."""
        return self.payment.amount if self.payment else 0

    @property
    def lost(self) -> int:
        """The amount refunded, credited or withdrawn; a credit note may represent its refund."""
        return max(self.payment.lost, min(self.credited, self.amount_paid)) if self.payment else 0


@dataclass
class Customer:
    """The payer. The card works or is declined; the credit from negative invoices is used first."""

    card_is_good: bool = True
    credit: int = 0

    def bill(self, reason: str, lines: list[Line], percent_off: int) -> Invoice:
        """Create an invoice for these lines; it is paid if the card works or nothing is due."""
        total = sum(line.amount for line in lines)
        if total > 0:
            total = round(total * (100 - percent_off) / 100)
        used = min(self.credit, total)  # negative if the total is negative: added to the credit
        self.credit -= used
        invoice = Invoice(reason, lines, total - used)
        self.pay(invoice)
        return invoice

    def pay(self, invoice: Invoice) -> None:
        """Pay an open invoice, unless the card is declined."""
        if invoice.due == 0:
            invoice.status = "paid"
        elif self.card_is_good:
            invoice.status = "paid"
            invoice.payment = Payment(invoice.due, invoice_id=invoice.id)


def whole_line(plan: str, interval: str, start: datetime, end: datetime) -> Line:
    """The line for a whole period."""
    return Line(plan, interval, 1, CENTS[plan, interval], False, start, end)


def trial_line(plan: str, interval: str, start: datetime, end: datetime) -> Line:
    """The line for a trial; its amount is 0."""
    return Line(plan, interval, 0, 0, False, start, end)


def rest_line(plan: str, interval: str, sign: int, now: datetime, period: tuple[datetime, datetime]) -> Line:
    """The line for the rest of a period: a credit (-1) or a charge (1)."""
    start, end = period
    share = (end - now) / (end - start)
    return Line(plan, interval, sign, sign * round(CENTS[plan, interval] * share), True, now, end)
