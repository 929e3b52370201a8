"""What outlives an account: what it used of payments that are taken back later is owed by its mailbox."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import psycopg
import pytest

from .invoices import months_after
from .shop import Shop
from .town import Town, address, town

__all__ = ["town"]

MONTH = """
    insert into credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)
    values (%s, 'plan_month', 3000, 'Test', %s, %s, %s, 3000), (%s, 'expired', -3000, 'Test', %s, %s, %s, 3000)"""


def subscribed(town: Town, user: UUID) -> dict[str, Any]:
    """A monthly plan of 3,000 credits, of which all but 1,000 are used; its only invoice."""
    shop = Shop.opened(town.db)
    plan = shop.subscription(user, created=town.clock.now, current_period_start=town.clock.now)
    shop.sync(plan)
    town.spend(user, 2000)
    invoice: dict[str, Any] = plan["invoices"][0]
    return invoice


def subscribed_and_upgraded(town: Town, user: UUID) -> list[dict[str, Any]]:
    """A monthly plan of 3,000 credits that is upgraded to 6,000 in the middle of its month; its two invoices."""
    shop = Shop.opened(town.db)
    plan = shop.subscription(user, created=town.clock.now, current_period_start=town.clock.now)
    shop.sync(plan)
    town.clock.go_on(days=15, hours=12)
    upgraded = shop.upgraded(plan, "business", town.clock.now)
    shop.sync(upgraded)
    invoices: list[dict[str, Any]] = upgraded["invoices"]
    return invoices


def settle(town: Town, invoice: dict[str, Any], lost: int) -> None:
    Shop.opened(town.db).settle("pi_" + invoice["id"], 2900, disputed=lost, invoice_id=invoice["id"])


def with_a_pack(town: Town, user: UUID) -> str:
    """A pack of 1,000 credits, of which all but 200 are used; its payment of 500 cents."""
    payment = Shop.opened(town.db).pack(user, 1000)
    town.spend(user, 1300)
    return payment


@pytest.mark.parametrize(("lost", "owed"), [(2900, 2000), (1450, 1500), (290, 300), (0, 0)])
def test_used_credits_of_a_plan_become_a_debt_when_its_payment_is_lost(town: Town, lost: int, owed: int) -> None:
    mail = address()
    user = town.sign_up(mail)
    invoice = subscribed(town, user)
    town.delete(user)
    settle(town, invoice, lost)
    town.wait(days=32)  # another free month
    assert town.has(town.sign_up(mail)) == 500 - owed


def test_used_credits_of_a_pack_become_a_debt_when_its_payment_is_lost(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    payment = with_a_pack(town, user)
    town.delete(user)
    Shop.opened(town.db).settle(payment, 500, refunded=250)
    assert town.has(town.sign_up(mail)) == -300  # half of the 1,000, of which 200 were never used


def test_half_a_refund_of_a_plan_that_was_changed_takes_back_what_was_used(town: Town) -> None:
    """The operator has changed a plan to a smaller one and given credit for it: the money that is left buys less."""
    mail = address()
    user = town.sign_up(mail)
    shop, now = Shop.opened(town.db), town.clock.now
    plan = shop.subscription(user, "business", created=now, current_period_start=now)
    shop.sync(plan)
    end = plan["current_period_end"]
    changed = shop.invoice(
        shop.line(shop.price("business"), now, end, -5900, proration=True),
        shop.line(shop.price("pro"), now, end, 2900, proration=True),
    )
    shop.sync({**plan, "price_id": shop.price("pro"), "invoices": [*plan["invoices"], changed]})
    town.spend(user, 400)
    town.delete(user)
    settle(town, plan["invoices"][0], 1450)
    assert town.has(town.sign_up(mail)) == 500 - 400


def test_half_a_refund_of_an_upgrade_takes_back_half_of_what_it_added(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    _, invoice = subscribed_and_upgraded(town, user)
    town.spend(user, 4500)
    town.delete(user)
    shop = Shop.opened(town.db)
    shop.settle("pi_" + invoice["id"], 3000, refunded=1500, invoice_id=invoice["id"])
    assert town.has(town.sign_up(mail)) == 500 - 750


def test_the_next_account_pays_in_its_next_free_month_and_a_won_dispute_gives_it_back(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    invoice = subscribed(town, user)
    town.delete(user)
    heir = town.sign_up(mail)
    settle(town, invoice, 2900)
    assert town.has(heir) == 500
    town.wait(days=31)
    assert town.has(heir) == -1500
    settle(town, invoice, 0)
    town.wait(days=31)
    assert town.has(heir) == 1000  # the debt is the next month's loss, and is given back with the month after it


@pytest.mark.parametrize(("lost", "owed"), [(2175, 2250), (2900, 3000)])
def test_the_part_that_was_taken_back_before_the_deletion_is_not_owed_twice(town: Town, lost: int, owed: int) -> None:
    mail = address()
    user = town.sign_up(mail)
    invoice = subscribed(town, user)
    town.spend(user, 1000)
    settle(town, invoice, 1450)
    assert town.has(user) == -1500
    town.delete(user)
    settle(town, invoice, lost)
    assert town.has(town.sign_up(mail)) == 500 - owed


@pytest.mark.parametrize(("lost", "left"), [(0, 500), (1450, -1500), (2900, -1500)])
def test_dispute_won_after_the_deletion_restores_what_it_took(town: Town, lost: int, left: int) -> None:
    mail = address()
    user = town.sign_up(mail)
    invoice = subscribed(town, user)
    settle(town, invoice, 2900)
    assert town.has(user) == -2000 + 500
    town.delete(user)
    settle(town, invoice, lost)
    assert town.has(town.sign_up(mail)) == left


def test_dispute_of_a_pack_won_after_the_deletion_restores_what_it_took(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    payment = with_a_pack(town, user)
    shop = Shop.opened(town.db)
    shop.settle(payment, 500, disputed=500)
    assert town.has(user) == -800
    town.delete(user)
    shop.settle(payment, 500)
    assert town.has(town.sign_up(mail)) == 0


def test_two_disputes_of_packs_that_are_won_after_the_deletion_give_back_no_more_than_was_owed(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    shop = Shop.opened(town.db)
    payments = [shop.pack(user, 1000), shop.pack(user, 1000)]
    town.spend(user, 2000)
    for payment in payments:
        shop.settle(payment, 500, disputed=500)
    assert town.has(user) == -1500
    town.delete(user)
    for payment in payments:
        shop.settle(payment, 500)
    assert town.has(town.sign_up(mail)) == 0


@pytest.mark.parametrize(
    ("disputed", "won", "left"),
    [
        ([0], [0], 500),
        ([1], [1], 500),
        ([0, 1], [0, 1], 500),
        ([0, 1], [1, 0], 500),
        ([0, 1], [0], 500),
        ([0, 1], [1], 0),
        ([0, 1], [], -1500),
    ],
)
def test_disputes_of_a_plan_and_its_upgrade_give_back_no_more_than_was_owed(
    town: Town, disputed: list[int], won: list[int], left: int
) -> None:
    mail = address()
    user = town.sign_up(mail)
    invoices = subscribed_and_upgraded(town, user)
    town.spend(user, 2000)
    shop = Shop.opened(town.db)

    def settle_both(lost: list[int]) -> None:
        for number, invoice in enumerate(invoices):
            paid = invoice["amount_paid"]
            shop.settle("pi_" + invoice["id"], paid, disputed=paid if number in lost else 0, invoice_id=invoice["id"])

    settle_both(disputed)
    town.delete(user)
    for number in won:
        disputed = [each for each in disputed if each != number]
        settle_both(disputed)
    assert town.has(town.sign_up(mail)) == left


def test_later_account_gets_back_at_most_what_the_earlier_one_paid(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    invoice = subscribed(town, user)
    town.delete(user)
    settle(town, invoice, 2900)
    second = town.sign_up(mail)
    assert town.has(second) == -2000 + 500
    town.delete(second)
    settle(town, invoice, 0)
    third = town.sign_up(mail)
    assert town.has(third) == 500
    town.db.run(
        "insert into credit_grants (user_id, kind, amount, description, month_start, month_end, level)"
        " select user_id, 'debt', 3000, 'x', month_start, month_end, level from credit_grants where user_id = %s limit 1",
        third,
    )
    problems = town.db.rows("select problem from private.check_ledger(array[%s::uuid])", third)
    assert any("paid back by" in row["problem"] for row in problems)


def test_an_account_that_waits_for_its_mailbox_leaves_its_debt_there(town: Town) -> None:
    mail = address()
    holder, waiting = town.sign_up(mail), town.sign_up(mail.replace("@", "+2@"))
    settle(town, subscribed(town, waiting), 2900)
    assert town.has(waiting) == -2000
    town.delete(waiting)
    town.wait(days=31)
    assert town.has(holder) == -1500


def test_mailbox_left_before_its_first_month_keeps_the_debt(town: Town) -> None:
    mail = address()
    user = town.sign_up(address())
    town.move(user, mail)
    waiting = town.sign_up(mail.replace("@", "+2@"))
    shop = Shop.opened(town.db)
    payments = [shop.pack(waiting, 1000), shop.pack(waiting, 1000)]
    town.spend(waiting, 2000)
    town.delete(waiting)
    shop.settle(payments[0], 500, refunded=500)
    town.move(user, address())
    shop.settle(payments[1], 500, refunded=500)
    assert town.has(town.sign_up(mail)) == 500 - 2000


def test_an_account_that_moves_to_a_mailbox_and_is_deleted_leaves_the_debt_there(town: Town) -> None:
    mail = address()
    user, mover = town.sign_up(mail), town.sign_up(address())
    payment = Shop.opened(town.db).pack(user, 1000)
    town.spend(user, 1500)
    Shop.opened(town.db).settle(payment, 500, disputed=500)
    town.delete(user)
    town.spend(mover, 500)
    town.move(mover, mail)
    town.delete(mover)
    assert town.has(town.sign_up(mail)) == -1000


def test_an_account_with_many_months_is_deleted_in_time(town: Town) -> None:
    """What each payment bought is looked up for its own months only, and for payments that can still be taken back."""
    user, shop = town.sign_up(address()), Shop.opened(town.db)
    town.spend(user, 500)
    starts = [months_after(town.clock.now, months - 120) for months in range(122)]
    invoices = [shop.invoice(shop.line(shop.price("pro"), *period)) for period in pairwise(starts)]
    period: dict[str, Any] = {
        "created": starts[0],
        "current_period_start": starts[-2],
        "current_period_end": starts[-1],
    }
    plan = shop.subscription(user, **period, invoices=invoices)
    for start, end in pairwise(starts[:-1]):
        town.db.run(MONTH, user, plan["id"], start, end, user, plan["id"], start, end)
    shop.sync(plan)
    town.spend(user, 2000)
    town.db.run("set local statement_timeout = '20s'")
    town.delete(user)
    kept = (
        "select used from private.mailbox_debts join private.mailbox_payments using (account, packs) where id = any(%s)"
    )
    found = town.db.rows(kept, [invoice["id"] for invoice in invoices])
    assert found == [{"used": 2000}] * 18  # 18 months of 121


def test_account_with_a_damaged_ledger_can_be_deleted(town: Town) -> None:
    user = town.sign_up(address())
    subscribed(town, user)
    for _ in range(2):
        town.db.run(
            "insert into credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)"
            " select user_id, 'restored', 2000000000, 'x', subscription_id, month_start, month_end, level"
            " from credit_grants where user_id = %s order by line desc limit 1",
            user,
        )
    town.delete(user)
    assert town.db.value("select count(*)::int from auth.users where id = %s", user) == 0


def test_no_account_is_deleted_without_its_user(town: Town) -> None:
    """Whoever pays could then be given nothing, and their plan would go on unseen."""
    user = town.sign_up(address())
    with pytest.raises(psycopg.errors.CheckViolation, match="under Authentication"), town.db.connection.transaction():
        town.db.run("delete from users where id = %s", user)
    assert town.has(user) == 500


def test_payments_of_deleted_accounts_are_kept_for_18_months(town: Town) -> None:
    user = town.sign_up(address())
    invoice = subscribed(town, user)
    kept = "select count(*)::int from private.mailbox_payments where id = %s"
    town.delete(user)
    town.wait(days=540)
    assert town.db.value(kept, invoice["id"]) == 1
    town.wait(days=10)
    assert town.db.value(kept, invoice["id"]) == 0


def test_nothing_is_kept_of_payments_while_months_belong_to_accounts(town: Town) -> None:
    town.db.run("update settings set value = 'false' where name = 'free_months_per_mailbox'")
    user = town.sign_up(address())
    invoice = subscribed(town, user)
    town.delete(user)
    assert town.db.rows("select from private.mailbox_payments where id = %s", invoice["id"]) == []


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role", "supabase_auth_admin"])
def test_no_api_role_reads_the_payments_of_deleted_accounts(town: Town, role: str) -> None:
    for table in ("mailbox_debts", "mailbox_payments"):
        assert not town.db.value("select has_table_privilege(%s, %s, 'select')", role, f"private.{table}")
