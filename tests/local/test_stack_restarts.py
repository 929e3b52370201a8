"""One data folder in three runs of a stack: new, with a new migration, and emptied; each ends in another way.

Between the second and the third, two starts fail: with a broken migration, and with changed migrations.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx
import psycopg
import pytest

from local.supervision import MOST_RESTARTS
from tests.local.processes import alive, all_running, descendants, environment, running
from tests.running import ROOT, STOP_SECONDS, RunningStack, eventually, launch, output_of, ready_file, start

QUICK = ("--site", "none")
EVERYTHING = {
    *("site_url", "service_url", "supabase_url", "db_url", "inbox_url", "pixio_url", "stripe_url"),
    *("publishable_key", "secret_key", "anon_key", "service_role_key"),
    *("stripe_secret_key", "stripe_webhook_secret"),
    *("pixio_webhook_secret", "pixio_api_key", "data_dir", "pid"),
}
NOWHERE = "http://127.0.0.1:9"
REAL_KEYS = f"""
COMFY_DEPLOY_API_KEY=real
SITE_URL=https://tunnel.example
STRIPE_SECRET_KEY=sk_test_mine
STRIPE_API_URL={NOWHERE}
"""
NEXT, BROKEN = "29990101000000_next.sql", "29990102000000_broken.sql"
EDITED = "20261122000600_storage.sql"


@dataclass(frozen=True)
class StackRun:
    """The observations of one run of a stack."""

    stack: RunningStack
    ready: dict[str, object]
    ready_file_mode: int
    answers: bool
    tables: set[str]
    service: dict[str, str]
    left_behind: set[int]
    output: str = ""
    exit_code: int = 0
    database_log: str = ""


@pytest.fixture(scope="module")
def private_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that no other user may enter."""
    folder = tmp_path_factory.mktemp("closed to others")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def project(private_folder: Path) -> Path:
    """Return a copy of the project that shares installed packages, templates and the site's pictures."""
    copy = private_folder / "project"
    for name in ("local", "service", "supabase"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("node_modules", ".temp"))
    shutil.copy(ROOT / "gunicorn.conf.py", copy)
    for shared in ("local/node_modules", ".local/templates", "web/public"):
        (ROOT / shared).mkdir(parents=True, exist_ok=True)
        (copy / shared).parent.mkdir(exist_ok=True)
        (copy / shared).symlink_to(ROOT / shared)
    return copy


@pytest.fixture(scope="module")
def migrations(project: Path) -> Path:
    return project / "supabase" / "migrations"


@pytest.fixture(scope="module")
def data(private_folder: Path) -> Path:
    """Return a data folder with another file in it."""
    folder = private_folder / "data"
    folder.mkdir()
    (folder / "thesis.txt").write_text("three years of work")
    return folder


@pytest.fixture(scope="module")
def first_run(data: Path, project: Path) -> StackRun:
    """Run a new stack and end it by SIGTERM."""
    return run_stack(data, project, lambda stack: os.kill(stack.pid, signal.SIGTERM))


@pytest.fixture(scope="module")
def second_run(data: Path, project: Path, migrations: Path, first_run: StackRun) -> StackRun:
    """Run the stack with a new migration and end it by SIGKILL."""
    (migrations / NEXT).write_text("create table public.fresh (id int);")
    return run_stack(data, project, lambda stack: os.kill(stack.pid, signal.SIGKILL))


@pytest.fixture(scope="module")
def refusal_of_broken_migration(data: Path, project: Path, migrations: Path, second_run: StackRun) -> str:
    """Return the output of a start with a broken migration."""
    (migrations / BROKEN).write_text("create table public.broken (id nonsense);")
    output = failed_start(data, project)
    (migrations / BROKEN).unlink()
    return output


@pytest.fixture(scope="module")
def refusal_of_changed_migrations(data: Path, project: Path, migrations: Path, refusal_of_broken_migration: str) -> str:
    """Return the output of a start after one migration was edited, one lost a comment, one was removed and one was added."""
    edited, commented = migrations / EDITED, migrations / "20261122000800_payments.sql"
    edited.write_text(edited.read_text() + "\ncreate table public.added_later (id int);\n")
    commented.write_text(re.sub("(?m)^-- .*\n", "", commented.read_text()))
    (migrations / NEXT).unlink()
    (migrations / BROKEN).write_text("create table public.broken (id nonsense);")
    output = failed_start(data, project)
    (migrations / BROKEN).unlink()
    return output


@pytest.fixture(scope="module")
def third_run(data: Path, project: Path, private_folder: Path, refusal_of_changed_migrations: str) -> StackRun:
    """Run the stack with --reset and real keys of Pixio and Stripe, until its gateway has been killed too often."""
    (private_folder / "env").write_text(REAL_KEYS)

    def end(stack: RunningStack) -> None:
        for _ in range(1 + MOST_RESTARTS):
            eventually(lambda: all_running(stack.pid, "local.gateway"))
            gateway = running(stack.pid, "local.gateway")
            os.kill(gateway, signal.SIGKILL)
            eventually(partial(has_ended, gateway))

    return run_stack(data, project, end, "--reset", "--env-file", str(private_folder / "env"))


def failed_start(data: Path, project: Path) -> str:
    """Return the output of a start that fails."""
    process = launch(data, "--free-ports", *QUICK, project=project)
    output = output_of(process)
    assert process.returncode == 1
    return output


def has_ended(pid: int) -> bool:
    return not alive({pid})


