"""The next month as read by accounts that share a mailbox or inherited it from a deleted account."""

from datetime import timedelta
from typing import Any

import pytest

from .shop import Shop
from .told import told
from .town import Town, address, town

__all__ = ["town"]


def test_second_account_of_a_mailbox_reads_that_another_has_its_months(town: Town) -> None:
    mail = address()
    town.sign_up(mail)
    second = town.sign_up(mail.replace("@", "+2@"))
    assert told(town.db, second) == (None, None, None, {"held_elsewhere"})


def test_second_account_with_a_plan_reads_that_no_free_month_follows(town: Town) -> None:
    mail = address()
    town.sign_up(mail)
    second = town.sign_up(mail.replace("@", "+2@"))
    shop, now = Shop.opened(town.db), town.clock.now
    period: dict[str, Any] = {
        "created": now,
        "current_period_start": now,
        "current_period_end": now + timedelta(days=31),
    }
    plan = shop.subscription(second, **period)
    shop.sync(plan)
    assert told(town.db, second)[1:] == (3000, 3000, set())
    shop.sync({**plan, "cancel_at_period_end": True})
    assert told(town.db, second)[1:] == (0, 0, {"plan_ends", "held_elsewhere"})


@pytest.mark.parametrize("spent", [120, 500])
def test_later_account_reads_that_its_month_was_used_before(town: Town, spent: int) -> None:
    mail = address()
    first, waiting = town.sign_up(mail), town.sign_up(mail.replace("@", "+2@"))
    town.spend(first, spent)
    assert told(town.db, first)[3] == set()
    town.delete(first)
    town.wait(minutes=5)
    assert (town.has(waiting), told(town.db, waiting)[1:]) == (500 - spent, (500, 500, {"inherited"}))
    town.wait(days=31)
    assert told(town.db, waiting)[1:] == (500, 500, set())


def test_user_who_signs_up_again_reads_their_debt(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    shop = Shop.opened(town.db)
    payment = shop.pack(first, 1000)
    town.spend(first, 1500)
    town.delete(first)
    again = town.sign_up(mail)
    assert told(town.db, again)[1:] == (500, 500, {"inherited"})
    shop.settle(payment, 1000, refunded=1000)
    assert told(town.db, again)[1:] == (-500, 500, {"inherited"})
    town.wait(days=31)
    assert town.has(again) == -500


def test_account_that_waits_for_its_mailbox_reads_no_next_month(town: Town) -> None:
    town.db.run("update settings set value = 'false' where name = 'free_months_per_mailbox'")
    user = town.sign_up(address())
    assert told(town.db, user)[1] == 500
    town.db.run("update settings set value = 'true' where name = 'free_months_per_mailbox'")
    assert told(town.db, user)[:3] == (None, None, None)
