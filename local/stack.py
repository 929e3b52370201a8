"""Start all processes of one stack in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from local import processes, seed_files
from local.config import StackConfig
from local.configure import configure
from local.console import step
from local.errors import RESET_HINT, ProcessFailed, StackError
from local.options import Options
from local.ports import Ports
from local.postgres import cluster, migrations, template
from local.postgres.cluster import Cluster
from local.settings import Settings
from local.supervision import Supervisor

NOT_MIGRATED = f"The new migrations do not apply to the data folder. Fix them, or {RESET_HINT}"
OLDER_MIGRATIONS = f"""\
The local database has older versions of these migrations, which were edited or removed since:
  {{names}}
They cannot be applied again. To delete the local accounts, files and payments, and
{RESET_HINT}
To keep them, restore these files as they were."""
NOT_SERVED = f"If the data folder is damaged or of another version, {RESET_HINT}"


@dataclass(frozen=True)
class Stack:
    """Options, settings, ports and processes of one stack."""

    options: Options
    settings: Settings
    ports: Ports
    supervisor: Supervisor


def needed_ports(stack: Stack) -> dict[str, int]:
    """Return the ports that the stack will use, by the name of their process."""
    ports = stack.ports
    supabase = {"the Supabase API": ports.supabase, "the database": ports.postgres, "the mail inbox": ports.inbox}
    inner = {"PostgREST": ports.postgrest, "PostgREST's health check": ports.postgrest_admin}
    return {
        **({} if stack.options.site == "none" else {"the site": ports.site}),
        "the service": ports.service,
        **({} if stack.settings.supabase() else supabase | inner),
        **({} if stack.settings.pixio_key() else {"the Pixio stand-in": ports.pixio}),
        **({} if stack.settings.stripe_key() else {"the Stripe stand-in": ports.stripe}),
    }


def start(stack: Stack) -> StackConfig:
    """Start all processes and wait until they are ready; a stand-in is left out if the settings name the real service.

    Raises StackError if a process fails, Stopped if the stack is stopped meanwhile.
    """
    config = configure(stack.options, stack.settings, stack.ports)
    config.save(config.data_dir / "config.json")
    new = bool(config.db_url) and _start_database(stack)
    env = processes.environment(config, stack.settings)
    started = processes.processes(config, stack.options, stack.ports, env)
    for process in started:
        stack.supervisor.start(process)
    for process in started:
        with step(process.name):
            stack.supervisor.wait_until_ready(process)
    if new:
        seed_files.upload(config)
    return config


def _start_database(stack: Stack) -> bool:
    """Start the database; return whether it is new."""
    database = Cluster(stack.options.data / "postgres", stack.ports.postgres, stack.options.disposable)
    with step("database"):
        if new := not database.exists:
            template.fill_from_template(database, stack.supervisor)
        with _explained(NOT_SERVED):
            cluster.start(database, stack.supervisor)
        if names := migrations.changed_migrations(database.url()):
            raise StackError(OLDER_MIGRATIONS.format(names="\n  ".join(names)))
        if migrations.has_new_migrations(database.url()):
            with _explained(NOT_MIGRATED):
                migrations.migrate(database, stack.supervisor, seed=False)
    return new


@contextmanager
def _explained(hint: str) -> Iterator[None]:
    """Add this hint to the error of a process that fails."""
    try:
        yield
    except ProcessFailed as error:
        raise StackError(f"{error}\n\n{hint}") from None
