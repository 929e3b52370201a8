"""Free months belong to a mailbox: whoever deletes an account and signs up again goes on with them as they stood."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from .clock import Clock, another_world
from .conftest import Database
from .shop import Shop

BEGIN = datetime(2026, 3, 10, 12, tzinfo=UTC)


@dataclass
class Town:
    """People with mailboxes, and a clock."""

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

    def move(self, user: UUID, email: str) -> None:
        """Change the address, as Auth does once the new one is confirmed."""
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

    def has(self, user: UUID) -> int:
        """What the user has now, with the month that is due."""
        self.db.value("select ensure_allotment(%s)", user)
        assert self.db.rows("select * from private.check_ledger(array[%s::uuid])", user) == []
        return sum(self.db.balances(user))

    def wait(self, **duration: float) -> None:
        self.clock.go_on(**duration)
        while self.db.value("select refresh_due_credits()"):
            pass

    def pack(self, user: UUID, lost: int = 0) -> None:
        """A pack of 1,000 credits for 1,000 cents, of which so many were refunded."""
        payment = f"pi_{uuid4().hex}"
        shop = Shop.opened(self.db)
        shop.fulfil(user, payment, 1000)
        if lost:
            shop.settle(payment, 1000, lost)


@pytest.fixture
def town(db: Database) -> Iterator[Town]:
    with another_world(db.url) as (unseen, clock):
        clock.set(BEGIN)
        unseen.run("update users set credits_reset_at = null")
        yield Town(unseen, clock)


def address() -> str:
    return f"{uuid4().hex}@example.com"


# ---------------------------------------------------------------- which addresses are one mailbox


@pytest.mark.parametrize(
    ("spelled", "mailbox"),
    [
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
    ],
)
def test_an_address_leads_to_its_mailbox(db: Database, spelled: str | None, mailbox: str | None) -> None:
    assert db.value("select private.mailbox_address(%s)", spelled) == mailbox


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
def test_signing_up_again_goes_on_with_what_was_left(town: Town, again: str) -> None:
    ada = town.sign_up("ada@gmail.com")
    town.spend(ada, 320)
    town.delete(ada)
    town.wait(days=3)
    assert town.has(town.sign_up(again)) == 180


def test_deleting_over_and_over_gives_nothing(town: Town) -> None:
    mail, given = address(), 0
    for _ in range(5):
        user = town.sign_up(mail)
        given += town.has(user)
        if town.has(user):
            town.spend(user, town.has(user))
        town.delete(user)
        town.wait(hours=5)
    assert given == 500


@pytest.mark.parametrize(("days", "left", "resets_in"), [(20, 0, 4), (70, 500, 6)])
def test_months_are_counted_from_the_first_sign_up(town: Town, days: int, left: int, resets_in: int) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.spend(first, 500)
    town.delete(first)
    town.wait(days=days)
    second = town.sign_up(mail)
    assert town.has(second) == left
    assert town.db.value("select credits_reset_at from users where id = %s", second) == BEGIN.replace(month=resets_in)
    town.wait(days=31)
    assert town.has(second) == 500


def test_a_month_that_was_due_at_the_deletion_is_not_lost(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.spend(first, 500)
    town.clock.go_on(days=32)  # nobody has booked the new month
    town.delete(first)
    assert town.has(town.sign_up(mail)) == 500


def test_what_an_account_leaves_is_at_most_the_free_amount(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.db.grant(first, 4000)
    town.delete(first)
    assert town.has(town.sign_up(mail)) == 500


def test_purchased_credits_go_with_the_account(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.pack(first)
    town.spend(first, 400)
    town.delete(first)
    assert town.has(town.sign_up(mail)) == 100


def test_a_debt_outlives_the_account_and_is_paid_by_later_months(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.pack(first)
    town.spend(first, 1500)
    payment = town.db.value("select payment_id from credit_purchases where user_id = %s", first)
    Shop.opened(town.db).settle(payment, 1000, 1000)
    assert town.has(first) == -1000
    town.delete(first)
    second = town.sign_up(mail)
    assert town.has(second) == -1000
    town.delete(second)
    third = town.sign_up(mail)
    balances = []
    for _ in range(4):
        balances.append(town.has(third))
        town.wait(days=31)
    assert balances == [-1000, -500, 0, 500]


def test_a_debt_is_not_waited_out_faster_without_an_account(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.pack(first)
    town.spend(first, 1500)
    payment = town.db.value("select payment_id from credit_purchases where user_id = %s", first)
    Shop.opened(town.db).settle(payment, 1000, 1000)
    town.delete(first)
    town.wait(days=31)
    assert town.has(town.sign_up(mail)) == -500


def test_an_account_without_an_address_has_months_of_its_own(town: Town) -> None:
    for _ in range(2):
        user = town.sign_up(None)
        assert town.has(user) == 500
        town.delete(user)


def test_an_account_with_a_plan_leaves_no_fresh_month(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.spend(first, 500)
    shop = Shop.opened(town.db)
    shop.sync(shop.subscription(first, created=town.clock.now, current_period_start=town.clock.now))
    assert town.has(first) == 3000
    town.spend(first, 2990)
    town.delete(first)
    assert town.has(town.sign_up(mail)) == 0


def test_the_trial_of_a_deleted_account_was_the_trial_of_its_mailbox(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    shop = Shop.opened(town.db)
    trial: dict[str, Any] = {"status": "trialing", "trial_start": town.clock.now, "trial_end": BEGIN.replace(day=20)}
    shop.sync(shop.subscription(first, created=town.clock.now, current_period_start=town.clock.now, **trial))
    town.delete(first)
    second, other = town.sign_up(mail), town.sign_up(address())
    may_try = "select private.may_start_trial(%s)"
    assert (town.db.value(may_try, second), town.db.value(may_try, other)) == (False, True)


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
    assert town.has(second) == 400
    town.wait(days=31)
    assert town.has(second) == 500


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


def test_moving_to_and_fro_gives_nothing(town: Town) -> None:
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


def test_the_other_spelling_of_an_address_changes_nothing(town: Town) -> None:
    mail = address()
    user = town.sign_up(mail)
    town.spend(user, 300)
    town.move(user, f"{mail.partition('@')[0]}+new@example.com")
    assert town.has(user) == 200
    town.delete(user)
    assert town.has(town.sign_up(mail)) == 200


# ---------------------------------------------------------------- the setting


def switch(town: Town, value: str) -> None:
    town.db.run("update settings set value = %s::jsonb where name = 'free_months_per_mailbox'", value)


def test_a_setting_switches_it_off_and_nothing_outlives_an_account(town: Town) -> None:
    mail = address()
    first = town.sign_up(mail)
    town.spend(first, 500)
    switch(town, "false")
    town.delete(first)
    second, third = town.sign_up(mail), town.sign_up(f"{mail.partition('@')[0]}+3@example.com")
    assert (town.has(second), town.has(third)) == (500, 500)
    wanted = "select count(*)::int from private.mailboxes where hash = private.mailbox_hash(%s)"
    assert town.db.value(wanted, mail) == 0


def test_switching_it_on_again_counts_the_accounts_that_are_there(town: Town) -> None:
    mail = address()
    switch(town, "false")
    user = town.sign_up(mail)
    town.spend(user, 400)
    switch(town, "true")
    assert town.has(user) == 100
    town.delete(user)
    assert town.has(town.sign_up(mail)) == 100


def test_the_setting_is_true_or_false(db: Database) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        db.run("update settings set value = '\"no\"' where name = 'free_months_per_mailbox'")


# ---------------------------------------------------------------- what the user is shown of it


def test_the_export_shows_what_outlives_the_account(db: Database) -> None:
    user, unconfirmed = db.new_user(), uuid4()
    db.run("insert into auth.users (id, email) values (%s, %s)", unconfirmed, address())
    shown = db.value("select mailbox_of(%s)", user)
    assert set(shown) == {"address_hash", "months_counted_from", "last_month_opened", "trial_used"}
    assert db.value("select mailbox_of(%s)", unconfirmed) is None


# ---------------------------------------------------------------- at once


def test_sign_ups_of_one_mailbox_at_once_have_one_free_month(db: Database) -> None:
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


def test_sign_up_and_deletion_at_once_have_one_free_month(db: Database) -> None:
    """The newcomer waits for the mailbox or finds it released; nothing is given twice, and nobody waits for ever."""
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
