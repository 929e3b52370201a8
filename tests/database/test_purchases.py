"""Packs, refunds, disputes and adjustments by hand."""

from itertools import permutations
from uuid import uuid4

import pytest
from psycopg import DatabaseError

from .conftest import Database
from .shop import Shop
from .test_credits import refusal
from .test_races import at_once


@pytest.fixture(scope="module")
def shop(db: Database) -> Shop:
    return Shop(db, uuid4().hex)


def test_a_pack_is_granted_once_per_session(db: Database) -> None:
    user, session = db.new_user(), f"cs_{uuid4()}"
    fulfil = "select fulfil_purchase(%s, %s, 'price_pack', 1000, %s)"
    assert at_once(db, [(fulfil, (user, session, f"pi_{session}"))] * 8).count(True) == 1
    assert db.balances(user) == (500, 1000) == db.history(user)


def test_a_pack_that_cost_nothing_is_granted_once_per_session(db: Database) -> None:
    user, session = db.new_user(), f"cs_{uuid4()}"
    fulfil = "select fulfil_purchase(%s, %s, 'price_pack', 1000, null)"
    assert [db.value(fulfil, user, session) for _ in range(2)] == [True, False]
    assert db.balances(user) == (500, 1000)


def test_a_payment_buys_one_pack(db: Database) -> None:
    user, payment = db.new_user(), f"pi_{uuid4()}"
    fulfil = "select fulfil_purchase(%s, %s, 'price_pack', 1000, %s)"
    assert [db.value(fulfil, user, f"cs_{uuid4()}", payment) for _ in range(2)] == [True, False]
    assert db.balances(user) == (500, 1000)


def test_a_refund_before_the_grant_of_a_pack_counts(db: Database, shop: Shop) -> None:
    user, payment = db.new_user(), f"pi_{uuid4()}"
    assert shop.settle(payment, 1000, 300) == 0
    shop.fulfil(user, payment, 1000)
    assert db.balances(user) == (500, 700) == db.history(user)


def test_pack_without_credits_or_user_is_refused(db: Database) -> None:
    for user, credits, expected in ((db.new_user(), 0, "PT422"), (uuid4(), 10, "PT404")):
        with pytest.raises(DatabaseError) as error:
            db.value("select fulfil_purchase(%s, 'cs', 'p', %s, 'pi')", user, credits)
        assert refusal(error)[0] == expected


def test_credits_follow_the_money(db: Database, shop: Shop) -> None:
    for refunded, disputed, withdrawn, left in [
        (0, 0, 0, 1000),
        (1000, 0, 0, 0),
        (333, 0, 0, 667),
        (0, 1000, 1000, 0),
        (300, 1000, 1000, 0),
        (300, 500, 500, 200),
        (300, 300, 0, 700),
        (5000, 0, 0, 0),
        (0, 600, 0, 400),
        (100, 600, 0, 400),
    ]:
        user = db.new_user()
        payment = shop.pack(user)
        shop.settle(payment, 1000, refunded, disputed, withdrawn)
        assert db.balances(user) == (500, left) == db.history(user), refunded


def test_fraction_of_a_credit_is_rounded_for_the_buyer(db: Database, shop: Shop) -> None:
    user = db.new_user()
    shop.settle(shop.pack(user), 999, 500)
    assert db.balances(user) == (500, 500) == db.history(user)


def test_a_failed_refund_and_a_won_dispute_restore_the_credits(db: Database, shop: Shop) -> None:
    user = db.new_user()
    payment = shop.pack(user)
    assert [shop.settle(payment, 1000, 400), shop.settle(payment, 1000, 400), shop.settle(payment, 1000, 0)] == [
        -400,
        0,
        400,
    ]
    assert [shop.settle(payment, 1000, 0, 1000, 1000), shop.settle(payment, 1000)] == [-1000, 1000]
    assert db.balances(user) == (500, 1000) == db.history(user)


def test_states_of_a_payment_may_arrive_in_any_order(db: Database, shop: Shop) -> None:
    for order in permutations(((1000, 100, 0, 0), (1000, 400, 0, 0), (1000, 400, 600, 600))):
        user = db.new_user()
        payment = shop.pack(user)
        tickets = {state: shop.ticket() for state in sorted(order, key=lambda state: (state[1], state[2]))}
        for state in order:
            db.value("select sync_payment(%s, %s, %s, %s, %s, %s)", payment, *state, tickets[state])
        assert db.balances(user) == (500, 0) == db.history(user)


def test_refund_of_spent_credits_makes_the_balance_negative_and_stops_spending(db: Database, shop: Shop) -> None:
    user = db.new_user(monthly=0)
    payment = shop.pack(user, 100)
    db.start(user, model="wan-first-last-frame")
    shop.settle(payment, 1000, 1000)
    assert db.balances(user) == (0, -100) == db.history(user)
    with pytest.raises(DatabaseError) as error:
        db.start(user)
    assert refusal(error) == ("PT402", "insufficient_credits")


def test_foreign_payment_changes_nothing(shop: Shop) -> None:
    assert shop.settle(f"pi_{uuid4()}", 1000, 1000) == 0


def test_an_adjustment_is_recorded_with_its_reason(db: Database) -> None:
    user = db.new_user()
    assert db.value("select adjust_credits(%s, 250, 'Sorry for the trouble')", user) == 250
    (line,) = db.rows("select * from credit_history where user_id = %s and kind = 'adjustment'", user)
    assert (line["amount"], line["description"]) == (250, "Sorry for the trouble")
    assert db.balances(user) == (500, 250) == db.history(user)


def test_an_adjustment_is_made_once_per_key_and_needs_a_reason(db: Database) -> None:
    user = db.new_user()
    for _ in range(2):
        db.value("select adjust_credits(%s, 250, 'Sorry', 'ticket-7')", user)
    assert db.balances(user) == (500, 250)
    with pytest.raises(DatabaseError) as error:
        db.value("select adjust_credits(%s, 250, '  ')", user)
    assert refusal(error)[0] == "PT422"


@pytest.mark.parametrize(("amount", "reason"), [(251, "Sorry"), (250, "Another reason")])
def test_an_adjustment_key_cannot_be_reused_for_another_adjustment(db: Database, amount: int, reason: str) -> None:
    users = [db.new_user(), db.new_user()]
    adjust = "select adjust_credits(%s, %s, %s, 'ticket-8')"
    assert [db.value(adjust, user, 250, "Sorry") for user in users] == [250, 250]
    with pytest.raises(DatabaseError) as error:
        db.value(adjust, users[0], amount, reason)
    assert refusal(error) == ("PT409", "key_reused")
    assert db.balances(users[0]) == (500, 250)
