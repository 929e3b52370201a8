"""Billing periods: a day, week, month or year, and again, counted from the day it began."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta

from local.stripe.resource import Json

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def period_end(anchor: int, recurring: Json, start: int) -> int:
    """When the period that began at `start` ends: the first anniversary of the anchor after it."""
    number = 1
    while (end := after(anchor, recurring, number)) <= start:
        number += 1
    return end


def after(anchor: int, recurring: Json, number: int) -> int:
    """So many periods after the anchor; the 31st becomes the last day of a shorter month."""
    count = recurring["interval_count"] * number
    begun = datetime.fromtimestamp(anchor, UTC)
    if recurring["interval"] in DAYS:
        return int((begun + timedelta(days=DAYS[recurring["interval"]] * count)).timestamp())
    month = begun.month - 1 + MONTHS[recurring["interval"]] * count
    year, month = begun.year + month // 12, month % 12 + 1
    day = min(begun.day, calendar.monthrange(year, month)[1])
    return int(begun.replace(year=year, month=month, day=day).timestamp())


def same_interval(one: Json, other: Json) -> bool:
    """Whether two prices are billed equally often."""
    return all(one[name] == other[name] for name in ("interval", "interval_count"))
