"""Run the service's commands with the settings of the local stack: `python -m local.flask doctor`.

`python -m service …` reads the environment and `.env`, which do not have the addresses and keys of the stand-ins.
"""

import argparse
import os
import sys
from pathlib import Path

from local.config import StackConfig
from local.console import complain
from local.errors import StackError
from local.options import DATA
from local.processes import environment
from local.programs import ROOT
from local.settings import Settings
from service.__main__ import run_command


def set_environment(data: Path, env_file: Path) -> None:
    """Set the environment of the stack in this folder. Raises StackError if there is none or a setting is incomplete."""
    config_file = data.absolute() / "config.json"
    if not config_file.exists():
        raise StackError(f"No stack has been started in {data.absolute()} yet: start it with `make dev`.")
    os.environ.update(environment(StackConfig.load(config_file), Settings.read(env_file)))
    complain(f"The stack in {data.absolute()}:")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--env-file", type=Path, default=ROOT / ".env")
    options, command = parser.parse_known_args()
    command = command or ["--help"]
    try:
        if "--help" not in command:
            set_environment(options.data, options.env_file)
    except StackError as error:
        sys.exit(str(error))
    run_command(command, "python -m local.flask")
