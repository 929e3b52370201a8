"""What a stack does with migrations: new ones are applied to kept data, a broken one is shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest

from tests.running import ROOT, RunningStack, launch, output_of, running_stack

NEXT = "29990101000000_next.sql"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that shares what is installed."""
    copy = tmp_path / "project"
    leave_out = shutil.ignore_patterns("node_modules", "__pycache__", ".temp")
    for name in ("local", "service", "supabase"):
        shutil.copytree(ROOT / name, copy / name, ignore=leave_out)
    (copy / "local" / "node_modules").symlink_to(ROOT / "local" / "node_modules")
    return copy


def test_a_restart_applies_new_migrations_and_keeps_the_rest(project: Path) -> None:
    with running_stack(project / "data", "--site", "none", project=project) as first:
        run_sql(first, "update public.settings set value = '7' where name = 'max_running_generations'")
    (project / "supabase" / "migrations" / NEXT).write_text("create table public.fresh (id int);")
    with running_stack(project / "data", "--site", "none", project=project) as second:
        assert run_sql(second, "select to_regclass('public.fresh') is not null") == [(True,)]
        assert run_sql(second, "select value from public.settings where name = 'max_running_generations'") == [(7,)]


def test_a_broken_migration_stops_the_start_and_is_shown(project: Path) -> None:
    (project / "supabase" / "migrations" / NEXT).write_text("create table public.broken (id nonsense);")
    process = launch(project / "data", "--free-ports", "--site", "none", project=project)
    output = output_of(process)
    assert process.returncode == 1
    assert "migrations failed" in output
    assert NEXT in output
    assert 'type "nonsense" does not exist' in output


def run_sql(stack: RunningStack, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(stack.db_url) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []
