"""The SQL functions for generations."""

import json
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from psycopg import DatabaseError
from psycopg.errors import CheckViolation
from psycopg.types.json import Jsonb

from tests.running import ROOT

from .conftest import Database
from .test_credits import refusal

ROWS_READ = (
    b"select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables where relname = 'generated_media'"
)
HEAP_ONLY_UPDATES = "select n_tup_hot_upd from pg_stat_xact_user_tables where relname = 'generated_media'"


def test_a_start_debits_the_price_and_makes_a_pending_row(db: Database) -> None:
    user = db.new_user()
    answer = db.start(user, model="qwen-edit")
    assert answer["created"] is True
    generation = answer["generation"]
    assert (generation["status"], generation["credits_used"], generation["media_type"]) == ("pending", 15, "image")
    assert db.balances(user) == (485, 0) == db.history(user)


def test_repeated_start_returns_the_same_row_without_a_second_debit(db: Database) -> None:
    user, generation = db.new_user(), uuid4()
    first, second = db.start(user, generation), db.start(user, generation)
    assert (first["created"], second["created"]) == (True, False)
    assert first["generation"] == second["generation"]
    assert db.balances(user) == (490, 0)


def test_a_prompt_that_shows_nothing_is_refused_and_not_debited(db: Database) -> None:
    """An empty one is a matter of the model. The page is tested with the same table."""
    table = json.loads((ROOT / "tests/schemas/visible.json").read_text(encoding="utf-8"))
    user, call = db.new_user(), "select start_generations(%s, %s, 'krea-flux', %s, '[{}, {}]')"
    for prompt in filter(None, table["invisible"]):
        with pytest.raises(DatabaseError, match="invalid_input") as error:
            db.value(call, [uuid4(), uuid4()], user, ["a fox", prompt])
        assert error.value.diag.message_detail == '{"field": "inputs.text"}'
    assert db.balances(user) == (500, 0)
    for prompt in ["", *table["visible"]]:
        ids = [uuid4(), uuid4()]
        db.value(call, ids, user, ["a fox", prompt])
        for each in ids:
            db.value("select fail_generation(%s, 'cancelled')", each)


def test_the_id_of_another_user_is_refused(db: Database) -> None:
    generation = db.started(db.new_user())
    other = db.new_user()
    with pytest.raises(DatabaseError) as error:
        db.start(other, generation)
    assert refusal(error) == ("PT409", "id_taken")
    assert db.balances(other) == (500, 0)


def test_the_id_of_a_deleted_generation_is_not_run_again(db: Database) -> None:
    user = db.new_user()
    generation = db.started(user)
    db.complete(generation)
    db.run("delete from generated_media where id = %s", generation)
    with pytest.raises(DatabaseError) as error:
        db.start(user, generation)
    assert refusal(error) == ("PT409", "id_taken")
    assert db.balances(user) == (490, 0)


def test_a_model_that_is_unknown_or_retired_is_refused(db: Database, new_model: Callable[[int], str]) -> None:
    user, retired = db.new_user(), new_model(1)
    db.run("update models set active = false where id = %s", retired)
    for model in ("unknown", retired):
        with pytest.raises(DatabaseError) as error:
            db.start(user, model=model)
        assert refusal(error) == ("PT422", "unknown_model")


def test_repeated_start_of_a_retired_model_returns_the_same_row(db: Database, new_model: Callable[[int], str]) -> None:
    user, generation, model = db.new_user(), uuid4(), new_model(10)
    db.start(user, generation, model)
    db.run("update models set active = false where id = %s", model)
    assert db.start(user, generation, model)["created"] is False


def test_the_price_is_the_one_in_the_table_at_the_start(db: Database, new_model: Callable[[int], str]) -> None:
    user, model = db.new_user(), new_model(7)
    db.start(user, model=model)
    db.run("update models set credit_cost = 70 where id = %s", model)
    db.start(user, model=model)
    assert db.balances(user) == (423, 0)


def progress(db: Database, generation: object, run: str | None, share: float | None, text: str | None = None) -> str:
    status: str = db.value("select record_progress(%s, %s, %s::real, %s)", generation, run, share, text)
    return status


