"""The commands of the Supabase CLI in the documents: each has the documented target."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from local.programs import ROOT, supabase_cli
from tests.docs.documents import blocks

DOCUMENTS = (
    "README.md",
    ".env.example",
    "service/doctor/supabase.py",
    "local/programs.py",
    "docs/*.md",
    "web/src/**/*.ts*",
)
COMMAND = re.compile(r"npx supabase ((?:[a-z]+)(?: (?:[a-z]+|--?[a-z-]+(?: <[^>]+>)?))*)")
LOCAL = ("start", "stop", "status")
PROJECT = "abcdefghijklmnopqrst"
# Prevents connections to other machines.
NOWHERE = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
TARGET_SECONDS = 30.0


def documented() -> set[str]:
    """Return the commands in the documents."""
    texts = [path.read_text(encoding="utf-8") for document in DOCUMENTS for path in ROOT.glob(document)]
    return {command for text in texts for command in COMMAND.findall(text)}


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """Return a folder with the project's settings, linked to a project that does not exist."""
    shutil.copytree(ROOT / "supabase", tmp_path / "supabase", ignore=shutil.ignore_patterns(".temp", ".branches"))
    (tmp_path / "supabase" / ".temp").mkdir()
    (tmp_path / "supabase" / ".temp" / "project-ref").write_text(PROJECT, encoding="utf-8")
    return tmp_path


def test_the_documents_name_the_commands_of_a_hosted_project() -> None:
    named = {command for command in documented() if not command.startswith(LOCAL)}
    assert {"db push --remote", "config push", "link --project-ref <your project>"} <= named


@pytest.mark.parametrize("command", sorted(documented()))
def test_a_documented_command_has_the_documented_target(linked: Path, command: str) -> None:
    words = re.sub(r"<[^>]+>", PROJECT, command).split()
    if words[0] in LOCAL:
        assert "Local only." in said_by([*words, "--help"], linked, "USAGE")
    else:
        assert f"Target: project {PROJECT}\n" in said_by(words, linked, "Target:")


def test_the_cli_knows_the_documented_settings(linked: Path) -> None:
    config = linked / "supabase" / "config.toml"
    settings = [code.text for code in blocks("toml") if re.match(r"\[(auth|remotes)\.", code.text)]
    assert len(settings) == 2
    config.write_text("\n".join([config.read_text(encoding="utf-8"), *settings]).replace("<your project>", PROJECT))
    output = said_by(["config", "push"], linked, "failed to")
    assert "Loading config override: [remotes.production]" in output
    assert "failed to list addons: TransportError" in output  # the first request: it comes after all checks
    assert "WARN" not in output


def said_by(words: list[str], folder: Path, last: str) -> str:
    """Return the output of the CLI up to a line that begins with `last`, and kill it there, before it does anything."""
    env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "SUPABASE_ACCESS_TOKEN": f"sbp_{'0' * 40}", **NOWHERE}
    env |= {"SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"}
    command = [str(supabase_cli()), *words, "--workdir", str(folder)]
    lines: list[str] = []
    deadline = time.monotonic() + TARGET_SECONDS
    with subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            lines.append(line)
            if line.startswith(last) or time.monotonic() > deadline:
                break
        process.kill()
    return "".join(lines)
