"""The command `python -m local`: start a stack, watch it, end it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from local import data_folder
from local.config import StackConfig
from local.console import WIDTH, complain, say
from local.errors import StackError, Stopped
from local.options import Options, parse
from local.ports import Ports, check_free, free_ports
from local.programs import check_platform
from local.settings import Settings
from local.stack import Stack, needed_ports, start
from local.supervision import Supervisor

LOOPBACK = ("localhost", "127.0.0.1")
NO_WEBHOOKS = """\
  Pixio cannot reach this machine, so results are polled, and input pictures must be in a Supabase on the internet.
  To get results at once, open a tunnel to the site and set SITE_URL to its address.
"""
DEMO = "demo@example.com / demo-password"


def main() -> int:
    """Start a stack and run it until it is stopped. Return the exit code, 1 if something failed."""
    options = parse()
    try:
        with data_folder.only_stack_on(options.data), ports(options) as chosen:
            settings = Settings.read(options.env_file)
            if not settings.supabase():
                check_platform()
            run(Stack(options, settings, chosen, Supervisor(options.data / "logs")))
    except (Stopped, KeyboardInterrupt):
        say("\nStopped while starting.")
    except (StackError, OSError) as error:
        complain(f"\n{error}")
        return 1
    return 0


@contextmanager
def ports(options: Options) -> Iterator[Ports]:
    """Reserve the ports to use while the context lasts."""
    with free_ports() if options.free_ports else nullcontext(Ports()) as chosen:
        yield replace(chosen, site=options.site_port or chosen.site)


def run(stack: Stack) -> None:
    """Start everything, watch it, and end it in any case. Raises StackError, Stopped."""
    check_free(needed_ports(stack))
    if stack.options.reset:
        data_folder.empty(stack.options.data)
    ready_file = stack.options.ready_file
    _remove(ready_file)
    stack.supervisor.stop_on_signals()
    try:
        _run(stack)
    finally:
        stack.supervisor.stop_all()
        _remove(ready_file)


def _run(stack: Stack) -> None:
    say("Starting:")
    config = start(stack)
    if stack.options.ready_file:
        config.save_ready(stack.options.ready_file)
    say(f"\n{summary(config)}\n")
    if not config.pixio_url and urlsplit(config.site_url).hostname in LOOPBACK:
        say(NO_WEBHOOKS)
    say("Ctrl-C ends everything.")
    stack.supervisor.watch()
    say("\nEnding …")


def _remove(ready_file: Path | None) -> None:
    """Remove the ready file, since the stack is not ready."""
    if ready_file:
        ready_file.unlink(missing_ok=True)


def summary(config: StackConfig) -> str:
    """Return the addresses and the demo user as a table."""
    rows = {
        "Site": config.site_url,
        "Supabase": config.supabase_url,
        "Mail inbox": config.inbox_url,
        "Database": config.db_url,
        "Service": config.service_url,
        "Pixio": config.pixio_url or "the real one",
        "Stripe": config.stripe_url or "the real one",
        "Sign in as": DEMO if config.db_url else "",
        "Data": str(config.data_dir),
    }
    return "\n".join(f"  {name:<{WIDTH}}{value}" for name, value in rows.items() if value)