def test_progress_only_moves_forward(db: Database) -> None:
    generation = db.started(db.new_user())
    for share, text in ((0.2, "Loading"), (0.6, "Sampling"), (0.4, "Late news"), (7.0, None), (-1.0, "No")):
        assert progress(db, generation, "run-" + str(generation), share, text) == "processing"
    row = db.generation(generation)
    assert (row["progress"], row["live_status"], row["status"]) == (1.0, "Sampling", "processing")


def test_progress_reports_write_to_no_index(db: Database) -> None:
    generation = db.started(db.new_user())
    run = f"run-{generation}"
    progress(db, generation, run, 0)
    heap_only = 0
    for step in range(1, 11):
        with db.connection.transaction():
            before = db.value(HEAP_ONLY_UPDATES)
            progress(db, generation, run, step / 11, f"Step {step}")
            heap_only += db.value(HEAP_ONLY_UPDATES) - before
    # A version that finds no room on its page goes to another page, and then the indexes must point there.
    assert heap_only >= 6


def test_a_report_before_the_start_returns_stores_the_run_id(db: Database) -> None:
    generation = db.started(db.new_user())
    run = f"run-{generation}"
    progress(db, generation, run, 0.1)
    assert db.value("select record_progress(%s, %s, 0, null)", generation, run) == "processing"
    assert db.generation(generation)["run_id"] == run


def test_another_run_cannot_report_for_it(db: Database) -> None:
    generation = db.started(db.new_user())
    db.value("select record_progress(%s, %s, 0, null)", generation, f"run-{generation}")
    with pytest.raises(DatabaseError) as error:
        progress(db, generation, "another", 0.5)
    assert refusal(error) == ("PT409", "run_mismatch")


def test_run_of_an_unknown_generation_is_not_found(db: Database) -> None:
    with pytest.raises(DatabaseError) as error:
        progress(db, uuid4(), "r", 0.5)
    assert refusal(error) == ("PT404", "not_found")


def test_a_cancel_during_a_start_is_kept(db: Database) -> None:
    generation = db.started(db.new_user())
    db.fail(generation, "cancelled")
    assert db.value("select record_progress(%s, 'r', 0, null)", generation) == "failed"


def test_a_finished_row_never_changes_again(db: Database) -> None:
    user = db.new_user()
    done, failed = db.started(user), db.started(user)
    assert (db.complete(done), db.fail(failed)) == (True, True)
    before = [db.generation(done), db.generation(failed)]
    for generation in (done, failed):
        assert (db.complete(generation), db.fail(generation)) == (False, False)
        progress(db, generation, None, 0.5, "Zombie")
    assert [db.generation(done), db.generation(failed)] == before
    assert db.balances(user) == (490, 0) == db.history(user)


def test_even_an_operator_cannot_restart_a_finished_generation(db: Database) -> None:
    generation = db.started(db.new_user())
    db.fail(generation)
    with pytest.raises(DatabaseError, match="keeps its status"):
        db.run(
            "update generated_media set status = 'processing', failure_reason = null, finished_at = null where id = %s",
            generation,
        )


def test_a_failure_is_refunded_once(db: Database) -> None:
    user = db.new_user()
    generation = db.started(user)
    assert [db.fail(generation), db.fail(generation), db.fail(generation, "cancelled")] == [True, False, False]
    assert db.balances(user) == (500, 0) == db.history(user)
    assert db.generation(generation)["failure_reason"] == "failed"


def test_ending_an_unknown_generation_does_nothing(db: Database) -> None:
    assert (db.complete(uuid4()), db.fail(uuid4())) == (False, False)


PAID_PLAN = """
    with plan as (insert into products (id, name, metadata) values (%(id)s, 'Plan', %(metadata)s) returning id),
         price as (insert into prices (id, product_id) select %(id)s, id from plan returning id)
    insert into subscriptions (id, user_id, status, price_id) select %(id)s, %(user)s, %(status)s, id from price"""


@pytest.fixture
def tiered(db: Database, new_model: Callable[[int], str]) -> str:
    """A model for Pro and up."""
    model = new_model(1)
    db.run("update models set min_tier = 'pro' where id = %s", model)
    return model


