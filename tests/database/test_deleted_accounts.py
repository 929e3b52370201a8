"""Debts that outlive an account: used credits of payments that are taken back later are owed by the mailbox."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import psycopg
import pytest

from .invoices import months_after
from .mailbox_users import MailboxUsers, address, users
from .shop import Shop

__all__ = ["users"]

MONTH = """
    insert into credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)
    values (%s, 'plan_month', 3000, 'Test', %s, %s, %s, 3000), (%s, 'expired', -3000, 'Test', %s, %s, %s, 3000)"""


def subscribed(users: MailboxUsers, user: UUID) -> dict[str, Any]:
    """A monthly plan of 3,000 credits, of which all but 1,000 are used; its only invoice."""
    shop = Shop.opened(users.db)
    plan = shop.subscription(user, created=users.clock.now, current_period_start=users.clock.now)
    shop.sync(plan)
    users.spend(user, 2000)
    invoice: dict[str, Any] = plan["invoices"][0]
    return invoice


def subscribed_and_upgraded(users: MailboxUsers, user: UUID) -> list[dict[str, Any]]:
    """A monthly plan of 3,000 credits that is upgraded to 6,000 in the middle of its month; its two invoices."""
    shop = Shop.opened(users.db)
    plan = shop.subscription(user, created=users.clock.now, current_period_start=users.clock.now)
    shop.sync(plan)
    users.clock.advance(days=15, hours=12)
    upgraded = shop.upgraded(plan, "business", users.clock.now)
    shop.sync(upgraded)
    invoices: list[dict[str, Any]] = upgraded["invoices"]
    return invoices


def settle(users: MailboxUsers, invoice: dict[str, Any], lost: int) -> None:
    Shop.opened(users.db).settle("pi_" + invoice["id"], 2900, disputed=lost, invoice_id=invoice["id"])


def with_a_pack(users: MailboxUsers, user: UUID) -> str:
    """A pack of 1,000 credits, of which all but 200 are used; its payment of 500 cents."""
    payment = Shop.opened(users.db).pack(user, 1000)
    users.spend(user, 1300)
    return payment


@pytest.mark.parametrize(("lost", "owed"), [(2900, 2000), (1450, 1500), (290, 300), (0, 0)])
def test_used_credits_of_a_plan_become_a_debt_if_its_payment_is_lost(users: MailboxUsers, lost: int, owed: int) -> None:
    mail = address()
    user = users.sign_up(mail)
    invoice = subscribed(users, user)
    users.delete(user)
    settle(users, invoice, lost)
    users.wait(days=32)  # another free month
    assert users.balance_of(users.sign_up(mail)) == 500 - owed


def test_used_credits_of_a_pack_become_a_debt_when_its_payment_is_lost(users: MailboxUsers) -> None:
    mail = address()
    user = users.sign_up(mail)
    payment = with_a_pack(users, user)
    users.delete(user)
    Shop.opened(users.db).settle(payment, 500, refunded=250)
    assert users.balance_of(users.sign_up(mail)) == -300  # half of the 1,000, of which 200 were never used


def test_a_partial_refund_of_a_changed_plan_takes_back_used_credits(users: MailboxUsers) -> None:
    """The operator moved a plan to a smaller one with a credit: the remaining money pays for less."""
    mail = address()
    user = users.sign_up(mail)
    shop, now = Shop.opened(users.db), users.clock.now
    plan = shop.subscription(user, "business", created=now, current_period_start=now)
    shop.sync(plan)
    end = plan["current_period_end"]
    changed = shop.invoice(
        shop.line(shop.price("business"), now, end, -5900, proration=True),
        shop.line(shop.price("pro"), now, end, 2900, proration=True),
    )
    shop.sync({**plan, "price_id": shop.price("pro"), "invoices": [*plan["invoices"], changed]})
    users.spend(user, 400)
    users.delete(user)
    settle(users, plan["invoices"][0], 1450)
    assert users.balance_of(users.sign_up(mail)) == 500 - 400


def test_a_half_refund_of_an_upgrade_takes_back_half_of_its_credits(users: MailboxUsers) -> None:
    mail = address()
    user = users.sign_up(mail)
    _, invoice = subscribed_and_upgraded(users, user)
    users.spend(user, 4500)
    users.delete(user)
    shop = Shop.opened(users.db)
    shop.settle("pi_" + invoice["id"], 3000, refunded=1500, invoice_id=invoice["id"])
    assert users.balance_of(users.sign_up(mail)) == 500 - 750


def test_the_next_account_pays_the_debt_and_a_won_dispute_restores_it(users: MailboxUsers) -> None:
    mail = address()
    user = users.sign_up(mail)
    invoice = subscribed(users, user)
    users.delete(user)
    next_account = users.sign_up(mail)
    settle(users, invoice, 2900)
    assert users.balance_of(next_account) == 500
    users.wait(days=31)
    assert users.balance_of(next_account) == -1500
    settle(users, invoice, 0)
    users.wait(days=31)
    assert (
        users.balance_of(next_account) == 1000
    )  # the debt is deducted from the next month and restored with the month after it


@pytest.mark.parametrize(("lost", "owed"), [(2175, 2250), (2900, 3000)])
def test_credits_taken_back_before_the_deletion_are_not_owed_twice(users: MailboxUsers, lost: int, owed: int) -> None:
    mail = address()
    user = users.sign_up(mail)
    invoice = subscribed(users, user)
    users.spend(user, 1000)
    settle(users, invoice, 1450)
    assert users.balance_of(user) == -1500
    users.delete(user)
    settle(users, invoice, lost)
    assert users.balance_of(users.sign_up(mail)) == 500 - owed


@pytest.mark.parametrize(("lost", "left"), [(0, 500), (1450, -1500), (2900, -1500)])
def test_dispute_won_after_the_deletion_restores_what_it_took(users: MailboxUsers, lost: int, left: int) -> None:
    mail = address()
    user = users.sign_up(mail)
    invoice = subscribed(users, user)
    settle(users, invoice, 2900)
    assert users.balance_of(user) == -2000 + 500
    users.delete(user)
    settle(users, invoice, lost)
    assert users.balance_of(users.sign_up(mail)) == left


def test_dispute_of_a_pack_won_after_the_deletion_restores_what_it_took(users: MailboxUsers) -> None:
    mail = address()
    user = users.sign_up(mail)
    payment = with_a_pack(users, user)
    shop = Shop.opened(users.db)
    shop.settle(payment, 500, disputed=500)
    assert users.balance_of(user) == -800
    users.delete(user)
    shop.settle(payment, 500)
    assert users.balance_of(users.sign_up(mail)) == 0


def test_won_disputes_of_two_packs_restore_no_more_than_was_owed(
    users: MailboxUsers,
) -> None:
    mail = address()
    user = users.sign_up(mail)
    shop = Shop.opened(users.db)
    payments = [shop.pack(user, 1000), shop.pack(user, 1000)]
    users.spend(user, 2000)
    for payment in payments:
        shop.settle(payment, 500, disputed=500)
    assert users.balance_of(user) == -1500
    users.delete(user)
    for payment in payments:
        shop.settle(payment, 500)
    assert users.balance_of(users.sign_up(mail)) == 0


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
def test_won_disputes_of_a_plan_and_its_upgrade_restore_no_more_than_was_owed(
    users: MailboxUsers, disputed: list[int], won: list[int], left: int
) -> None:
    mail = address()
    user = users.sign_up(mail)
    invoices = subscribed_and_upgraded(users, user)
    users.spend(user, 2000)
    shop = Shop.opened(users.db)

    def settle_both(lost: list[int]) -> None:
        for number, invoice in enumerate(invoices):
            paid = invoice["amount_paid"]
            shop.settle("pi_" + invoice["id"], paid, disputed=paid if number in lost else 0, invoice_id=invoice["id"])

    settle_both(disputed)
    users.delete(user)
    for number in won:
        disputed = [each for each in disputed if each != number]
        settle_both(disputed)
    assert users.balance_of(users.sign_up(mail)) == left


def test_later_account_gets_back_at_most_what_the_earlier_one_paid(users: MailboxUsers) -> None:
    mail = address()
    user = users.sign_up(mail)
    invoice = subscribed(users, user)
    users.delete(user)
    settle(users, invoice, 2900)
    second = users.sign_up(mail)
    assert users.balance_of(second) == -2000 + 500
    users.delete(second)
    settle(users, invoice, 0)
    third = users.sign_up(mail)
    assert users.balance_of(third) == 500
    users.db.run(
        "insert into credit_grants (user_id, kind, amount, description, month_start, month_end, level)"
        " select user_id, 'debt', 3000, 'x', month_start, month_end, level from credit_grants where user_id = %s limit 1",
        third,
    )
    problems = users.db.rows("select problem from private.check_ledger(array[%s::uuid])", third)
    assert any("paid back by" in row["problem"] for row in problems)


def test_an_account_without_free_months_leaves_its_debt_at_the_mailbox(users: MailboxUsers) -> None:
    mail = address()
    holder, waiting = users.sign_up(mail), users.sign_up(mail.replace("@", "+2@"))
    settle(users, subscribed(users, waiting), 2900)
    assert users.balance_of(waiting) == -2000
    users.delete(waiting)
    users.wait(days=31)
    assert users.balance_of(holder) == -1500


def test_mailbox_left_before_its_first_month_keeps_the_debt(users: MailboxUsers) -> None:
    mail = address()
    user = users.sign_up(address())
    users.change_address(user, mail)
    waiting = users.sign_up(mail.replace("@", "+2@"))
    shop = Shop.opened(users.db)
    payments = [shop.pack(waiting, 1000), shop.pack(waiting, 1000)]
    users.spend(waiting, 2000)
    users.delete(waiting)
    shop.settle(payments[0], 500, refunded=500)
    users.change_address(user, address())
    shop.settle(payments[1], 500, refunded=500)
    assert users.balance_of(users.sign_up(mail)) == 500 - 2000


def test_an_account_that_moved_to_a_mailbox_leaves_its_debt_there(users: MailboxUsers) -> None:
    mail = address()
    user, mover = users.sign_up(mail), users.sign_up(address())
    payment = Shop.opened(users.db).pack(user, 1000)
    users.spend(user, 1500)
    Shop.opened(users.db).settle(payment, 500, disputed=500)
    users.delete(user)
    users.spend(mover, 500)
    users.change_address(mover, mail)
    users.delete(mover)
    assert users.balance_of(users.sign_up(mail)) == -1000


def test_an_account_with_many_months_is_deleted_in_time(users: MailboxUsers) -> None:
    """Lines are looked up only for a payment's own months, and only for payments that can still be taken back."""
    user, shop = users.sign_up(address()), Shop.opened(users.db)
    users.spend(user, 500)
    starts = [months_after(users.clock.now, months - 120) for months in range(122)]
    invoices = [shop.invoice(shop.line(shop.price("pro"), *period)) for period in pairwise(starts)]
    period: dict[str, Any] = {
        "created": starts[0],
        "current_period_start": starts[-2],
        "current_period_end": starts[-1],
    }
    plan = shop.subscription(user, **period, invoices=invoices)
    for start, end in pairwise(starts[:-1]):
        users.db.run(MONTH, user, plan["id"], start, end, user, plan["id"], start, end)
    shop.sync(plan)
    users.spend(user, 2000)
    users.db.run("set local statement_timeout = '20s'")
    users.delete(user)
    kept = (
        "select used from private.mailbox_debts join private.mailbox_payments using (account, packs) where id = any(%s)"
    )
    found = users.db.rows(kept, [invoice["id"] for invoice in invoices])
    assert found == [{"used": 2000}] * 18  # 18 months of 121


