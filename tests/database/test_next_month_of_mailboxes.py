"""The next month as read by accounts that share a mailbox or inherited it from a deleted account."""

from datetime import timedelta
from typing import Any

import pytest

from .mailbox_users import MailboxUsers, address, users
from .next_month import summary
from .shop import Shop

__all__ = ["users"]


def test_second_account_of_a_mailbox_reads_that_another_has_its_months(users: MailboxUsers) -> None:
    mail = address()
    users.sign_up(mail)
    second = users.sign_up(mail.replace("@", "+2@"))
    assert summary(users.db, second) == (None, None, None, {"held_elsewhere"})


def test_second_account_with_a_plan_reads_that_no_free_month_follows(users: MailboxUsers) -> None:
    mail = address()
    users.sign_up(mail)
    second = users.sign_up(mail.replace("@", "+2@"))
    shop, now = Shop.opened(users.db), users.clock.now
    period: dict[str, Any] = {
        "created": now,
        "current_period_start": now,
        "current_period_end": now + timedelta(days=31),
    }
    plan = shop.subscription(second, **period)
    shop.sync(plan)
    assert summary(users.db, second)[1:] == (3000, 3000, set())
    shop.sync({**plan, "cancel_at_period_end": True})
    assert summary(users.db, second)[1:] == (0, 0, {"plan_ends", "held_elsewhere"})


@pytest.mark.parametrize("spent", [120, 500])
def test_later_account_reads_that_its_month_was_used_before(users: MailboxUsers, spent: int) -> None:
    mail = address()
    first, waiting = users.sign_up(mail), users.sign_up(mail.replace("@", "+2@"))
    users.spend(first, spent)
    assert summary(users.db, first)[3] == set()
    users.delete(first)
    users.wait(minutes=5)
    assert (users.balance_of(waiting), summary(users.db, waiting)[1:]) == (500 - spent, (500, 500, {"inherited"}))
    users.wait(days=31)
    assert summary(users.db, waiting)[1:] == (500, 500, set())


def test_user_who_signs_up_again_reads_their_debt(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    shop = Shop.opened(users.db)
    payment = shop.pack(first, 1000)
    users.spend(first, 1500)
    users.delete(first)
    again = users.sign_up(mail)
    assert summary(users.db, again)[1:] == (500, 500, {"inherited"})
    shop.settle(payment, 1000, refunded=1000)
    assert summary(users.db, again)[1:] == (-500, 500, {"inherited"})
    users.wait(days=31)
    assert users.balance_of(again) == -500


def test_account_that_waits_for_its_mailbox_reads_no_next_month(users: MailboxUsers) -> None:
    users.db.run("update settings set value = 'false' where name = 'free_months_per_mailbox'")
    user = users.sign_up(address())
    assert summary(users.db, user)[1] == 500
    users.db.run("update settings set value = 'true' where name = 'free_months_per_mailbox'")
    assert summary(users.db, user)[:3] == (None, None, None)
