"""Build the site into `web/dist` if its sources have changed: `python -m web.build`.

PUBLIC_SUPABASE_URL, PUBLIC_SUPABASE_PUBLISHABLE_KEY and PUBLIC_SITE_URL come from the environment, and the build checks
them. With `--placeholders`, the pages have placeholders, which `local.site` replaces.
"""

import argparse
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
    """Build the site if needed; return the exit code."""
    parser = argparse.ArgumentParser("python -m web.build", description="Build the site, if its sources have changed.")
    parser.add_argument("--placeholders", action="store_true", help="for the local cloud, which fills in its addresses")
    public = PLACEHOLDERS if parser.parse_args(arguments).placeholders else given()
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
    """Return the PUBLIC_* variables that are not empty."""
    return {name: value for name, value in os.environ.items() if name.startswith("PUBLIC_") and value}


def fingerprint(public: dict[str, str]) -> str:
    """Return a hash of the sources, the settings, and the time of the last build."""
    index = DIST / "index.html"
    built = index.stat().st_mtime_ns if index.exists() else None
    digest = hashlib.sha256(repr((sorted(public.items()), built)).encode())
    for path in sorted(sources(WEB)):
        digest.update(f"\0{path.relative_to(WEB)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sources(folder: Path) -> Iterator[Path]:
    """Yield the source files of the site."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in NOT_SOURCES:
            yield from sources(path)
        elif path.is_file():
            yield path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
