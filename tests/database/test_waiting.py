"""Sets of generations, and the waiting list of those above the limit of runs at once."""

import json
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from psycopg import DatabaseError
from psycopg.errors import CheckViolation

from .conftest import Database, Row
from .test_credits import refusal
from .test_races import at_once

NEXT = "select start_waiting_generation(%s)"


def new_ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


def next_of(db: Database, user: UUID) -> UUID | None:
    started: Row | None = db.value(NEXT, user)
    return UUID(started["id"]) if started else None


# ---------------------------------------------------------------- sets


def test_each_generation_of_a_set_is_debited_and_knows_its_set(db: Database) -> None:
    user, ids = db.new_user(), new_ids(4)
    answer = db.start_set(user, ids)
    rows = answer["generations"]
    assert answer["created"] is True
    assert [(UUID(row["id"]), UUID(row["set_id"]), row["set_position"], row["set_size"]) for row in rows] == [
        (each, ids[0], position, 4) for position, each in enumerate(ids)
    ]
    assert db.balances(user) == (460, 0) == db.history(user)


def test_a_repeated_set_returns_the_same_rows_without_a_second_debit(db: Database) -> None:
    user, ids = db.new_user(), new_ids(3)
    first, again = db.start_set(user, ids), db.start_set(user, ids)
    assert (again["created"], again["generations"]) == (False, first["generations"])
    assert db.balances(user) == (470, 0)


def test_a_set_that_the_credits_do_not_cover_is_refused_as_a_whole(db: Database) -> None:
    user = db.new_user(monthly=19, purchased=20)
    with pytest.raises(DatabaseError) as error:
        db.start_set(user, new_ids(4))
    assert refusal(error) == ("PT402", "insufficient_credits")
    assert json.loads(error.value.diag.message_detail or "") == {"required": 40, "available": 39}
    assert db.balances(user) == (19, 20)
    assert db.value("select count(*) from generated_media where user_id = %s", user) == 0


@pytest.mark.parametrize("taken", ["of another user", "of the same user", "of a deleted generation", "twice"])
def test_a_set_with_a_taken_id_starts_nothing(db: Database, taken: str) -> None:
    user, fresh = db.new_user(), uuid4()
    generation = db.started(db.new_user() if taken == "of another user" else user)
    if taken == "of a deleted generation":
        db.complete(generation)
        db.run("delete from generated_media where id = %s", generation)
    before = db.balances(user)
    for ids in ([fresh, generation], [generation, fresh]) if taken != "twice" else ([fresh, fresh],):
        with pytest.raises(DatabaseError) as error:
            db.start_set(user, ids)
        assert refusal(error) == ("PT409", "id_taken")
    assert db.balances(user) == before
    assert db.rows("select from generated_media where id = %s", fresh) == []


@pytest.mark.parametrize("count", [0, 5])
def test_a_set_has_1_to_4_generations(db: Database, count: int) -> None:
    with pytest.raises(DatabaseError) as error:
        db.start_set(db.new_user(), new_ids(count))
    assert refusal(error) == ("PT422", "invalid_input")


def test_two_users_with_the_same_ids_in_other_orders_make_one_set(db: Database) -> None:
    users, ids = [db.new_user(), db.new_user()], new_ids(4)
    call = "select start_generations(%s, %s, 'krea-flux', '{a,b,c,d}', '[{},{},{},{}]')"
    answers = at_once(db, [(call, (ids, users[0])), (call, (ids[::-1], users[1]))])
    assert answers.count("id_taken") == 1
    assert sorted(db.balances(user) for user in users) == [(460, 0), (500, 0)]


# ---------------------------------------------------------------- the waiting list