@pytest.mark.parametrize(
    ("tier", "status", "starts"),
    [("pro", "active", True), ("business", "trialing", True), ("pro", "past_due", True), ("pro", "unpaid", False)],
)
def test_a_model_for_a_tier_starts_for_it_and_above(
    db: Database, tiered: str, tier: str, status: str, starts: bool
) -> None:
    user, mark = db.new_user(), f"x_{uuid4().hex}"
    metadata = Jsonb({"tier": tier, "credits": "1000"})
    with db.connection.transaction(force_rollback=True):
        db.connection.execute(PAID_PLAN, {"id": mark, "metadata": metadata, "user": user, "status": status})
        if starts:
            assert db.start(user, model=tiered)["created"] is True
        else:
            with pytest.raises(DatabaseError, match="tier_required"):
                db.start(user, model=tiered)


def test_a_model_for_a_tier_is_refused_without_it_and_nothing_is_paid(db: Database, tiered: str) -> None:
    user = db.new_user()
    with pytest.raises(DatabaseError) as error:
        db.start(user, model=tiered)
    assert refusal(error) == ("PT403", "tier_required")
    assert json.loads(error.value.diag.message_detail or "") == {"tier": "Pro"}
    assert db.balances(user) == (500, 0)


def test_a_prompt_is_searched_without_case_accents_and_curly_quotes(db: Database) -> None:
    user = db.new_user()
    for prompt, folded in (
        ("Straßenbahn im CAFÉ", "straßenbahn im cafe"),
        ("Ångström “neon” ‘n’ «x»", 'angstrom "neon" \'n\' "x"'),
        ("日本 é", "日本 e"),
    ):
        started = db.value(
            "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array[%s], '[{}]')", uuid4(), user, prompt
        )
        assert started["generations"][0]["search_text"] == folded


def test_everybody_reads_how_many_generations_run_and_wait(db: Database) -> None:
    with db.acting_as("postgres") as connection:
        connection.execute("update settings set value = '7' where name = 'max_running_generations'")
        connection.execute("delete from settings where name = 'max_waiting_generations'")
        connection.execute("set local role anon")
        limits = connection.execute("select running, waiting from generation_limits()").fetchone()
    assert limits == {"running": 7, "waiting": 20}


def test_current_generations_are_unfinished_or_of_one_set(db: Database) -> None:
    user, other = db.new_user(), db.new_user()
    sets = [uuid4() for _ in range(4)]
    insert = (
        "insert into generated_media (user_id, prompt, media_type, media_url, storage_path, credits_used, model_id,"
        " set_id, status, finished_at, created_at) select %s, %s, 'image', 'https://example.com/a.png', 'path', 0, 'krea-flux', %s, %s,"
        " case %s when 'completed' then now() end, now() - make_interval(mins => %s)"
    )
    for owner, prompt, set_id, status, age in (
        (user, "oldest", sets[0], "completed", 9),
        (user, "still running", sets[1], "processing", 8),
        (user, "newest", sets[2], "completed", 1),
        (user, "newest too", sets[2], "completed", 1),
        (other, "of another user", sets[3], "completed", 0),
    ):
        db.run(insert, owner, prompt, set_id, status, status, age)

    def current(*set_id: UUID) -> set[str]:
        call = f"select prompt from current_generations({'%s' if set_id else ''})"
        with db.acting_as("authenticated", user) as browser:
            return {row["prompt"] for row in browser.execute(call.encode(), set_id).fetchall()}

    assert current() == {"still running", "newest", "newest too"}
    assert current(sets[0]) == {"still running", "oldest"}
    assert current(sets[3]) == {"still running"}


def test_current_generations_are_found_without_reading_all(db: Database) -> None:
    user = db.new_user()
    db.run(
        "insert into generated_media (user_id, prompt, media_type, media_url, storage_path, credits_used, model_id, status, finished_at,"
        " created_at) select %s, 'A fox', 'image', 'https://example.com/a.png', 'path', 0, 'krea-flux', 'completed', now(),"
        " now() - make_interval(mins => n) from generate_series(1, 5000) n",
        user,
    )
    db.run("analyze generated_media")
    with db.acting_as("authenticated", user) as browser:
        # Earlier transactions of this connection may still be counted.
        (before,), _, (after,) = [
            browser.execute(statement).fetchall()
            for statement in (ROWS_READ, b"select from current_generations()", ROWS_READ)
        ]
    assert 0 < after["rows"] - before["rows"] < 10


