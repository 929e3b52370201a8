"""A database without the rest of a stack. Unlike that of tests/throwaway.py, its commits wait for the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.ports import free_ports
from local.postgres import cluster
from local.postgres.template import fill_from_template
from local.supervision import Supervisor


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The superuser's URL of a new Postgres with all migrations."""
    supervisor = Supervisor(folder / "logs")
    with free_ports() as ports:
        made = cluster.Cluster(folder / "postgres", ports.postgres)
        try:
            fill_from_template(made, supervisor)
            cluster.start(made, supervisor)
            yield made.url()
        finally:
            supervisor.stop_all()
