"""Locks the packages of `pyproject.toml`, with hashes: `python -m local.requirements`.

`requirements.txt` is what the service needs to run, `requirements-dev.txt` is everything.
"""

from __future__ import annotations

import subprocess
import sys

from local.console import say
from local.programs import ROOT

UV = "uv==0.13.9"
COMPILE = ("uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--no-header", "--quiet")
LOCKS = {"requirements.txt": (), "requirements-dev.txt": ("--all-extras",)}


def main() -> None:
    """Write both files anew. Raises CalledProcessError if one cannot be resolved."""
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", UV], check=True)
    for name, extras in LOCKS.items():
        command = [sys.executable, "-m", *COMPILE, *extras, "--output-file", name]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        say(f"Written: {name}")


if __name__ == "__main__":
    main()
