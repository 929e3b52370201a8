"""Sites that tests build with their own settings or pages, cached between runs."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import programs
from local.http_check import is_up
from local.ports import free_ports
from tests.running import RunningStack, eventually
from web.build import NO_TELEMETRY, PLACEHOLDERS, WEB, sources

FOLDER = programs.ROOT / ".local" / "sites-of-tests"
MOST = 8
SOURCE_URL = "https://code.example/studio"


def german_site() -> Path:
    """Return the folder of the German site, which several modules test."""
    return built_site(PUBLIC_LANGUAGE="de", PUBLIC_SOURCE_URL=SOURCE_URL)


def built_site(web: Path = WEB, **settings: str) -> Path:
    """Return the folder of the site built from these sources and settings.

    A build takes five seconds and is repeated only if a source or setting changed. A worker waits while another one
    builds, because it may be the same site.
    """
    public = {**PLACEHOLDERS, **settings}
    kept = FOLDER / _hash_of(web, public)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with FOLDER.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            os.utime(kept)
        else:
            _build(web, public, kept)
    return kept


def _build(web: Path, public: dict[str, str], kept: Path) -> None:
    dist = Path(tempfile.mkdtemp(dir=FOLDER)) / "dist"
    env = {name: value for name, value in os.environ.items() if not name.startswith("PUBLIC_")}
    command = [str(programs.node()), str(programs.astro()), "build", "--outDir", str(dist)]
    env |= {**public, **NO_TELEMETRY}
    done = subprocess.run(command, cwd=web, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    dist.rename(kept)
    dist.parent.rmdir()
    _remove_the_oldest()


@contextmanager
def serving_site(stack: RunningStack, dist: Path) -> Iterator[str]:
    """Serve a built site in front of the stack, at this URL."""
    with free_ports() as ports:
        url = f"http://localhost:{ports.site}"
        config = str(stack.data_dir / "config.json")
        command = [sys.executable, "-m", "local.site", config, str(ports.site), str(dist)]
        process = subprocess.Popen(command, cwd=programs.ROOT)
        try:
            eventually(lambda: is_up(f"{url}/login"), 30)
            yield url
        finally:
            process.terminate()
            process.wait()


def _hash_of(web: Path, public: dict[str, str]) -> str:
    digest = hashlib.sha256(repr(sorted(public.items())).encode())
    for path in sorted(sources(web)):
        digest.update(f"\0{path.relative_to(web)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _remove_the_oldest() -> None:
    for old in sorted(FOLDER.iterdir(), key=lambda path: path.stat().st_mtime)[:-MOST]:
        shutil.rmtree(old, ignore_errors=True)
