"""Read what the pages show of a user's next month of credits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from .conftest import Database

REMARKS = ("plan_ends", "payment_due", "held_elsewhere", "inherited")


def read_next_month(db: Database, user: UUID) -> dict[str, Any]:
    """The user's next month, as a page reads it."""
    db.run("select set_config('request.jwt.claims', %s, true)", f'{{"sub": "{user}", "role": "authenticated"}}')
    (row,) = db.rows("select * from next_month()")
    return row


def summary(db: Database, user: UUID) -> tuple[datetime | None, int | None, int | None, set[str]]:
    """Its start, the balance then, the balance without refunds and debts, and the remarks."""
    row = read_next_month(db, user)
    return row["begins_at"], row["credits"], row["full_credits"], {remark for remark in REMARKS if row[remark]}
