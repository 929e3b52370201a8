"""Migrations and seed of the project, applied by the real Supabase CLI."""

import os
import re

import psycopg

from local.postgres.cluster import Cluster
from local.programs import ROOT, supabase_cli
from local.supervision import Process, Supervisor

MIGRATIONS = ROOT / "supabase" / "migrations"
QUIET = {"DO_NOT_TRACK": "1", "SUPABASE_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"}
HISTORY = (
    "select version, name, array_to_string(statements, '') from supabase_migrations.schema_migrations order by version"
)
NOT_COMPARED = re.compile(r"--[^\n]*|[;\s]+")


def migrate(cluster: Cluster, supervisor: Supervisor, *, seed: bool) -> None:
    """Apply new migrations, and with `seed` also `supabase/seed.sql`. Raises ProcessFailed with the CLI's output."""
    supervisor.run(push(cluster.url("postgres"), seed=seed))


def push(url: str, *, seed: bool) -> Process:
    """Return `supabase db push` to this database, as the role `postgres`, as for a hosted project."""
    target = f"--remote={url}?sslmode=disable"
    flags = ["--include-all", "--yes", "--workdir", str(ROOT), *(["--include-seed"] if seed else [])]
    return Process(
        name="migrations",
        command=[str(supabase_cli()), "db", "push", target, *flags],
        env={**os.environ, **QUIET},
        cwd=ROOT,
    )


def has_new_migrations(url: str) -> bool:
    """Return whether the database's history lacks a migration."""
    return not {path.name.partition("_")[0] for path in MIGRATIONS.glob("*.sql")} <= _applied(url).keys()


def changed_migrations(url: str) -> list[str]:
    """Return the applied migrations whose file was edited or removed, ignoring comments and white space."""
    files = {path.name: path.read_text(encoding="utf-8") for path in MIGRATIONS.glob("*.sql")}
    return [name for name, text in _applied(url).values() if _compared(files.get(name, "")) != _compared(text)]


def _applied(url: str) -> dict[str, tuple[str, str]]:
    """Return file name and text of all applied migrations by version. The history has the text as statements."""
    with psycopg.connect(url) as connection:
        try:
            rows = connection.execute(HISTORY).fetchall()
        except psycopg.errors.UndefinedTable:
            rows = []
    return {version: (f"{version}_{name}.sql", text) for version, name, text in rows}


def _compared(text: str) -> str:
    return NOT_COMPARED.sub("", text)
