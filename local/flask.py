"""The service's own commands with the settings of the stack on this machine: `python -m local.flask doctor`.

For `flask --app service …` everything has to stand in the environment or in `.env`; what is a stand-in stands in neither.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from local.config import StackConfig
from local.console import complain
from local.errors import StackError
from local.options import DATA
from local.parts import environment
from local.programs import ROOT
from local.settings import Settings


def main() -> int:
    """Run that command. Its exit code, or 1 if no stack has been started here yet or a setting is incomplete."""
    arguments = _parser().parse_args()
    try:
        env = _environment(arguments.data.absolute(), arguments.env_file.absolute())
    except StackError as error:
        complain(str(error))
        return 1
    complain(f"The stack in {arguments.data.absolute()}:")
    command = [sys.executable, "-m", "flask", "--app", "service", *(arguments.command or ["--help"])]
    try:
        return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    except KeyboardInterrupt:
        return 130


def _environment(data: Path, env_file: Path) -> dict[str, str]:
    config_file = data / "config.json"
    if not config_file.exists():
        raise StackError(f"No stack has been started in {data} yet: start it with `make dev`.")
    return environment(StackConfig.load(config_file), Settings.read(env_file))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.flask", description="flask --app service, for this stack.")
    add = parser.add_argument
    add("--data", type=Path, default=DATA, metavar="DIR", help="the stack's folder")
    add("--env-file", type=Path, default=ROOT / ".env", metavar="FILE", help="the settings it uses")
    add(
        "command",
        nargs=argparse.REMAINDER,
        metavar="COMMAND",
        help="doctor, stripe sync, …; without one, all are listed",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
