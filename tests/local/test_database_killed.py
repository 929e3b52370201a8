"""A killed database is restarted, with all commits that were acknowledged."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from local.ports import free_ports
from local.postgres import cluster, template
from local.postgres.cluster import Cluster
from local.supervision import Supervisor
from tests.local.processes import children
from tests.running import eventually

WRITERS = 3
BEFORE_THE_END = 300


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs")
    yield supervisor
    supervisor.stop_all()


@pytest.fixture
def database(tmp_path: Path, supervisor: Supervisor) -> Iterator[Cluster]:
    with free_ports() as ports:
        database = Cluster(tmp_path / "postgres", ports.postgres, disposable=True)
        template.fill_from_template(database, supervisor)
        cluster.start(database, supervisor)
        yield database


def write_until_it_ends(database: Cluster, writer: int, answered: list[tuple[int, int]]) -> None:
    """Commit rows until the database ends; record those that were acknowledged."""
    try:
        with psycopg.connect(database.url(), autocommit=True) as connection:
            for number in range(1_000_000):
                connection.execute("insert into public.written values (%s, %s)", [writer, number])
                answered.append((writer, number))
    except psycopg.OperationalError:
        return


def kept_alive(supervisor: Supervisor, database: Cluster) -> bool:
    """Let the supervisor restart processes; return whether the database is ready."""
    supervisor.restart_ended()
    return cluster.is_ready(database)


def test_no_acknowledged_commit_is_lost(
    database: Cluster, supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute("create table public.written (writer int, number int)")
    answered: list[tuple[int, int]] = []
    writers = [threading.Thread(target=write_until_it_ends, args=(database, n, answered)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    eventually(lambda: len(answered) > BEFORE_THE_END)
    (postgres,) = children(os.getpid(), f"-p {database.port} ")
    os.kill(postgres, signal.SIGKILL)
    for writer in writers:
        writer.join()
    eventually(lambda: kept_alive(supervisor, database), 30)
    with psycopg.connect(database.url()) as connection:
        kept = set(connection.execute("select writer, number from public.written").fetchall())
    assert [row for row in answered if row not in kept] == []
    assert "postgres ended (SIGKILL); restarted (1 of 5)" in capsys.readouterr().out
