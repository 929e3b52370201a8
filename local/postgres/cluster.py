"""One Postgres cluster: a data folder, how to make it, and the process that serves it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from local.postgres.account import postgres_account, reachable_package
from local.supervision import Process, Supervisor

# What every local Supabase has. As everybody knows it, none is asked for: the port is open on the loopback interface only.
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
    # A slot that nobody reads any more must not fill the disk.
    "max_slot_wal_keep_size": "512MB",
    # Changes reach listeners once their WAL is written: that must not take the 200 ms it takes by default.
    "wal_writer_delay": "10ms",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
}


# Much faster. What was committed survives the death of any process, but perhaps not a crash of the machine.
DISPOSABLE = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """A data folder and the port it is served on. A crash of the machine may ruin a disposable one."""

    folder: Path
    port: int
    disposable: bool = False

    @property
    def exists(self) -> bool:
        """Whether the folder holds a cluster."""
        return (self.folder / "PG_VERSION").exists()

    def url(self, user: str = SUPERUSER) -> str:
        """The address of its database, for this role."""
        return f"postgresql://{user}:{PASSWORD}@127.0.0.1:{self.port}/postgres"


def create(cluster: Cluster, supervisor: Supervisor) -> None:
    """Make an empty cluster in a folder that is empty or not there. Raises PartFailed."""
    account = postgres_account()
    cluster.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account.user is not None:
        os.chown(cluster.folder, account.user, account.group or 0)
    supervisor.run(_process("initdb", cluster.folder, INITDB))


def start(cluster: Cluster, supervisor: Supervisor) -> None:
    """Serve the cluster and wait until it answers. Raises PartFailed."""
    settings = SETTINGS | (DISPOSABLE if cluster.disposable else {})
    arguments = ["-p", str(cluster.port), *(word for name in settings for word in ("-c", f"{name}={settings[name]}"))]
    process = _process("postgres", cluster.folder, arguments, lambda: answers(cluster))
    supervisor.start(process)
    supervisor.wait_until_answering(process)


def answers(cluster: Cluster) -> bool:
    """Whether the database takes connections."""
    try:
        psycopg.connect(cluster.url(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _process(
    program: str, folder: Path, arguments: Sequence[str], answers: Callable[[], bool] = lambda: True
) -> Process:
    """A program of Postgres over this data folder.

    Another user may not enter the folders above it. Started within the folder, they reach it as the current one.
    """
    account = postgres_account()
    data, cwd = (str(folder), Path("/")) if account.user is None else ("/proc/self/cwd", folder)
    return Process(
        name=program,
        command=[str(reachable_package(account) / "bin" / program), "-D", data, *arguments],
        env=ENVIRONMENT,
        cwd=cwd,
        answers=answers,
        stop_signal=signal.SIGINT,
        user=account.user,
        group=account.group,
        ends_last=True,
    )
