"""The Stripe account of the mirror, and what the database stores for Stripe: customers whose user was deleted, changed
addresses, processed events."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .conftest import Database

OURS = {"id": "acct_ours", "livemode": False}
OTHERS = [{"id": "acct_other", "livemode": False}, {"id": "acct_ours", "livemode": True}]


@pytest.fixture
def no_stored_account(db: Database) -> Iterator[None]:
    """A database without a stored Stripe account; restored afterwards."""
    before = db.rows("delete from settings where name = 'stripe_account' returning *")
    yield
    db.run("delete from settings where name = 'stripe_account'")
    for row in before:
        db.run("insert into settings values (%s, %s, %s)", row["name"], Jsonb(row["value"]), row["description"])


@pytest.fixture
def customer(db: Database) -> tuple[UUID, str]:
    """A user and their Stripe customer."""
    user = db.new_user()
    return user, customer_of(db, user)


def customer_of(db: Database, user: UUID, email: str | None = None) -> str:
    customer = f"cus_{uuid4().hex}"
    db.value("select sync_customer(%s, %s, next_stripe_ticket(), %s)", user, customer, email)
    return customer


def orphaned(db: Database, customer: str) -> bool:
    return bool(db.rows("select from orphaned_customers where stripe_customer_id = %s", customer))


def email_due(db: Database, customer: str) -> bool:
    due: bool = db.value("select email_due from customers where stripe_customer_id = %s", customer)
    return due


# ---------------------------------------------------------------- the account


@pytest.mark.parametrize("other", OTHERS, ids=["another account", "the other mode"])
def test_first_stripe_account_is_stored_and_another_gets_no_ticket(
    db: Database, no_stored_account: None, other: dict[str, Any]
) -> None:
    assert db.value("select next_stripe_ticket(%s)", Jsonb(OURS)) > 0
    assert db.value("select own_stripe_account(%s)", Jsonb(other)) == OURS
    with pytest.raises(psycopg.Error, match="wrong_stripe_account") as refused:
        db.value("select next_stripe_ticket(%s)", Jsonb(other))
    assert refused.value.sqlstate == "PT409"
    received = db.value("select receive_stripe_event(%s, 'invoice.paid', 'in_1', now())", f"evt_{uuid4().hex}")
    assert received["account"] == OURS


def test_one_of_two_stripe_accounts_at_once_is_stored(db: Database, no_stored_account: None) -> None:
    start = Barrier(4)

    def contact(number: int) -> Any:
        with psycopg.connect(db.url) as connection:
            start.wait()
            account = Jsonb({"id": f"acct_{number}", "livemode": False})
            (row,) = connection.execute("select own_stripe_account(%s)", [account]).fetchall()
            return row[0]

    with ThreadPoolExecutor(4) as pool:
        stored = list(pool.map(contact, range(4)))
    assert stored == [stored[0]] * 4


def test_invalid_stripe_account_cannot_be_stored(db: Database, no_stored_account: None) -> None:
    for value in ['"acct_1"', "{}", '{"id": "cus_1", "livemode": false}', '{"id": "acct_1", "livemode": "no"}']:
        with pytest.raises(psycopg.errors.CheckViolation):
            db.value("select own_stripe_account(%s)", value)


# ---------------------------------------------------------------- deleted users


@pytest.mark.parametrize(
    "deletion",
    ["delete from auth.users where id = %s", "update auth.users set deleted_at = now(), email = 'x' where id = %s"],
    ids=["for good", "softly"],
)
def test_customer_of_a_deleted_user_is_queued_for_deletion(
    db: Database, customer: tuple[UUID, str], deletion: str
) -> None:
    user, customer_id = customer
    with db.connection.transaction(force_rollback=True):
        db.run(deletion, user)
        assert orphaned(db, customer_id)
        assert db.value("select delete_orphaned_customer(%s)", customer_id) is True
        assert db.value("select delete_orphaned_customer(%s)", customer_id) is False


def test_customer_deleted_in_stripe_first_is_not_queued_for_deletion(db: Database, customer: tuple[UUID, str]) -> None:
    user, customer_id = customer
    db.value("select mark_customer_deleted(%s, next_stripe_ticket())", customer_id)
    db.run("delete from auth.users where id = %s", user)
    assert not orphaned(db, customer_id)


def test_emptied_mirror_queues_no_customer_for_deletion(db: Database, customer: tuple[UUID, str]) -> None:
    user, customer_id = customer
    db.run("delete from customers where id = %s", user)
    assert not orphaned(db, customer_id)


def test_customer_with_a_user_again_is_removed_from_the_queue(db: Database, customer: tuple[UUID, str]) -> None:
    user, customer_id = customer
    with db.connection.transaction(force_rollback=True):
        db.run("delete from auth.users where id = %s", user)
        assert orphaned(db, customer_id)
        db.value("select sync_customer(%s, %s, next_stripe_ticket())", db.new_user(), customer_id)
        assert not orphaned(db, customer_id)


# ---------------------------------------------------------------- addresses


def test_changed_address_is_due_until_exactly_this_address_was_sent(db: Database, customer: tuple[UUID, str]) -> None:
    user, customer_id = customer
    assert not email_due(db, customer_id)
    db.run("update auth.users set email = email, updated_at = now() where id = %s", user)
    assert not email_due(db, customer_id)
    for address in ("new@x.test", "newer@x.test"):
        db.run("update auth.users set email = %s || id where id = %s", address, user)
    assert email_due(db, customer_id)
    assert db.value("select record_email_sent(%s, %s)", customer_id, f"new@x.test{user}") is False
    assert email_due(db, customer_id)
    assert db.value("select record_email_sent(%s, %s)", customer_id, f"newer@x.test{user}") is True
    assert not email_due(db, customer_id)


def test_an_address_changed_during_customer_creation_is_due(db: Database) -> None:
    user = db.new_user()
    with psycopg.connect(db.url) as other, ThreadPoolExecutor(1) as pool:
        other.execute("update auth.users set email = 'late@x.test' || id where id = %s", [user])
        making = pool.submit(customer_of, db, user, f"{user}@example.com")
        waiting = "select count(*) from pg_locks where not granted and pid <> pg_backend_pid()"
        while not making.done() and not other.execute(waiting).fetchone()[0]:  # type: ignore[index]
            pass
        other.commit()
        assert email_due(db, making.result(20))


def test_customer_created_with_the_current_address_is_not_due(db: Database) -> None:
    user = db.new_user()
    assert not email_due(db, customer_of(db, user, f"{user}@example.com"))


# ---------------------------------------------------------------- events that are done


def event(db: Database, days: int, processed: bool = True) -> str:
    event_id = f"evt_{uuid4().hex}"
    db.run(
        "insert into stripe_events (id, type, created_at, received_at, processed_at)"
        " select %s, 'invoice.paid', t, t, case when %s then t end from (select now() - make_interval(days => %s)) as s (t)",
        event_id,
        processed,
        days,
    )
    return event_id


def test_processed_events_are_deleted_in_batches_after_the_set_days(db: Database) -> None:
    with db.connection.transaction(force_rollback=True):
        old = {event(db, 91) for _ in range(3)}
        stay = {event(db, 89), event(db, 200, processed=False)}
        assert [db.value("select delete_old_stripe_events(2)") for _ in range(3)] == [2, 1, 0]
        left = {row["id"] for row in db.rows("select id from stripe_events where id = any(%s)", [*old, *stay])}
        assert left == stay
        db.run("update settings set value = '31' where name = 'stripe_events_kept_days'")
        assert db.value("select delete_old_stripe_events()") == 1


def test_events_are_kept_longer_than_stripe_lists_them(db: Database) -> None:
    for days in ["30", "0", "-5", '"90"', "90.5", "null"]:
        with pytest.raises(psycopg.errors.CheckViolation):
            db.run("update settings set value = %s where name = 'stripe_events_kept_days'", days)