def run_stack(data: Path, project: Path, end: Callable[[RunningStack], None], *arguments: str) -> StackRun:
    process, stack = start(data, *QUICK, *arguments, project=project)
    observed = StackRun(
        stack=stack,
        ready=json.loads(ready_file(data).read_text(encoding="utf-8")),
        ready_file_mode=stat.S_IMODE(ready_file(data).stat().st_mode),
        answers=httpx.get(f"{stack.service_url}/readyz").is_success,
        tables=tables(stack),
        service=environment(running(stack.pid, "gunicorn")),
        left_behind=descendants(stack.pid),
    )
    mark_data(stack)
    end(stack)
    output = output_of(process)
    if process.returncode == -signal.SIGKILL:
        eventually(lambda: not alive(observed.left_behind), STOP_SECONDS)
    return replace(
        observed,
        left_behind=alive(observed.left_behind),
        output=output,
        exit_code=process.returncode,
        database_log=(data / "logs" / "postgres.log").read_text(encoding="utf-8"),
    )


def mark_data(stack: RunningStack) -> None:
    with psycopg.connect(stack.db_url) as connection:
        connection.execute("create table if not exists public.kept (word text)")


def tables(stack: RunningStack) -> set[str]:
    """Return the tables of the schema public."""
    with psycopg.connect(stack.db_url) as connection:
        rows = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    return {str(name) for (name,) in rows}


def test_stacks_run_side_by_side(stack: RunningStack, first_run: StackRun) -> None:
    assert first_run.answers
    assert httpx.get(f"{stack.service_url}/readyz").is_success
    assert "kept" not in tables(stack)


def test_the_ready_file_names_every_address_and_key(first_run: StackRun) -> None:
    assert first_run.ready.keys() == EVERYTHING
    assert [name for name in EVERYTHING if not first_run.ready[name]] == []
    assert first_run.ready_file_mode == 0o600


def test_sigterm_leaves_no_process(first_run: StackRun) -> None:
    assert first_run.exit_code == 0
    assert first_run.left_behind == set()


def test_the_database_ends_last(first_run: StackRun) -> None:
    assert "database system is shut down" in first_run.database_log
    assert "terminating connection" not in first_run.database_log


def test_even_sigkill_leaves_no_process(second_run: StackRun) -> None:
    assert second_run.left_behind == set()


def test_a_restart_keeps_data_and_keys(first_run: StackRun, second_run: StackRun) -> None:
    assert "kept" in second_run.tables
    assert second_run.stack.secret_key == first_run.stack.secret_key


def test_a_restart_applies_new_migrations(first_run: StackRun, second_run: StackRun) -> None:
    assert "fresh" not in first_run.tables
    assert "fresh" in second_run.tables


def test_a_broken_migration_stops_the_start_with_an_explanation(refusal_of_broken_migration: str) -> None:
    assert "migrations failed" in refusal_of_broken_migration
    assert BROKEN in refusal_of_broken_migration
    assert 'type "nonsense" does not exist' in refusal_of_broken_migration
    assert "ARGS=--reset" in refusal_of_broken_migration


def test_changed_migrations_stop_the_start_with_an_explanation(refusal_of_changed_migrations: str) -> None:
    explanation = refusal_of_changed_migrations.partition("The local database has older versions")[2]
    named = [word for word in explanation.split() if word.endswith(".sql")]
    assert named == [EDITED, NEXT]
    assert "make dev ARGS=--reset" in explanation
    assert "migrations failed" not in refusal_of_changed_migrations
    assert "added_later" not in refusal_of_changed_migrations


def test_reset_empties_the_stack_and_removes_nothing_else(data: Path, third_run: StackRun) -> None:
    assert third_run.answers
    assert not {"kept", "fresh"} & third_run.tables
    assert "added_later" in third_run.tables
    assert (data / "thesis.txt").read_text() == "three years of work"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand Postgres over to another user")
def test_postgres_runs_in_a_folder_of_root(data: Path, first_run: StackRun) -> None:
    assert first_run.answers
    assert (data / "postgres").stat().st_uid not in (0, data.stat().st_uid)


def test_real_keys_of_pixio_and_stripe_replace_the_stand_ins(third_run: StackRun) -> None:
    service = third_run.service
    assert service["COMFY_DEPLOY_API_KEY"] == "real"
    assert service.keys() & {"PIXIO_DEPLOY_API_KEY", "PIXIO_API_URL", "STRIPE_WEBHOOK_SECRET"} == set()
    assert service["SITE_URL"] == "https://tunnel.example"
    assert (service["STRIPE_SECRET_KEY"], service["STRIPE_API_URL"]) == ("sk_test_mine", NOWHERE)
    assert (third_run.ready["pixio_url"], third_run.ready["stripe_url"]) == (None, None)
    assert not (third_run.stack.data_dir / "stripe").exists()


def test_a_process_that_dies_is_restarted_and_logged(third_run: StackRun) -> None:
    lines = [line for line in third_run.output.splitlines() if "restarted (" in line]
    assert lines == [f"gateway ended (SIGKILL); restarted ({number} of 5)" for number in range(1, 6)]


def test_a_process_that_dies_too_often_ends_the_stack_and_shows_its_log(third_run: StackRun) -> None:
    assert third_run.exit_code == 1
    assert "gateway has ended (SIGKILL). It was restarted 5 times in the last 60 s." in third_run.output
    assert "gateway.log" in third_run.output
    assert third_run.left_behind == set()
