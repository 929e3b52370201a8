"""Two accounts of one mailbox, one after the other or at once: its free months are granted once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from .conftest import Database
from .mailbox_users import BEGIN, MailboxUsers, address, users

__all__ = ["users"]

# ---------------------------------------------------------------- two accounts of one mailbox


def test_a_second_account_of_a_mailbox_has_no_free_months_until_the_first_is_deleted(users: MailboxUsers) -> None:
    mail = address()
    first, second = users.sign_up(mail), users.sign_up(f"{mail.partition('@')[0]}+2@example.com")
    users.spend(first, 200)
    assert (users.balance_of(first), users.balance_of(second)) == (300, 0)
    users.wait(days=31)
    assert (users.balance_of(first), users.balance_of(second)) == (500, 0)
    users.spend(first, 100)
    users.delete(first)
    users.wait(minutes=5)
    assert sum(users.db.balances(second)) == 400  # without asking for it
    users.wait(days=31)
    assert users.balance_of(second) == 500


def test_moving_to_a_mailbox_and_deleting_the_account_reopens_no_month(users: MailboxUsers) -> None:
    """Its own free month began before that of the mailbox."""
    mover, mail = users.sign_up(address()), address()
    users.wait(days=5)
    first = users.sign_up(mail)
    users.wait(days=31)
    for user in (first, mover):
        users.spend(user, 500)
        users.change_address(user, mail)
        users.delete(user)
    assert users.balance_of(users.sign_up(mail)) == 0


@pytest.mark.parametrize("lost", ["email = null", "email_confirmed_at = null"])
def test_an_account_without_an_address_waits_for_no_mailbox(users: MailboxUsers, lost: str) -> None:
    email = address()
    first = users.sign_up(email)
    second = users.sign_up(email.replace("@", "+2@"))
    users.db.run(f"update auth.users set {lost} where id = %s", second)
    users.delete(first)
    assert [users.db.value("select refresh_due_credits()") for _ in range(3)][-1] == 0
    assert users.db.rows("select from private.mailbox_queue where user_id = %s", second) == []


@pytest.mark.parametrize(
    "hidden",
    [
        "banned_until = now() + interval '1 year'",
        "deleted_at = now(), email = encode(sha256(convert_to(email, 'utf8')), 'hex')",
    ],
)
def test_a_banned_or_softly_deleted_account_keeps_its_mailbox(users: MailboxUsers, hidden: str) -> None:
    mail = address()
    first = users.sign_up(mail)
    users.spend(first, 500)
    users.db.run(f"update auth.users set {hidden} where id = %s", first)
    second = users.sign_up(f"{mail.partition('@')[0]}+2@example.com")
    assert users.balance_of(second) == 0
    users.delete(first)
    users.wait(minutes=5)
    assert users.balance_of(second) == 0
    users.wait(days=31)
    assert users.balance_of(second) == 500


def test_an_unconfirmed_address_holds_no_mailbox(users: MailboxUsers) -> None:
    mail = address()
    squatter = users.sign_up(f"{mail.partition('@')[0]}+x@example.com", confirmed=False)
    owner = users.sign_up(mail, confirmed=False)
    assert (users.balance_of(squatter), users.balance_of(owner)) == (0, 0)
    users.wait(hours=1)
    users.confirm(owner)
    assert users.db.balances(owner) == (500, 0)
    users.confirm(squatter)
    assert (users.balance_of(squatter), users.balance_of(owner)) == (0, 500)


def test_the_first_confirmed_address_grants_the_first_month(users: MailboxUsers) -> None:
    user = users.sign_up(address(), confirmed=False)
    assert users.db.balances(user) == (0, 0)
    users.wait(days=2)
    users.confirm(user)
    assert users.db.balances(user) == (500, 0)
    assert users.db.value("select credits_reset_at from users where id = %s", user) == BEGIN.replace(month=4)


# ---------------------------------------------------------------- another address


def test_a_new_address_continues_the_month(users: MailboxUsers) -> None:
    mail, other = address(), address()
    user = users.sign_up(mail)
    users.spend(user, 300)
    users.change_address(user, other)
    assert users.balance_of(user) == 200
    users.wait(days=31)
    assert users.balance_of(user) == 500


def test_the_old_address_keeps_no_free_month(users: MailboxUsers) -> None:
    mail = address()
    user = users.sign_up(mail)
    users.change_address(user, address())
    newcomer = users.sign_up(mail)
    assert (users.balance_of(user), users.balance_of(newcomer)) == (500, 0)
    users.wait(days=31)
    assert (users.balance_of(user), users.balance_of(newcomer)) == (500, 500)


def test_moving_to_a_mailbox_that_another_account_holds_ends_the_free_months(users: MailboxUsers) -> None:
    mine, theirs = address(), address()
    user, holder = users.sign_up(mine), users.sign_up(theirs)
    users.spend(user, 100)
    users.change_address(user, f"{theirs.partition('@')[0]}+2@example.com")
    assert (users.balance_of(user), users.balance_of(holder)) == (400, 500)
    users.wait(days=31)
    assert (users.balance_of(user), users.balance_of(holder)) == (0, 500)


def test_an_account_without_free_months_gets_none_by_changing_its_address(users: MailboxUsers) -> None:
    mail = address()
    users.sign_up(mail)
    second = users.sign_up(f"{mail.partition('@')[0]}+2@example.com")
    users.change_address(second, address())
    assert users.balance_of(second) == 0
    users.wait(days=31)
    assert users.balance_of(second) == 500


def test_changing_the_address_back_and_forth_grants_nothing(users: MailboxUsers) -> None:
    one, two = address(), address()
    user = users.sign_up(one)
    users.spend(user, 500)
    for _ in range(3):
        users.wait(days=1)
        users.change_address(user, two)
        assert users.balance_of(user) == 0
        users.change_address(user, one)
        assert users.balance_of(user) == 0
    users.delete(user)
    assert (users.balance_of(users.sign_up(one)), users.balance_of(users.sign_up(two))) == (
        0,
        500,
    )  # the second gave none yet


def test_the_free_month_moves_with_the_account_to_its_last_mailbox(users: MailboxUsers) -> None:
    one, two = address(), address()
    user = users.sign_up(one)
    users.spend(user, 300)
    users.change_address(user, two)
    users.delete(user)
    assert (users.balance_of(users.sign_up(one)), users.balance_of(users.sign_up(two))) == (0, 200)


def test_other_spelling_of_an_address_is_the_same_mailbox(users: MailboxUsers) -> None:
    mail = address()
    user = users.sign_up(mail)
    users.spend(user, 300)
    users.change_address(user, f"{mail.partition('@')[0]}+new@example.com")
    assert users.balance_of(user) == 200
    users.delete(user)
    assert users.balance_of(users.sign_up(mail)) == 200


# ---------------------------------------------------------------- at once


def test_concurrent_sign_ups_of_one_mailbox_share_one_free_month(db: Database) -> None:
    name = uuid4().hex
    users = [uuid4() for _ in range(8)]

    def sign_up(number: int) -> None:
        with psycopg.connect(db.url) as connection:
            connection.execute(
                "insert into auth.users (id, email, created_at, email_confirmed_at) values (%s, %s, now(), now())",
                [users[number], f"{name}+{number}@example.com"],
            )

    with ThreadPoolExecutor(len(users)) as pool:
        list(pool.map(sign_up, range(len(users))))
    assert sorted(db.balances(user)[0] for user in users) == [0] * 7 + [500]


def test_concurrent_sign_up_and_deletion_share_one_free_month(db: Database) -> None:
    """The new account waits for the mailbox or finds it released; nothing is granted twice, and nothing deadlocks."""
    for _ in range(5):
        name = uuid4().hex
        first, second = uuid4(), uuid4()
        insert = "insert into auth.users (id, email, created_at, email_confirmed_at) values (%s, %s, now(), now())"
        db.run(insert, first, f"{name}@example.com")
        db.value("select deduct_credits(%s, 500, 'x', %s)", first, name)

        def act(statement: str, *parameters: object) -> None:
            with psycopg.connect(db.url) as connection:
                connection.execute(statement.encode(), parameters)

        with ThreadPoolExecutor(2) as pool:
            done = [
                pool.submit(act, "delete from auth.users where id = %s", first),
                pool.submit(act, insert, second, f"{name}+2@example.com"),
            ]
        assert [each.result() for each in done] == [None, None]
        db.value("select refresh_due_credits()")
        assert db.balances(second) == (0, 0)
