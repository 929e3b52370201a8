"""Free months belong to a mailbox: after deletion and a new sign-up they continue unchanged."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest

from .conftest import Database
from .mailbox_users import BEGIN, MailboxUsers, address, users
from .shop import Shop

__all__ = ["users"]

# ---------------------------------------------------------------- which addresses are one mailbox


def test_addresses_are_normalised_to_their_mailbox(db: Database) -> None:
    for spelled, mailbox in [
        ("ada@example.com", "ada@example.com"),
        ("Ada@Example.COM", "ada@example.com"),
        ("ada+1@example.com", "ada@example.com"),
        ("ada+1+2@example.com", "ada@example.com"),
        ("a.d.a@example.com", "a.d.a@example.com"),
        ("a.d.a+x@gmail.com", "ada@gmail.com"),
        ("A.da@GoogleMail.com", "ada@gmail.com"),
        ("ada@mail.gmail.com", "ada@mail.gmail.com"),
        ("+ada@example.com", "+ada@example.com"),
        ("ada@example.com.", "ada@example.com"),
        ('"a@b"@example.com', '"a@b"@example.com'),
        ("no address", None),
        ("", None),
        (None, None),
    ]:
        assert db.value("select private.mailbox_address(%s)", spelled) == mailbox, spelled


def test_the_hash_needs_the_key_and_no_api_role_reads_it(db: Database) -> None:
    with db.connection.transaction(force_rollback=True):
        before = db.value("select private.mailbox_hash('ada@example.com')")
        assert len(before) == 32
        assert db.value("select private.mailbox_hash('Ada+x@example.com')") == before
        db.run("update private.mailbox_key set key = '\\x00'")
        assert db.value("select private.mailbox_hash('ada@example.com')") != before
    for role in ("anon", "authenticated", "service_role", "supabase_auth_admin"):
        for table in ("mailbox_key", "mailboxes", "mailbox_queue"):
            assert not db.value("select has_table_privilege(%s, %s, 'select')", role, f"private.{table}"), (role, table)


# ---------------------------------------------------------------- deleted and signed up again


@pytest.mark.parametrize("again", ["ada+1@gmail.com", "a.d.a@gmail.com", "ADA@googlemail.com", "ada@gmail.com"])
def test_second_sign_up_continues_with_the_remaining_credits(users: MailboxUsers, again: str) -> None:
    ada = users.sign_up("ada@gmail.com")
    users.spend(ada, 320)
    users.delete(ada)
    users.wait(days=3)
    assert users.balance_of(users.sign_up(again)) == 180


def test_repeated_deletion_and_sign_up_grants_nothing(users: MailboxUsers) -> None:
    mail, given = address(), 0
    for _ in range(5):
        user = users.sign_up(mail)
        given += users.balance_of(user)
        if users.balance_of(user):
            users.spend(user, users.balance_of(user))
        users.delete(user)
        users.wait(hours=5)
    assert given == 500


@pytest.mark.parametrize(("days", "left", "resets_in"), [(20, 0, 4), (70, 500, 6)])
def test_months_are_counted_from_the_first_sign_up(users: MailboxUsers, days: int, left: int, resets_in: int) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.spend(first, 500)
    users.delete(first)
    users.wait(days=days)
    second = users.sign_up(mail)
    assert users.balance_of(second) == left
    assert users.db.value("select credits_reset_at from users where id = %s", second) == BEGIN.replace(month=resets_in)
    users.wait(days=31)
    assert users.balance_of(second) == 500


def test_a_due_month_is_not_lost_at_the_deletion(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.spend(first, 500)
    users.clock.advance(days=32)  # nobody has booked the new month
    users.delete(first)
    assert users.balance_of(users.sign_up(mail)) == 500


def test_deleted_account_leaves_at_most_the_free_amount(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.db.grant(first, 4000)
    users.delete(first)
    assert users.balance_of(users.sign_up(mail)) == 500


def test_purchased_credits_go_with_the_account(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.pack(first)
    users.spend(first, 400)
    users.delete(first)
    assert users.balance_of(users.sign_up(mail)) == 100


def test_a_debt_outlives_the_account_and_is_deducted_from_later_months(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.pack(first)
    users.spend(first, 1500)
    payment = users.db.value("select payment_id from credit_purchases where user_id = %s", first)
    Shop.opened(users.db).settle(payment, 1000, 1000)
    assert users.balance_of(first) == -1000
    users.delete(first)
    second = users.sign_up(mail)
    assert users.balance_of(second) == -1000
    users.delete(second)
    third = users.sign_up(mail)
    balances = []
    for _ in range(4):
        balances.append(users.balance_of(third))
        users.wait(days=31)
    assert balances == [-1000, -500, 0, 500]


def test_deleting_an_account_does_not_shorten_its_debt(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.pack(first)
    users.spend(first, 1500)
    payment = users.db.value("select payment_id from credit_purchases where user_id = %s", first)
    Shop.opened(users.db).settle(payment, 1000, 1000)
    users.delete(first)
    users.wait(days=31)
    assert users.balance_of(users.sign_up(mail)) == -500


def test_an_account_without_an_address_has_months_of_its_own(users: MailboxUsers) -> None:
    for _ in range(2):
        user = users.sign_up(None)
        assert users.balance_of(user) == 500
        users.delete(user)


def test_deleting_an_account_with_a_plan_grants_no_new_free_month(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.spend(first, 500)
    shop = Shop.opened(users.db)
    shop.sync(shop.subscription(first, created=users.clock.now, current_period_start=users.clock.now))
    assert users.balance_of(first) == 3000
    users.spend(first, 2990)
    users.delete(first)
    assert users.balance_of(users.sign_up(mail)) == 0


def test_the_trial_of_a_deleted_account_counts_for_its_mailbox(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    shop = Shop.opened(users.db)
    trial: dict[str, Any] = {"status": "trialing", "trial_start": users.clock.now, "trial_end": BEGIN.replace(day=20)}
    shop.sync(shop.subscription(first, created=users.clock.now, current_period_start=users.clock.now, **trial))
    users.delete(first)
    second, other = users.sign_up(mail), users.sign_up(address())
    may_try = "select private.may_start_trial(%s)"
    assert (users.db.value(may_try, second), users.db.value(may_try, other)) == (False, True)


# ---------------------------------------------------------------- the setting


def set_per_mailbox(users: MailboxUsers, value: str) -> None:
    users.db.run("update settings set value = %s::jsonb where name = 'free_months_per_mailbox'", value)


def test_without_the_setting_nothing_outlives_an_account(users: MailboxUsers) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.spend(first, 500)
    set_per_mailbox(users, "false")
    users.delete(first)
    second, third = users.sign_up(mail), users.sign_up(f"{mail.partition('@')[0]}+3@example.com")
    assert (users.balance_of(second), users.balance_of(third)) == (500, 500)
    wanted = "select count(*)::int from private.mailboxes where hash = private.mailbox_hash(%s)"
    assert users.db.value(wanted, mail) == 0


def test_switching_the_setting_on_again_counts_existing_accounts(users: MailboxUsers) -> None:
    mail = address()
    set_per_mailbox(users, "false")
    user = users.sign_up(mail)
    users.spend(user, 400)
    set_per_mailbox(users, "true")
    assert users.balance_of(user) == 100
    users.delete(user)
    assert users.balance_of(users.sign_up(mail)) == 100


def test_the_setting_is_true_or_false(db: Database) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        db.run("update settings set value = '\"no\"' where name = 'free_months_per_mailbox'")


# ---------------------------------------------------------------- what the user reads


def test_the_export_shows_what_outlives_the_account(db: Database) -> None:
    user, unconfirmed = db.new_user(), uuid4()
    db.run("insert into auth.users (id, email) values (%s, %s)", unconfirmed, address())
    shown = db.value("select export_mailbox(%s)", user)
    assert set(shown) == {"address_hash", "months_counted_from", "last_month_opened", "trial_used"}
    assert db.value("select export_mailbox(%s)", unconfirmed) is None


def test_the_export_shows_what_a_second_account_of_a_mailbox_leaves(users: MailboxUsers) -> None:
    mail = address()
    first, second = users.sign_up(mail), users.sign_up(mail.replace("@", "+2@"))
    shown = {user: users.db.value("select export_mailbox(%s)", user) for user in (first, second)}
    assert shown[second] == {**shown[first], "months_counted_from": None, "last_month_opened": None}
    assert shown[first]["last_month_opened"] is not None
