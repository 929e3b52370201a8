"""Concurrency: each thread has its own connection, and all start together."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection, DatabaseError
from psycopg.types.json import Jsonb

from tests.running import eventually

from .conftest import Database
from .shop import Shop

START = "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['p'], '[{}]')"


def at_once(db: Database, statements: list[tuple[str, tuple[Any, ...]]]) -> list[Any]:
    """Run all statements at the same moment; return each one's value, or its error's code."""
    gate = Barrier(len(statements))

    def run(statement: tuple[str, tuple[Any, ...]]) -> Any:
        with db.connect() as connection:
            gate.wait()
            try:
                (row,) = connection.execute(*statement).fetchall()
                return next(iter(row.values()))
            except DatabaseError as error:
                return error.diag.message_primary

    with ThreadPoolExecutor(len(statements)) as pool:
        return list(pool.map(run, statements))


def start(generation: UUID, user: UUID) -> tuple[str, tuple[Any, ...]]:
    return START, (generation, user)


def test_50_parallel_starts_with_credits_for_7_make_exactly_7(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(100)
    user = db.new_user(monthly=35, purchased=39)
    answers = at_once(db, [start(uuid4(), user) for _ in range(50)])
    assert sum(isinstance(answer, dict) for answer in answers) == 7
    assert answers.count("insufficient_credits") == 43
    assert db.balances(user) == (0, 4) == db.history(user)


def test_parallel_starts_respect_the_limit_of_running_generations(
    db: Database, set_limit: Callable[[int], None]
) -> None:
    set_limit(3)
    user = db.new_user()
    at_once(db, [start(uuid4(), user) for _ in range(20)])
    found = db.rows("select status from generated_media where user_id = %s", user)
    assert sorted(row["status"] for row in found) == ["pending"] * 3 + ["waiting"] * 17


def test_twenty_starts_at_once_with_one_id_create_one_generation(db: Database) -> None:
    user, generation = db.new_user(), uuid4()
    answers = at_once(db, [start(generation, user)] * 20)
    assert sorted(answer["created"] for answer in answers) == [False] * 19 + [True]
    assert db.balances(user) == (490, 0) == db.history(user)


def test_two_users_with_one_id_make_one_generation(db: Database) -> None:
    users, generation = [db.new_user(), db.new_user()], uuid4()
    answers = at_once(db, [start(generation, user) for user in users])
    assert answers.count("id_taken") == 1
    assert sorted(db.balances(user) for user in users) == [(490, 0), (500, 0)]


@pytest.mark.parametrize("attempt", range(5))
def test_success_and_failure_at_once_leave_one_outcome(db: Database, attempt: int) -> None:
    user = db.new_user()
    generation = db.started(user)
    done = ("select complete_generation(%s, 'https://x/p', 'p')", (generation,))
    failed = ("select fail_generation(%s, 'failed')", (generation,))
    answers = at_once(db, [done, failed] * 5)
    assert answers.count(True) == 1
    expected = 490 if db.generation(generation)["status"] == "completed" else 500
    assert db.balances(user) == (expected, 0) == db.history(user)


def test_a_due_month_is_granted_once_to_concurrent_calls(db: Database) -> None:
    user = db.new_user(monthly=0)
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = %s", user)
    db.run("update users set credits_reset_at = now() where id = %s", user)
    at_once(db, [("select ensure_due_credits(%s)", (user,))] * 10 + [("select refresh_due_credits(10)", ())] * 5)
    assert db.balances(user) == (500, 0) == db.history(user)


def deletes_while(db: Database, user: UUID, statement: tuple[str, tuple[Any, ...]]) -> Any:
    """Delete a user; call the function after the row in auth was locked and before dependent rows are."""
    with db.connect() as deleting, db.connect() as other, ThreadPoolExecutor(1) as pool:
        with deleting.transaction():
            deleting.execute("select from auth.users where id = %s for update", (user,))
            answer = pool.submit(answer_of, other, statement)
            eventually(lambda: answer.done() or is_waiting(db, other))
            deleting.execute("delete from auth.users where id = %s", (user,))
        return answer.result()


def answer_of(connection: Connection[Any], statement: tuple[str, tuple[Any, ...]]) -> Any:
    try:
        (row,) = connection.execute(*statement).fetchall()
    except DatabaseError as error:
        return error.diag.message_primary
    return next(iter(row.values()))


def is_waiting(db: Database, connection: Connection[Any]) -> bool:
    kind = db.value("select wait_event_type from pg_stat_activity where pid = %s", connection.info.backend_pid)
    return bool(kind == "Lock")


def blocks(db: Database, holder: Connection[Any], other: Connection[Any]) -> bool:
    blocking: list[int] = db.value("select pg_blocking_pids(%s)", other.info.backend_pid)
    return holder.info.backend_pid in blocking


def meanwhile(db: Database, first: tuple[str, tuple[Any, ...]], second: tuple[str, tuple[Any, ...]]) -> Any:
    """Return the result of a second statement that starts while the first one's transaction is open."""
    with db.connect() as one, db.connect() as other, ThreadPoolExecutor(1) as pool:
        with one.transaction():
            one.execute(*first)
            answer = pool.submit(answer_of, other, second)
            eventually(lambda: answer.done() or is_waiting(db, other))
        return answer.result()


