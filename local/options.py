"""The command line of `python -m local`."""

import argparse
from pathlib import Path

from local.pixio.run_duration import RUN_SECONDS
from local.programs import ROOT

DATA = ROOT / ".local" / "data"


class Options(argparse.Namespace):
    """The options of a stack."""

    data: Path
    free_ports: bool
    site_port: int | None
    ready_file: Path | None
    reset: bool
    disposable: bool
    site: str
    pixio_seconds: float
    reconcile_seconds: float
    env_file: Path


def parse(arguments: list[str] | None = None) -> Options:
    """Parse the command line; on an error, argparse prints it and exits."""
    parser = argparse.ArgumentParser(
        prog="python -m local",
        description="The whole app and its cloud on this machine: database, sign-in, storage, mail, Pixio, Stripe, site.",
    )
    _add_data_and_ports(parser)
    _add_processes(parser)
    return parser.parse_args(arguments, Options())


def _add_data_and_ports(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=_path, default=DATA, metavar="DIR", help="the folder for all data (%(default)s)")
    add("--reset", action="store_true", help="empty the data folder first")
    add("--disposable", action="store_true", help="do not wait for the disk: data may be lost if the machine crashes")
    add("--free-ports", action="store_true", help="use free ports instead of the well-known ones")
    add("--site-port", type=int, metavar="PORT", help="the port of the site, if not 3000 or a free one")
    add("--ready-file", type=_path, metavar="FILE", help="write addresses and keys to FILE when everything is ready")


def _add_processes(parser: argparse.ArgumentParser) -> None:
    add, sites = parser.add_argument, ("dev", "dist", "none")
    run, reconcile = "duration of a run of the stand-in (%(default)s)", "interval of the reconciler (%(default)s)"
    add("--site", choices=sites, default="dev", help="Astro's server, the built site, or none (%(default)s)")
    add("--pixio-seconds", type=_seconds, default=RUN_SECONDS, metavar="S", help=run)
    add("--reconcile-seconds", type=_seconds, default=15.0, metavar="S", help=reconcile)
    add("--env-file", type=_path, default=ROOT / ".env", metavar="FILE", help="the settings to use (%(default)s)")


def _path(text: str) -> Path:
    return Path(text).absolute()


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError("must be more than 0 and less than a day")
    return value


if __name__ == "__main__":
    parse()
