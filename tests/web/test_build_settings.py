"""The build settings: invalid ones stop the build, and no built file contains a secret."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from local import programs
from web.build import NO_TELEMETRY

SECRET = re.compile(rb"sb_secret_|service_role|\b[sr]k_(live|test)_|\bwhsec_|-----BEGIN [A-Z ]*PRIVATE KEY")


def test_a_build_with_invalid_settings_lists_them_all_and_stops(tmp_path: Path) -> None:
    """The error has no Node stack trace and no value, because the value may be a secret."""
    settings = {
        "PUBLIC_SUPABASE_URL": "https://mine.supabase.co/rest/v1",
        "PUBLIC_SUPABASE_PUBLISHABLE_KEY": "sb_secret_abc",
        "PUBLIC_LANGUAGE": "tlh",
        "PUBLIC_SITE_URL": "not an address",
    }
    command = [str(programs.node()), str(programs.astro()), "build", "--outDir", str(tmp_path / "dist")]
    env = {**os.environ, **NO_TELEMETRY, **settings}
    built = subprocess.run(command, cwd=programs.ROOT / "web", env=env, check=False, capture_output=True, text=True)
    assert built.returncode != 0
    assert built.stderr.splitlines() == [
        "The site cannot be built:",
        "  PUBLIC_SUPABASE_URL must be an http or https URL without a path, such as https://studio.example.com",
        "  PUBLIC_SITE_URL must be an http or https URL without a path, such as https://studio.example.com",
        "  PUBLIC_LANGUAGE must be the name of a folder in web/src/texts, such as en or de",
        "  PUBLIC_SUPABASE_PUBLISHABLE_KEY is a secret: everybody could read it in the pages",
    ]
    assert not (tmp_path / "dist").exists()


def test_no_file_of_the_built_site_contains_a_secret() -> None:
    files = [path for path in programs.DIST.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert [path for path in files if SECRET.search(path.read_bytes())] == []