def test_user_being_deleted_is_unknown_to_bookings_and_blocks_none(db: Database) -> None:
    shop = Shop.opened(db)

    def user() -> UUID:
        """A user with a generation, a pack and a due month."""
        made = db.new_user()
        db.started(made)
        shop.fulfil(made, f"pi_{made}", 1000)
        db.run("update users set credits_reset_at = now() where id = %s", made)
        return made

    def deleted(statement: str, *parameters: Any) -> Any:
        return deletes_while(db, someone, (statement, parameters))

    someone = user()
    assert deleted("select deduct_credits(%s, 1, 'Test', 'k')", someone) == "unknown_user"
    someone = user()
    assert deleted(START, uuid4(), someone) == "unknown_user"
    someone = user()
    assert deleted("select fail_generation(id, 'failed') from generated_media where user_id = %s", someone) is False
    someone = user()
    assert deleted("select ensure_due_credits(%s)", someone) == "unknown_user"
    someone = user()
    assert deleted("select refresh_due_credits(1000)") >= 0
    someone = user()
    state = Jsonb(shop.as_json(shop.subscription(someone)))
    assert deleted("select sync_subscription(%s, %s)", state, shop.ticket()) == "foreign"
    someone = user()
    assert deleted("select fulfil_purchase(%s, 'cs_late', 'price_pack', 1000, 'pi_late')", someone) == "unknown_user"
    someone = user()
    assert deleted("select sync_payment(%s, 100, 100, 0, 0, %s)", f"pi_{someone}", shop.ticket()) == 0
    someone = user()
    assert deleted("select adjust_credits(%s, 5, 'Sorry')", someone) == "unknown_user"


@pytest.mark.parametrize("table", ["auth.users", "public.users"])
def test_locked_user_does_not_block_the_months_of_others(db: Database, table: str) -> None:
    users = [db.new_user(monthly=7), db.new_user(monthly=7)]
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = any(%s)", users)
    db.run("update users set credits_reset_at = now() where id = any(%s)", users)
    with db.connect() as holder, db.connect() as batch:
        batch.execute("set lock_timeout = '10s'")
        with holder.transaction(force_rollback=True):
            holder.execute(f"select from {table} where id = %s for update".encode(), (users[0],))
            batch.execute("select refresh_due_credits(1000)")
            assert [db.balances(user)[0] for user in users] == [7, 500]
    db.value("select refresh_due_credits(1000)")
    assert db.balances(users[0]) == (500, 0)


def test_debt_booked_while_the_free_month_opens_is_kept(db: Database) -> None:
    shop, gone, pack = Shop.opened(db), db.new_user(), f"pi_{uuid4().hex}"
    shop.fulfil(gone, pack, 1000)
    db.value("select deduct_credits(%s, 1500, 'Test', 'all')", gone)
    db.run("delete from auth.users where id = %s", gone)
    next_account = uuid4()
    insert = "insert into auth.users (id, email, email_confirmed_at, created_at) values (%s, %s, now(), now())"
    db.run(insert, next_account, f"{gone}@example.com")
    db.run("update private.mailboxes set anchor = anchor - interval '40 days' where holder = %s", next_account)
    with db.connect() as charging, db.connect() as opening, ThreadPoolExecutor(1) as pool:
        with charging.transaction():
            charging.execute("select sync_payment(%s, 1000, 1000, 0, 0, %s)", (pack, shop.ticket()))
            month = pool.submit(answer_of, opening, ("select ensure_due_credits(%s)", (next_account,)))
            eventually(lambda: month.done() or is_waiting(db, opening))
        month.result()
    assert db.balances(next_account) == (-500, 0)


@pytest.mark.parametrize("refund_first", [True, False])
def test_a_pack_and_its_refund_at_once_leave_nothing(db: Database, refund_first: bool) -> None:
    shop, user, pack = Shop.opened(db), db.new_user(), f"pi_{uuid4().hex}"
    refund = ("select sync_payment(%s, 1000, 1000, 0, 0, %s)", (pack, shop.ticket()))
    purchase = ("select fulfil_purchase(%s, %s, 'price_pack', 1000, %s)", (user, f"cs_{pack}", pack))
    meanwhile(db, *((refund, purchase) if refund_first else (purchase, refund)))
    assert db.balances(user) == (500, 0)


def test_concurrent_starts_do_not_spend_the_same_credits(db: Database) -> None:
    user = db.new_user(monthly=15)
    assert meanwhile(db, start(uuid4(), user), start(uuid4(), user)) == "insufficient_credits"
    assert db.balances(user) == (5, 0) == db.history(user)