def test_what_is_above_the_limit_of_runs_is_paid_and_waits(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(3)
    user, first, second = db.new_user(), new_ids(2), new_ids(3)
    db.start_set(user, first)
    db.start_set(user, second)
    assert db.statuses([*first, *second]) == ["pending"] * 3 + ["waiting"] * 2
    assert db.balances(user) == (450, 0) == db.history(user)
    assert db.generation(second[2])["started_at"] is None


def test_nobody_overtakes_the_waiting_list(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(1)
    user, ids = db.new_user(), new_ids(3)
    db.start_set(user, ids[:2])
    db.fail(ids[0])
    db.start_set(user, ids[2:])  # there is room, but another one waits for it
    assert db.statuses(ids[1:]) == ["waiting", "waiting"]
    assert next_of(db, user) == ids[1]


def test_the_waiting_list_moves_in_the_order_of_time_and_set_as_far_as_the_limit_allows(
    db: Database, set_limit: Callable[[int], None]
) -> None:
    set_limit(0)
    user, first, second = db.new_user(), new_ids(3), new_ids(2)
    db.start_set(user, second)
    db.start_set(user, first)
    db.run("update generated_media set created_at = now() - interval '1 hour' where id = any(%s)", first)
    set_limit(4)
    assert [next_of(db, user) for _ in range(5)] == [*first, second[0], None]
    row = db.generation(first[0])
    assert (row["status"], row["started_at"] > row["created_at"]) == ("pending", True)


def test_at_most_twenty_wait_and_beyond_that_nothing_is_paid(db: Database) -> None:
    user = db.new_user()
    for _ in range(5):
        db.start_set(user, new_ids(4))
    db.start_set(user, new_ids(3))  # 5 run, and 18 wait
    with pytest.raises(DatabaseError) as error:
        db.start_set(user, new_ids(3))
    assert refusal(error) == ("PT429", "too_many_waiting")
    assert json.loads(error.value.diag.message_detail or "") == {"limit": 20}
    assert db.balances(user) == (270, 0)
    db.start_set(user, new_ids(2))


def test_a_cancelled_waiting_generation_is_refunded_once(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(0)
    user = db.new_user()
    generation = db.started(user)
    assert [db.fail(generation, "cancelled") for _ in range(2)] == [True, False]
    assert (db.balances(user), db.generation(generation)["started_at"]) == ((500, 0), None)
    set_limit(5)
    assert next_of(db, user) is None


def test_a_waiting_generation_cannot_be_completed_or_deleted(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(0)
    user = db.new_user()
    generation = db.started(user)
    assert db.complete(generation) is False
    with db.acting_as("authenticated", user) as browser:
        assert browser.execute("delete from generated_media where id = %s", [generation]).rowcount == 0


def test_a_plan_that_ends_does_not_stop_what_was_paid_while_it_ran(
    db: Database, set_limit: Callable[[int], None], new_model: Callable[[int], str]
) -> None:
    set_limit(0)
    user, model = db.new_user(), new_model(1)
    generation = db.started(user, model)
    db.run("update models set min_tier = 'pro' where id = %s", model)
    set_limit(5)
    assert next_of(db, user) == generation


def test_a_banned_user_s_generations_wait_for_the_end_of_the_ban(
    db: Database, set_limit: Callable[[int], None]
) -> None:
    set_limit(0)
    user = db.new_user()
    generation = db.started(user)
    set_limit(5)
    db.run("update auth.users set banned_until = 'infinity' where id = %s", user)
    assert next_of(db, user) is None
    db.run("update auth.users set banned_until = null where id = %s", user)
    assert next_of(db, user) == generation


def test_what_was_not_sent_returns_to_its_place(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(0)
    user, ids = db.new_user(), new_ids(2)
    db.start_set(user, ids)
    set_limit(1)
    assert next_of(db, user) == ids[0]
    assert db.value("select wait_again(%s)", ids[0]) is True
    assert db.generation(ids[0])["started_at"] is None
    assert next_of(db, user) == ids[0]


def test_a_report_of_a_waiting_generation_is_recorded(db: Database, set_limit: Callable[[int], None]) -> None:
    """Its run exists, although the queue call was taken for one that reached nobody."""
    set_limit(0)
    generation = db.started(db.new_user())
    assert db.value("select record_progress(%s, %s, 0.5, null)", generation, str(generation)) == "processing"
    assert db.generation(generation)["started_at"] is not None


def test_a_generation_whose_run_is_known_does_not_wait_again(db: Database) -> None:
    generation = db.started(db.new_user())
    db.value("select record_progress(%s, %s, 0, null)", generation, str(generation))
    assert db.value("select wait_again(%s)", generation) is False
    sent = db.started(db.new_user())
    db.run("update generated_media set run_id = %s where id = %s", str(sent), sent)
    assert db.value("select wait_again(%s)", sent) is False


def test_ten_ends_at_once_start_each_waiting_generation_once(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(0)
    user, ids = db.new_user(), new_ids(4)
    db.start_set(user, ids)
    set_limit(3)
    started = [answer["id"] for answer in at_once(db, [(NEXT, (user,))] * 10) if answer]
    assert sorted(started) == sorted(map(str, ids[:3]))


def test_reports_count_waiting_generations_as_neither_late_nor_running(
    db: Database, set_limit: Callable[[int], None]
) -> None:
    set_limit(0)
    before = db.rows("select * from unfinished_work()")[0]
    generation = db.started(db.new_user())
    after = db.rows("select * from unfinished_work()")[0]
    assert after["generations_running"] == before["generations_running"]
    assert after["generations_waiting"] == before["generations_waiting"] + 1
    with db.connection.transaction(force_rollback=True):
        db.run("alter table generated_media disable trigger user")
        db.run(
            "update generated_media set created_at = now() - interval '1 day', updated_at = now() - interval '1 day'"
            " where id = %s",
            generation,
        )
        assert db.value("select count(*) from reports.late_generations where id = %s", generation) == 0


def test_a_run_is_late_by_the_time_since_its_start_not_since_it_was_asked_for(db: Database) -> None:
    generation = db.started(db.new_user())
    late = "select count(*) from reports.late_generations where id = %s"
    with db.connection.transaction(force_rollback=True):
        db.run("update generated_media set created_at = now() - interval '1 day' where id = %s", generation)
        assert db.value(late, generation) == 0
        db.run("update generated_media set started_at = now() - interval '1 day' where id = %s", generation)
        assert db.value(late, generation) == 1


def test_only_a_waiting_generation_has_no_start(db: Database) -> None:
    generation = db.started(db.new_user())
    for wrong in ("started_at = null", "status = 'waiting'"):
        with pytest.raises(CheckViolation):
            db.run(f"update generated_media set {wrong} where id = %s", generation)
