"""Two accounts of one mailbox, one after the other or at once: its free months are granted once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from .conftest import Database
from .town import BEGIN, Town, address, town

__all__ = ["town"]

# ---------------------------------------------------------------- two accounts of one mailbox


def test_a_second_account_of_a_mailbox_has_no_free_months_until_the_first_is_deleted(town: Town) -> None:
    mail = address()
    first, second = town.sign_up(mail), town.sign_up(f"{mail.partition('@')[0]}+2@example.com")
    town.spend(first, 200)
    assert (town.has(first), town.has(second)) == (300, 0)
    town.wait(days=31)
    assert (town.has(first), town.has(second)) == (500, 0)
    town.spend(first, 100)
    town.delete(first)
    town.wait(minutes=5)
    assert sum(town.db.balances(second)) == 400  # without asking for it
    town.wait(days=31)
    assert town.has(second) == 500


def test_an_account_that_moves_to_a_mailbox_and_is_deleted_opens_no_month_of_it_again(town: Town) -> None:
    """Its own free month began before that of the mailbox."""
    mover, mail = town.sign_up(address()), address()
    town.wait(days=5)
    first = town.sign_up(mail)
    town.wait(days=31)
    for user in (first, mover):
        town.spend(user, 500)
        town.move(user, mail)
        town.delete(user)
    assert town.has(town.sign_up(mail)) == 0


@pytest.mark.parametrize("lost", ["email = null", "email_confirmed_at = null"])
def test_an_account_that_loses_its_address_waits_for_no_mailbox(town: Town, lost: str) -> None:
    email = address()
    first = town.sign_up(email)
    second = town.sign_up(email.replace("@", "+2@"))
    town.db.run(f"update auth.users set {lost} where id = %s", second)
    town.delete(first)
    assert [town.db.value("select refresh_due_credits()") for _ in range(3)][-1] == 0
    assert town.db.rows("select from private.mailbox_queue where user_id = %s", second) == []


@pytest.mark.parametrize(
    "hidden",
    [
        "banned_until = now() + interval '1 year'",
        "deleted_at = now(), email = encode(sha256(convert_to(email, 'utf8')), 'hex')",
    ],
)
def test_a_banned_or_softly_deleted_account_keeps_its_mailbox(town: Town, hidden: str) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.spend(first, 500)
    town.db.run(f"update auth.users set {hidden} where id = %s", first)
    second = town.sign_up(f"{mail.partition('@')[0]}+2@example.com")
    assert town.has(second) == 0
    town.delete(first)
    town.wait(minutes=5)
    assert town.has(second) == 0
    town.wait(days=31)
    assert town.has(second) == 500


def test_an_unconfirmed_address_blocks_nobody(town: Town) -> None:
    mail = address()
    squatter = town.sign_up(f"{mail.partition('@')[0]}+x@example.com", confirmed=False)
    owner = town.sign_up(mail, confirmed=False)
    assert (town.has(squatter), town.has(owner)) == (0, 0)
    town.wait(hours=1)
    town.confirm(owner)
    assert town.db.balances(owner) == (500, 0)
    town.confirm(squatter)
    assert (town.has(squatter), town.has(owner)) == (0, 500)


def test_the_first_confirmed_address_brings_the_first_month(town: Town) -> None:
    user = town.sign_up(address(), confirmed=False)
    assert town.db.balances(user) == (0, 0)
    town.wait(days=2)
    town.confirm(user)
    assert town.db.balances(user) == (500, 0)
    assert town.db.value("select credits_reset_at from users where id = %s", user) == BEGIN.replace(month=4)


# ---------------------------------------------------------------- another address


def test_another_address_goes_on_with_the_month(town: Town) -> None:
    mail, other = address(), address()
    user = town.sign_up(mail)
    town.spend(user, 300)
    town.move(user, other)
    assert town.has(user) == 200
    town.wait(days=31)
    assert town.has(user) == 500


def test_the_address_that_was_left_has_given_its_month(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    town.move(user, address())
    newcomer = town.sign_up(mail)
    assert (town.has(user), town.has(newcomer)) == (500, 0)
    town.wait(days=31)
    assert (town.has(user), town.has(newcomer)) == (500, 500)


def test_moving_to_a_mailbox_that_another_account_holds_ends_the_free_months(town: Town) -> None:
    mine, theirs = address(), address()
    user, holder = town.sign_up(mine), town.sign_up(theirs)
    town.spend(user, 100)
    town.move(user, f"{theirs.partition('@')[0]}+2@example.com")
    assert (town.has(user), town.has(holder)) == (400, 500)
    town.wait(days=31)
    assert (town.has(user), town.has(holder)) == (0, 500)


def test_an_account_without_free_months_gets_none_by_moving(town: Town) -> None:
    mail = address()
    town.sign_up(mail)
    second = town.sign_up(f"{mail.partition('@')[0]}+2@example.com")
    town.move(second, address())
    assert town.has(second) == 0
    town.wait(days=31)
    assert town.has(second) == 500


def test_changing_the_address_back_and_forth_grants_nothing(town: Town) -> None:
    one, two = address(), address()
    user = town.sign_up(one)
    town.spend(user, 500)
    for _ in range(3):
        town.wait(days=1)
        town.move(user, two)
        assert town.has(user) == 0
        town.move(user, one)
        assert town.has(user) == 0
    town.delete(user)
    assert (town.has(town.sign_up(one)), town.has(town.sign_up(two))) == (0, 500)  # the second gave none yet


def test_the_month_moves_along_and_is_left_at_the_mailbox_that_the_account_had_last(town: Town) -> None:
    one, two = address(), address()
    user = town.sign_up(one)
    town.spend(user, 300)
    town.move(user, two)
    town.delete(user)
    assert (town.has(town.sign_up(one)), town.has(town.sign_up(two))) == (0, 200)


def test_other_spelling_of_an_address_is_the_same_mailbox(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    town.spend(user, 300)
    town.move(user, f"{mail.partition('@')[0]}+new@example.com")
    assert town.has(user) == 200
    town.delete(user)
    assert town.has(town.sign_up(mail)) == 200


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
