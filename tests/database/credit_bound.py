"""The most credits that payments can have granted, as exact fractions of Stripe's invoices.

A line of a paid invoice pays for its plan's credits for the part of each month that its period covers, in proportion to
the money that was neither refunded nor lost. Coupons and trials are granted by the operator and count as paid in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from .invoices import Invoice, Payment, months_after
from .shop import PLANS
from .subscription import Subscription

Span = tuple[datetime, datetime]
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def months(anchor: datetime, until: datetime) -> Iterator[Span]:
    """The months counted from the anchor that have begun by `until`."""
    number = 0
    while (start := months_after(anchor, number)) <= until:
        number += 1
        yield start, months_after(anchor, number)


def plan_months(subscription: Subscription, until: datetime) -> Iterator[Span]:
    """The months of a plan that have begun by `until`. A trial has its own months; the paid ones are counted from its end."""
    yield from trial_months(subscription, until)
    yield from months(subscription.trial_end or subscription.created, until)


def trial_months(subscription: Subscription, until: datetime) -> Iterator[Span]:
    """The months of a trial that have begun by `until`."""
    trial_end = subscription.trial_end or subscription.created
    for start, end in months(subscription.created, min(until, trial_end - SECOND)):
        yield start, min(end, trial_end)


def plan_month(subscription: Subscription, month: Span) -> Fraction:
    """The most that this month of a subscription may grant."""
    if subscription.trial_end and month[0] < subscription.trial_end:
        return Fraction(max(PLANS[plan] for plan in subscription.trial_plans))
    return max(sum((_bought(invoice, month) for invoice in subscription.invoices), Fraction(0)), Fraction(0))


def pack(payment: Payment) -> Fraction:
    """The most that a pack may grant."""
    return payment.credits * (1 - Fraction(payment.lost, payment.amount))


def kept_share(invoice: Invoice) -> Fraction:
    """The share of an invoice's money that was neither refunded nor lost. Coupons and the customer's credit count as money."""
    if invoice.status != "paid":
        return Fraction(0)
    return 1 - Fraction(invoice.lost, invoice.amount_paid) if invoice.amount_paid else Fraction(1)


def _bought(invoice: Invoice, month: Span) -> Fraction:
    lines = (line.sign * PLANS[line.plan] * covered((line.start, line.end), month) for line in invoice.lines)
    return kept_share(invoice) * sum(lines, Fraction(0))


def covered(time: Span, month: Span) -> Fraction:
    """The part of a month that a period covers. An end within an hour of the month's start or end counts as that."""
    start, end = (_at_edge_of(edge, month) for edge in time)
    overlap = min(end, month[1]) - max(start, month[0])
    return Fraction(max(overlap // SECOND, 0), (month[1] - month[0]) // SECOND)


def _at_edge_of(edge: datetime, month: Span) -> datetime:
    return next((at for at in month if abs(edge - at) <= HOUR), edge)
