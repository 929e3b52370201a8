"""Users with mailboxes, for tests of free months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from .clock import Clock, rolled_back_database
from .conftest import Database
from .shop import Shop

BEGIN = datetime(2026, 3, 10, 12, tzinfo=UTC)


@dataclass
class MailboxUsers:
    """Users with mailboxes, and a clock."""

    db: Database
    clock: Clock

    def sign_up(self, email: str | None, *, confirmed: bool = True) -> UUID:
        user = uuid4()
        self.db.run(
            "insert into auth.users (id, email, created_at, email_confirmed_at) values (%s, %s, %s, %s)",
            user,
            email,
            self.clock.now,
            self.clock.now if confirmed and email else None,
        )
        return user

    def confirm(self, user: UUID) -> None:
        self.db.run("update auth.users set email_confirmed_at = %s where id = %s", self.clock.now, user)

    def change_address(self, user: UUID, email: str) -> None:
        """Change the address, as Auth does when the new one is confirmed."""
        self.db.run(
            "update auth.users set email = %s, email_confirmed_at = coalesce(email_confirmed_at, %s) where id = %s",
            email,
            self.clock.now,
            user,
        )

    def delete(self, user: UUID) -> None:
        self.db.run("delete from auth.users where id = %s", user)

    def spend(self, user: UUID, amount: int) -> None:
        self.db.value("select deduct_credits(%s, %s, 'x', %s)", user, amount, uuid4().hex)

    def balance_of(self, user: UUID) -> int:
        """The user's balance, after the due month is booked."""
        self.db.value("select ensure_due_credits(%s)", user)
        assert self.db.rows("select * from private.check_ledger(array[%s::uuid])", user) == []
        return sum(self.db.balances(user))

    def wait(self, **duration: float) -> None:
        self.clock.advance(**duration)
        while self.db.value("select refresh_due_credits()"):
            pass

    def pack(self, user: UUID, lost: int = 0) -> None:
        """Buy a pack of 1,000 credits for 1,000 cents and refund an amount of it."""
        payment = f"pi_{uuid4().hex}"
        shop = Shop.opened(self.db)
        shop.fulfil(user, payment, 1000)
        if lost:
            shop.settle(payment, 1000, lost)


@pytest.fixture
def users(db: Database) -> Iterator[MailboxUsers]:
    with rolled_back_database(db.url) as (database, clock):
        clock.set(BEGIN)
        database.run("update users set credits_reset_at = null")
        yield MailboxUsers(database, clock)


def address() -> str:
    return f"{uuid4().hex}@example.com"