@pytest.mark.parametrize(
    ("monthly", "purchased", "left"),
    [
        (100, 0, (80, 0)),  # each with the balance it has read
        (15, 50, (0, 45)),  # the second one finds fewer monthly credits than it saw
        (10, 50, (0, 40)),  # no monthly credits left
        (0, 50, (0, 30)),
        (15, 0, (5, 0)),  # too few credits left
        (0, 15, (0, 5)),
    ],
)
def test_concurrent_deduction_uses_the_balance_after_the_other(
    db: Database, monthly: int, purchased: int, left: tuple[int, int]
) -> None:
    user = db.new_user(monthly=monthly, purchased=purchased)
    deduct = "select deduct_credits(%s, 10, 'Test', %s)"
    answer = meanwhile(db, (deduct, (user, "one")), (deduct, (user, "other")))
    if isinstance(answer, dict):
        assert answer == {"charged": True, "subscription_credits": left[0], "purchased_credits": left[1]}
    else:
        assert (answer, sum(left)) == ("insufficient_credits", monthly + purchased - 10)
    assert db.balances(user) == left == db.history(user)


STOP = """
    create function private.stop() returns trigger language plpgsql as $$
    begin
      if new.key = 'held' and current_setting('application_name') = 'held' then
        perform pg_advisory_xact_lock(1);
      end if;
      return new;
    end $$;
    create trigger stop before insert on credit_usage for each row execute function private.stop()"""


@pytest.fixture
def holder(db: Database) -> Iterator[Connection[Any]]:
    """A session named "held" waits before it writes a line with the key "held"."""
    db.run(STOP)
    with db.connect() as connection:
        connection.execute("begin; select pg_advisory_xact_lock(1)")
        yield connection
    db.run("drop trigger stop on credit_usage; drop function private.stop()")


def test_deduction_that_holds_the_account_does_not_wait_for_its_key(db: Database, holder: Connection[Any]) -> None:
    """The first deduction finds a due month and waits while another session books it; the second one finds it booked."""
    user = db.new_user()
    deduct = ("select deduct_credits(%s, 10, 'Test', 'held')", (user,))
    db.run("update users set credits_reset_at = now() where id = %s", user)
    with db.connect() as booking, db.connect() as one, db.connect() as other, ThreadPoolExecutor(2) as pool:
        one.execute("set application_name = 'held'")
        with booking.transaction():
            booking.execute("select ensure_due_credits(%s)", (user,))
            first = pool.submit(answer_of, one, deduct)
            eventually(lambda: is_waiting(db, one))
        eventually(lambda: blocks(db, holder, one))
        second = pool.submit(answer_of, other, deduct)
        eventually(lambda: is_waiting(db, other))
        holder.rollback()
        answers = [first.result(), second.result()]
    balances = {"subscription_credits": 490, "purchased_credits": 0}
    assert answers == [{"charged": True, **balances}, {"charged": False, **balances}]


def test_deduction_during_the_close_of_a_month_is_booked_after_it(db: Database) -> None:
    """It is paid by the new month. Booked earlier, it would count as used in the old month, which a later refund
    restores."""
    shop, user = Shop.opened(db), db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    ended = Jsonb(shop.as_json({**plan, "status": "canceled", "ended_at": plan["current_period_start"]}))
    ticket = shop.ticket()
    with db.connect() as event, db.connect() as other, ThreadPoolExecutor(1) as pool:
        with event.transaction():
            event.execute("select private.lock_user(%s)", (user,))
            deduction = pool.submit(answer_of, other, ("select deduct_credits(%s, 400, 'Test', 'k')", (user,)))
            eventually(lambda: is_waiting(db, other))
            event.execute("select sync_subscription(%s, %s)", (ended, ticket))
        assert deduction.result()["charged"]
    kinds = db.rows("select kind from credit_history where user_id = %s order by line desc limit 3", user)
    assert [each["kind"] for each in kinds] == ["deduction", "reopened", "expired"]
    shop.settle("pi_" + plan["invoices"][0]["id"], 2900, refunded=290, invoice_id=plan["invoices"][0]["id"])
    assert db.balances(user) == (100, 0) == db.history(user)


def test_same_deduction_at_once_is_booked_once(db: Database) -> None:
    user = db.new_user(monthly=100)
    deduct = ("select deduct_credits(%s, 10, 'Test', 'key')", (user,))
    answer = {"charged": False, "subscription_credits": 90, "purchased_credits": 0}
    assert meanwhile(db, deduct, deduct) == answer
    assert db.balances(user) == (90, 0) == db.history(user)


def test_concurrent_refunds_of_a_deleted_account_are_both_owed(db: Database) -> None:
    shop, gone = Shop.opened(db), db.new_user()
    packs = [shop.pack(gone, 1000), shop.pack(gone, 1000)]
    db.value("select deduct_credits(%s, 2500, 'Test', 'all')", gone)
    db.run("delete from auth.users where id = %s", gone)
    refund = "select sync_payment(%s, 500, 500, 0, 0, %s)"
    first, second = ((refund, (pack, shop.ticket())) for pack in packs)
    meanwhile(db, first, second)
    owed = "select taken_back::int from private.mailbox_debts where account = %s and packs"
    assert db.value(owed, gone) == 2000
