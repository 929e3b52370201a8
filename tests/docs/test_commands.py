"""Each command in the documents exists, with its options."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import click
import pytest

from local.programs import ROOT
from service import create_app
from service.settings_check import EXAMPLE
from tests.docs.documents import Code, blocks, inline

FLASK = (
    ["python", "-m", "service"],
    [".venv/bin/python", "-m", "local.flask"],
    ["local.flask", "--data", "DIR"],
)
# These need an account or Docker, or only generate a random value.
ELSEWHERE = ("stripe listen", "docker compose ", "openssl rand -hex 32", "git ", "npx supabase ", ".venv/bin/npx")
COMMAND = re.compile(
    r"^(make|python|\.venv/bin/python|local\.flask|gunicorn|flask|pip|npx|docker|stripe|openssl|git) ."
)


def commands() -> list[str]:
    """All commands, without comments."""
    in_blocks = [line for code in blocks("sh") for line in code.text.splitlines()]
    found = [line.split("   #")[0].split("  #")[0].strip() for line in in_blocks]
    return sorted({*filter(None, found), *(code.text for code in inline() if COMMAND.match(code.text))})


@pytest.mark.parametrize("command", [command for command in commands() if not command.startswith(ELSEWHERE)])
def test_a_command_exists(command: str) -> None:
    for part in command.split(" && "):
        words = shlex.split(part)
        while "=" in words[0] and not words[0].startswith("-"):
            words = words[1:]  # a variable before the command
        flask = next((prefix for prefix in FLASK if words[: len(prefix)] == prefix), None)
        if flask:
            check_flask(words[len(flask) :])
        elif words[0] == "make":
            check_make(words[1:])
        elif words[0] in ("pg_dump", "psql"):
            check_options(words)
        else:
            check_python(words)


def test_documents_start_the_service_by_its_own_command() -> None:
    """gunicorn and flask alone print a traceback for a wrong WEB_CONCURRENCY and a damaged `.env`: they read them first."""
    assert [command for command in commands() if command.startswith(("gunicorn ", "flask "))] == []


def check_flask(words: list[str]) -> None:
    """Parse the words with the service's own commands, without running them."""
    command: click.Command = create_app(EXAMPLE).cli
    if not words:
        return  # it starts the service
    words = [word for word in words if not word.startswith("<") and not word.endswith(">") and word != "…"]
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words[0])
        assert found, f"no such command: {words[0]}"
        command, words = found, words[1:]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("words", ["service --help", "service doctor --help", "local.flask --help", "web.build --help"])
def test_help_needs_no_settings_and_no_stack(words: str) -> None:
    line = [sys.executable, "-m", *words.split()]
    done = subprocess.run(line, cwd=ROOT, env={"FLASK_SKIP_DOTENV": "1"}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.lower().startswith(f"usage: python -m {words.removesuffix(' --help')}")


def check_make(words: list[str]) -> None:
    """Check that each target is in the Makefile; the tests of the programs check ARGS."""
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {word for word in words if "=" not in word} <= set(targets)


def check_options(words: list[str]) -> None:
    """Check the options of Postgres' clients, if they are installed."""
    program = shutil.which(words[0])
    if program is None:
        pytest.skip(f"{words[0]} is not installed")
    usage = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    assert [word for word in words if word.startswith("--") and word.split("=")[0] not in usage] == []


def check_python(words: list[str]) -> None:
    """Check that the packages contain the program and its help lists the options."""
    if words[0] in ("mkdir", "cd"):
        return
    program = ROOT / ".venv" / "bin" / words[0] if "/" not in words[0] else ROOT / words[0]
    assert program.exists(), f"no such program: {words[0]}"
    if words[0] == "pip":
        assert (
            "--require-hashes"
            in subprocess.run(
                [sys.executable, "-m", "pip", "install", "--help"], capture_output=True, text=True, check=True
            ).stdout
        )


@pytest.mark.parametrize("code", blocks("toml"), ids=str)
def test_settings_of_supabase_are_toml(code: Code) -> None:
    assert tomllib.loads(code.text)


def test_each_code_language_is_tested() -> None:
    known = {"sh", "sql", "toml", "python", "astro", "css", "mermaid", "json", "text", ""}
    assert {code.language for code in blocks()} <= known


def undocumented_links() -> Iterator[str]:
    """Links to missing files or headings."""
    for path in {code.path for code in inline()}:
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
            file, _, anchor = target.partition("#")
            if file.startswith("http"):
                continue
            linked = path.parent / file if file else path
            if not linked.exists() or (anchor and anchor not in anchors(linked.read_text(encoding="utf-8"))):
                yield f"{path.name}: {target}"


def anchors(text: str) -> set[str]:
    """The anchors that GitHub generates for the headings."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_each_link_works() -> None:
    assert list(undocumented_links()) == []


def test_the_readme_is_short_and_begins_with_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    first = next(code for code in blocks("sh") if code.path.name == "README.md")
    assert [line.split("  ")[0].strip() for line in first.text.splitlines()] == ["make dev", "make test"]