def test_recent_prompts_are_the_callers_own_last_different_ones(db: Database) -> None:
    user, other = db.new_user(), db.new_user()
    insert = (
        "insert into generated_media (user_id, prompt, media_type, credits_used, model_id, created_at)"
        " select %s, %s, 'image', 0, %s, now() - make_interval(mins => %s)"
    )
    for prompt, model, age in (
        ("a", "krea-flux", 3),
        ("b", "krea-flux", 2),
        ("a", "qwen-edit", 1),
        ("", "krea-flux", 0),
    ):
        db.run(insert, user, prompt, model, age)
    db.run(insert, other, "secret", "krea-flux", 0)
    with db.acting_as("authenticated", user) as browser:
        found = browser.execute("select prompt, model_id from recent_prompts()").fetchall()
    assert [(row["prompt"], row["model_id"]) for row in found] == [("a", "qwen-edit"), ("b", "krea-flux")]


def test_recent_prompts_are_fifty(db: Database) -> None:
    user = db.new_user()
    db.run(
        "insert into generated_media (user_id, prompt, media_type, credits_used, model_id)"
        " select %s, 'p' || n, 'image', 0, 'krea-flux' from generate_series(1, 60) n",
        user,
    )
    with db.acting_as("authenticated", user) as browser:
        assert len(browser.execute("select from recent_prompts()").fetchall()) == 50


def test_an_unfinished_generation_is_deleted_only_with_its_user(db: Database, set_limit: Callable[[int], None]) -> None:
    user = db.new_user()
    running = db.started(user)
    set_limit(1)
    waiting = db.started(user)
    for each in (running, waiting):
        with pytest.raises(CheckViolation, match=r"end it before you delete it: select fail_generation\('"):
            db.run("delete from generated_media where id = %s", each)
        with db.acting_as("service_role") as service, pytest.raises(CheckViolation):
            service.execute("delete from generated_media where id = %s", [each])
        db.fail(each)
        assert db.run("delete from generated_media where id = %s", each) == 1
    assert db.balances(user) == (500, 0)
    last = db.started(user)
    db.run("delete from auth.users where id = %s", user)
    assert db.rows("select from generated_media where id = %s", last) == []


def storing(db: Database, user: UUID) -> tuple[UUID, list[str]]:
    """A generation whose result is being stored, and the paths of its files."""
    generation = db.started(user)
    paths = [f"{user}/images/{generation}.png", f"{user}/thumbnails/{generation}.webp"]
    db.value("select start_storing(%s, %s)", generation, paths[0])
    return generation, paths


def to_remove(db: Database, user: UUID) -> list[str]:
    rows = db.rows("select path from private.files_to_remove where path like %s order by path", f"{user}/%")
    return [row["path"] for row in rows]


def test_the_files_of_a_generation_that_fails_while_it_is_stored_are_to_be_removed(db: Database) -> None:
    user = db.new_user()
    db.fail(db.started(user))
    assert to_remove(db, user) == []
    generation, paths = storing(db, user)
    db.fail(generation)
    assert to_remove(db, user) == paths


def test_the_files_of_a_deleted_generation_are_to_be_removed(db: Database) -> None:
    user = db.new_user()
    generation, paths = storing(db, user)
    db.value("select complete_generation(%s, 'http://x/y.png', %s)", generation, paths[0])
    assert to_remove(db, user) == []
    db.run("delete from generated_media where id = %s", generation)
    assert to_remove(db, user) == paths


def test_the_files_of_a_generation_that_is_deleted_with_its_user_are_to_be_removed(db: Database) -> None:
    user = db.new_user()
    _, paths = storing(db, user)
    db.run("delete from auth.users where id = %s", user)
    assert to_remove(db, user) == paths
