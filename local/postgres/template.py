"""Prepared clusters that are copied: scripts, migrations and seed run only after they changed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from local.data_folder import try_to_lock
from local.errors import RESET_HINT, StackError
from local.postgres import cluster, migrations
from local.postgres.cluster import Cluster
from local.programs import ROOT, postgres_version
from local.supervision import Supervisor

TEMPLATES = ROOT / ".local" / "templates"
KEPT = 3
LOCKED = """\
Another stack has been preparing the database for {seconds:.0f} s. If it hangs, end the process that has {lock} open."""
LOCK_POLL_SECONDS = 0.05
LONGEST_LOCK_SECONDS = 300.0
SUPABASE = ROOT / "supabase"
# They make an empty cluster like the database of a Supabase project before its first migration. The order matters.
SCRIPTS = (
    ROOT / "local" / "postgres" / "roles.sql",
    ROOT / "local" / "auth" / "schema.sql",
    ROOT / "local" / "storage" / "schema.sql",
)
SOURCES = (*SCRIPTS, SUPABASE / "seed.sql", SUPABASE / "config.toml", Path(cluster.__file__))


def fill_from_template(target: Cluster, supervisor: Supervisor) -> None:
    """Create `target` with migrations and seed applied. Raises ProcessFailed if one of them does not apply."""
    with _locked(fcntl.LOCK_EX, supervisor):
        template = TEMPLATES / fingerprint()
        if not template.exists():
            _build(template, target.port, supervisor)
            _remove_all_but_the_newest()
        os.utime(template)
    with _locked(fcntl.LOCK_SH, supervisor):
        _copy(template, target.folder)


def fingerprint() -> str:
    """Return a hash of everything that a new cluster depends on."""
    digest = hashlib.sha256(f"{postgres_version()} {os.geteuid()}".encode())
    for source in (*SOURCES, *sorted(migrations.MIGRATIONS.glob("*.sql"))):
        digest.update(f"\0{source.name}\0".encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:32]


def _build(template: Path, port: int, supervisor: Supervisor) -> None:
    unfinished = template.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    made = Cluster(unfinished, port)
    cluster.create(made, supervisor)
    cluster.start(made, supervisor)
    with psycopg.connect(made.url()) as connection:
        for script in SCRIPTS:
            connection.execute(script.read_bytes())
    migrations.migrate(made, supervisor, seed=True)
    supervisor.stop("postgres")
    unfinished.rename(template)


def _remove_all_but_the_newest() -> None:
    templates = sorted((path for path in TEMPLATES.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in templates[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _copy(template: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = ["cp", "-a", "--reflink=auto", str(template), str(unfinished)]
    copied = subprocess.run(command, check=False, capture_output=True, text=True)
    if copied.returncode != 0:
        raise StackError(f"The database could not be copied to {folder}: {copied.stderr.strip()}")
    try:
        unfinished.rename(folder)
    except OSError as error:
        raise StackError(
            f"{folder} has files, but no database ({error.strerror}). To delete them, {RESET_HINT}"
        ) from error


@contextmanager
def _locked(kind: int, supervisor: Supervisor) -> Iterator[None]:
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + LONGEST_LOCK_SECONDS
    with (TEMPLATES / "lock").open("a") as lock:
        while not try_to_lock(lock, kind):
            supervisor.check_stopping()
            if time.monotonic() > deadline:
                raise StackError(LOCKED.format(seconds=LONGEST_LOCK_SECONDS, lock=lock.name))
            time.sleep(LOCK_POLL_SECONDS)
        yield
