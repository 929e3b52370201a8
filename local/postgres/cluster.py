"""A Postgres cluster: its data folder, and the processes that create and serve it."""

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from local.postgres.system_user import postgres_user, runnable_package
from local.supervision import Process, Supervisor

# The password of every local Supabase. It is not checked, as the port is open on the loopback interface only.
PASSWORD = "postgres"
SUPERUSER = "supabase_admin"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
INITDB = (
    *("--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"),
    *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
    *("--no-sync", "--no-instructions"),
)
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "wal_level": "logical",
    "max_replication_slots": "10",
    "max_wal_senders": "10",
    # An abandoned slot must not fill the disk.
    "max_slot_wal_keep_size": "512MB",
    # Realtime gets changes when their WAL is written, by default after up to 200 ms.
    "wal_writer_delay": "10ms",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
}
# Faster. Commits survive the death of any process, but perhaps not a crash of the machine.
DISPOSABLE = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """A data folder and its port. A crash of the machine may damage a disposable one."""

    folder: Path
    port: int
    disposable: bool = False

    @property
    def exists(self) -> bool:
        """Return whether the folder has a cluster."""
        return (self.folder / "PG_VERSION").exists()

    def url(self, user: str = SUPERUSER) -> str:
        """Return the URL of its database for this role."""
        return f"postgresql://{user}:{PASSWORD}@127.0.0.1:{self.port}/postgres"


def create(cluster: Cluster, supervisor: Supervisor) -> None:
    """Create a cluster in a folder that is empty or does not exist. Raises ProcessFailed."""
    system_user = postgres_user()
    cluster.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if system_user.user is not None:
        os.chown(cluster.folder, system_user.user, system_user.group or 0)
    supervisor.run(_process("initdb", cluster.folder, INITDB))


def start(cluster: Cluster, supervisor: Supervisor) -> None:
    """Serve the cluster and wait until it is ready. Raises ProcessFailed."""
    settings = SETTINGS | (DISPOSABLE if cluster.disposable else {})
    arguments = ["-p", str(cluster.port), *(word for name in settings for word in ("-c", f"{name}={settings[name]}"))]
    process = _process("postgres", cluster.folder, arguments, lambda: is_ready(cluster))
    supervisor.start(process)
    supervisor.wait_until_ready(process)


def is_ready(cluster: Cluster) -> bool:
    """Return whether the database accepts connections."""
    try:
        psycopg.connect(cluster.url(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _process(
    program: str, folder: Path, arguments: Sequence[str], is_ready: Callable[[], bool] = lambda: True
) -> Process:
    """Return a program of Postgres for this data folder.

    Another user may not enter the folders above it, but can use it as the current folder.
    """
    system_user = postgres_user()
    data, cwd = (str(folder), Path("/")) if system_user.user is None else ("/proc/self/cwd", folder)
    return Process(
        name=program,
        command=[str(runnable_package(system_user) / "bin" / program), "-D", data, *arguments],
        env=ENVIRONMENT,
        cwd=cwd,
        is_ready=is_ready,
        stop_signal=signal.SIGINT,
        user=system_user.user,
        group=system_user.group,
        ends_last=True,
    )
