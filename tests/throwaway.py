"""A temporary database with all migrations applied."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.ports import free_ports
from local.postgres import cluster, template
from local.postgres.cluster import Cluster
from local.supervision import Supervisor


@contextmanager
def throwaway_database() -> Iterator[Cluster]:
    """Yield a Postgres that is deleted afterwards. Raises StackError if a migration does not apply."""
    with free_ports() as ports, tempfile.TemporaryDirectory(prefix="database-") as folder:
        supervisor = Supervisor(Path(folder) / "logs")
        database = Cluster(Path(folder) / "postgres", ports.postgres, disposable=True)
        try:
            template.fill_from_template(database, supervisor)
            cluster.start(database, supervisor)
            yield database
        finally:
            supervisor.stop_all()