def test_account_with_a_damaged_ledger_can_be_deleted(users: MailboxUsers) -> None:
    user = users.sign_up(address())
    subscribed(users, user)
    for _ in range(2):
        users.db.run(
            "insert into credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)"
            " select user_id, 'restored', 2000000000, 'x', subscription_id, month_start, month_end, level"
            " from credit_grants where user_id = %s order by line desc limit 1",
            user,
        )
    users.delete(user)
    assert users.db.value("select count(*)::int from auth.users where id = %s", user) == 0


def test_no_profile_is_deleted_without_its_user(users: MailboxUsers) -> None:
    """Otherwise a paying user would get nothing, and their plan would continue unnoticed."""
    user = users.sign_up(address())
    with pytest.raises(psycopg.errors.CheckViolation, match="under Authentication"), users.db.connection.transaction():
        users.db.run("delete from users where id = %s", user)
    assert users.balance_of(user) == 500


def test_payments_of_deleted_accounts_are_kept_for_18_months(users: MailboxUsers) -> None:
    user = users.sign_up(address())
    invoice = subscribed(users, user)
    kept = "select count(*)::int from private.mailbox_payments where id = %s"
    users.delete(user)
    users.wait(days=540)
    assert users.db.value(kept, invoice["id"]) == 1
    users.wait(days=10)
    assert users.db.value(kept, invoice["id"]) == 0


def test_nothing_is_kept_of_payments_while_months_belong_to_accounts(users: MailboxUsers) -> None:
    users.db.run("update settings set value = 'false' where name = 'free_months_per_mailbox'")
    user = users.sign_up(address())
    invoice = subscribed(users, user)
    users.delete(user)
    assert users.db.rows("select from private.mailbox_payments where id = %s", invoice["id"]) == []


def test_no_api_role_reads_the_payments_of_deleted_accounts(users: MailboxUsers) -> None:
    for role in ["anon", "authenticated", "service_role", "supabase_auth_admin"]:
        for table in ("mailbox_debts", "mailbox_payments"):
            assert not users.db.value("select has_table_privilege(%s, %s, 'select')", role, f"private.{table}"), role
