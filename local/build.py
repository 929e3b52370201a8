"""Builds the site into `web/dist`, if anything it is made from has changed: `python -m local.build`.

Address and key of Supabase are those of PUBLIC_SUPABASE_URL and PUBLIC_SUPABASE_PUBLISHABLE_KEY in the environment, and
the address of the site is PUBLIC_SITE_URL. The build checks them. With `--placeholders` the pages contain placeholders,
which the server on this machine replaces.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local import programs
from local.console import say
from local.programs import DIST, PLACEHOLDER_SITE, PLACEHOLDER_URL
from local.site import PLACEHOLDER_KEY

WEB = programs.ROOT / "web"
STAMP = programs.ROOT / ".local" / "web-dist.made-from"
NO_TELEMETRY = {"ASTRO_TELEMETRY_DISABLED": "1"}
NOT_SOURCES = frozenset({"node_modules", "dist", ".astro", ".vercel"})
PLACEHOLDERS = {
    "PUBLIC_SUPABASE_URL": PLACEHOLDER_URL,
    "PUBLIC_SUPABASE_PUBLISHABLE_KEY": PLACEHOLDER_KEY,
    "PUBLIC_SITE_URL": PLACEHOLDER_SITE,
}
NO_ADDRESS = "PUBLIC_SITE_URL is not set: the site will have no canonical addresses, no sitemap and no social card."


def main(arguments: list[str]) -> int:
    """Build if need be; the exit code is the build's."""
    public = PLACEHOLDERS if "--placeholders" in arguments else given()
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == fingerprint(public):
        return 0
    say("Building the site:")
    if "PUBLIC_SITE_URL" not in public:
        say(NO_ADDRESS)
    STAMP.unlink(missing_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith("PUBLIC_")}
    command = [str(programs.node()), str(programs.astro()), "build"]
    code = subprocess.run(command, cwd=WEB, env={**env, **public, **NO_TELEMETRY}, check=False).returncode
    if code == 0:
        STAMP.parent.mkdir(parents=True, exist_ok=True)
        STAMP.write_text(fingerprint(public), encoding="ascii")
    return code


def given() -> dict[str, str]:
    """What the environment says of the site; an empty value says nothing."""
    return {name: value for name, value in os.environ.items() if name.startswith("PUBLIC_") and value}


def fingerprint(public: dict[str, str]) -> str:
    """A hash of every source of the site, of the settings it is built with, and of when it was built by whomever."""
    index = DIST / "index.html"
    built = index.stat().st_mtime_ns if index.exists() else None
    digest = hashlib.sha256(repr((sorted(public.items()), built)).encode())
    for path in sorted(sources(WEB)):
        digest.update(f"\0{path.relative_to(WEB)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sources(folder: Path) -> Iterator[Path]:
    """Every file that the site is made from."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in NOT_SOURCES:
            yield from sources(path)
        elif path.is_file():
            yield path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
