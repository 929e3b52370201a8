"""The project's own migrations and seed, applied by the real Supabase CLI."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg

from local.postgres.cluster import Cluster
from local.programs import ROOT, supabase_cli
from local.supervision import Process, Supervisor

MIGRATIONS = ROOT / "supabase" / "migrations"
QUIET = {"DO_NOT_TRACK": "1", "SUPABASE_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"}
HISTORY = "select version from supabase_migrations.schema_migrations"


def migrate(cluster: Cluster, supervisor: Supervisor, *, seed: bool) -> None:
    """Apply what is new; with `seed` also `supabase/seed.sql`. Raises PartFailed with the CLI's words."""
    supervisor.run(push(cluster, seed=seed))


def push(cluster: Cluster, *, seed: bool) -> Process:
    """`supabase db push` to this cluster, as the role `postgres`, as to a hosted project."""
    target = f"--remote={cluster.url('postgres')}?sslmode=disable"
    flags = ["--include-all", "--yes", "--workdir", str(ROOT), *(["--include-seed"] if seed else [])]
    return Process(
        name="migrations",
        command=[str(supabase_cli()), "db", "push", target, *flags],
        env={**os.environ, **QUIET},
        cwd=ROOT,
    )


def has_new_migrations(url: str) -> bool:
    """Whether a migration's version is not yet in the database's history."""
    with psycopg.connect(url) as connection:
        try:
            applied = {row[0] for row in connection.execute(HISTORY)}
        except psycopg.errors.UndefinedTable:
            applied = set()
    return not {version_of(path) for path in MIGRATIONS.glob("*.sql")} <= applied


def version_of(migration: Path) -> str:
    """The number that a migration's file name starts with."""
    return migration.name.partition("_")[0]
