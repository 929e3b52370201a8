"""The mirror of Stripe's objects, and the table of its events."""

from typing import Any
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from .conftest import Database


def ticket(db: Database) -> int:
    number: int = db.value("select next_stripe_ticket()")
    return number


def sync(db: Database, kind: str, row: dict[str, Any], at: int) -> bool:
    done: bool = db.value(f"select sync_{kind}(%s, %s)", Jsonb(row), at)
    return done


def mark_deleted(db: Database, kind: str, row_id: str, at: int) -> bool:
    done: bool = db.value(f"select mark_{kind}_deleted(%s, %s)", row_id, at)
    return done


@pytest.mark.parametrize(("kind", "column"), [("product", "name"), ("price", "description")])
def test_a_row_is_written_only_under_a_higher_ticket(db: Database, kind: str, column: str) -> None:
    row = f"{kind}_{uuid4().hex}"
    older, newer = ticket(db), ticket(db)
    assert sync(db, kind, {"id": row, column: "New"}, newer) is True
    assert sync(db, kind, {"id": row, column: "Old"}, older) is False
    assert sync(db, kind, {"id": row, column: "Again"}, newer) is False
    assert mark_deleted(db, kind, row, older) is False
    (found,) = db.rows(f"select * from {kind}s where id = %s", row)
    assert (found[column], found["deleted_at"]) == ("New", None)


@pytest.mark.parametrize("kind", ["product", "price"])
@pytest.mark.parametrize("known", [True, False])
def test_older_event_does_not_restore_a_deleted_object(db: Database, kind: str, known: bool) -> None:
    row = f"{kind}_{uuid4().hex}"
    first, second, third = ticket(db), ticket(db), ticket(db)
    if known:
        sync(db, kind, {"id": row, "active": True}, first)
    assert mark_deleted(db, kind, row, third) is True
    assert sync(db, kind, {"id": row, "active": True}, second) is False
    (found,) = db.rows(f"select * from {kind}s where id = %s", row)
    assert found["active"] is False
    assert found["deleted_at"] is not None


def test_stripe_product_cannot_replace_the_free_plan(db: Database) -> None:
    sync(db, "product", {"id": "free", "name": "Mine"}, ticket(db))
    mark_deleted(db, "product", "free", ticket(db))
    (row,) = db.rows("select * from products where id = 'free'")
    assert (row["name"], row["active"]) == ("Free", True)


def test_a_user_has_one_customer_and_a_customer_one_user(db: Database) -> None:
    user, customer = db.new_user(), f"cus_{uuid4().hex}"
    for offered in (customer, f"cus_{uuid4().hex}"):
        assert db.value("select sync_customer(%s, %s, %s)", user, offered, ticket(db)) == customer
    assert db.value("select sync_customer(%s, %s, %s)", uuid4(), f"cus_{uuid4().hex}", ticket(db)) is None


def test_a_deleted_customer_can_be_replaced(db: Database) -> None:
    user, old, new = db.new_user(), f"cus_{uuid4().hex}", f"cus_{uuid4().hex}"
    db.value("select sync_customer(%s, %s, %s)", user, old, ticket(db))
    assert db.value("select mark_customer_deleted(%s, %s)", old, ticket(db)) is True
    assert db.value("select sync_customer(%s, %s, %s)", user, new, ticket(db)) == new


def test_older_events_neither_restore_a_deleted_customer_nor_delete_the_new_one(db: Database) -> None:
    user, customer = db.new_user(), f"cus_{uuid4().hex}"
    first, second, third, fourth, fifth = (ticket(db) for _ in range(5))
    db.value("select sync_customer(%s, %s, %s)", user, customer, first)
    assert db.value("select mark_customer_deleted(%s, %s)", customer, third) is True
    assert db.value("select sync_customer(%s, %s, %s)", user, customer, second) is None
    assert db.value("select sync_customer(%s, %s, %s)", user, customer, fifth) == customer
    assert db.value("select mark_customer_deleted(%s, %s)", customer, fourth) is False


def receive(db: Database, event: str) -> bool:
    answer = db.value("select receive_stripe_event(%s, 'invoice.paid', 'in_1', now())", event)
    processed: bool = answer["processed"]
    return processed


def test_an_event_is_processed_once_and_a_failed_one_again(db: Database) -> None:
    event = f"evt_{uuid4().hex}"
    assert receive(db, event) is False
    db.run("select finish_stripe_event(%s, 'StripeUnavailable')", event)
    assert receive(db, event) is False
    (row,) = db.rows("select * from stripe_events where id = %s", event)
    assert (row["attempts"], row["error"], row["processed_at"]) == (2, "StripeUnavailable", None)
    db.run("select finish_stripe_event(%s)", event)
    assert receive(db, event) is True
    (row,) = db.rows("select * from stripe_events where id = %s", event)
    assert row["processed_at"] is not None
    assert row["error"] is None


def test_tickets_only_increase(db: Database) -> None:
    numbers = [ticket(db) for _ in range(5)]
    assert numbers == sorted(set(numbers))


def test_an_event_is_processed_in_the_transaction_of_its_last_effect(db: Database) -> None:
    event, product = f"evt_{uuid4().hex}", f"prod_{uuid4().hex}"
    receive(db, event)
    with db.connection.transaction(force_rollback=True):
        db.value("select sync_product(%s, %s, %s)", Jsonb({"id": product}), ticket(db), event)
    assert receive(db, event) is False
    db.value("select sync_product(%s, %s, %s)", Jsonb({"id": product}), ticket(db), event)
    assert receive(db, event) is True


def test_the_retry_pause_doubles_up_to_an_hour_and_ends_at_a_day(db: Database) -> None:
    for attempts, seconds_ago, due in [
        (1, 59, False),
        (1, 61, True),
        (2, 119, False),
        (2, 121, True),
        (6, 1919, False),
        (6, 1921, True),
        (7, 3601, True),
        (19, 3599, False),
        (19, 3601, True),
        (20, 86399, False),
        (39, 86401, True),
        (40, 10**7, False),
    ]:
        event = f"evt_{uuid4().hex}"
        db.run(
            "insert into stripe_events (id, type, created_at, attempts, tried_at)"
            " values (%s, 'invoice.paid', now(), %s, now() - make_interval(secs => %s))",
            event,
            attempts,
            seconds_ago,
        )
        assert bool(db.rows("select * from due_stripe_events(60) where id = %s", event)) is due, attempts


def test_a_processed_event_is_never_due(db: Database) -> None:
    event = f"evt_{uuid4().hex}"
    db.value("select receive_stripe_event(%s, 'invoice.paid', 'in_1', now())", event)
    assert db.rows("select * from due_stripe_events(0) where id = %s", event)
    db.run("select finish_stripe_event(%s)", event)
    assert db.rows("select * from due_stripe_events(0) where id = %s", event) == []
