"""Each command in the documents is run. Those in NOT_RUN, each with its reason, are run as far as they can be."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.programs import ROOT
from service import create_app
from tests.bench.subscribers import settings_of
from tests.conftest import User
from tests.docs.commands import NOT_RUN, commands
from tests.docs.documents import Code, blocks, inline
from tests.generated.mails import name_problems
from tests.running import RunningStack
from tests.service.processes import env_of, running_service

SERVICE = ("python -m service ", ".venv/bin/python -m local.flask ", "local.flask --data DIR ")
START, REPEAT = "python -m service", "python -m service reconcile --every 60"
RENAME = next(command for command in commands() if command.startswith("sed -i "))
BROWSER = ".venv/bin/python -m playwright install firefox"
GIT = ["git remote add starter <its address>", "git fetch starter", "git merge <its tag>", "git pull"]
# tests/docs/test_restore.py takes these from docs/operate.md and runs them.
RESTORE = ("pg_dump ", "psql ", "python copy_bucket.py ")


def of_the_service() -> list[str]:
    """The commands of the service that end by themselves."""
    return [command for command in commands() if command.startswith(SERVICE) and command != REPEAT]


def test_each_command_is_run_or_has_a_reason_why_not() -> None:
    here = {*of_the_service(), START, REPEAT, RENAME, BROWSER, *GIT, "make help", "openssl rand -hex 32"}
    there = {command for command in commands() if command.startswith(RESTORE)}
    assert here & NOT_RUN.keys() == set()
    assert here | there | NOT_RUN.keys() == set(commands())


@pytest.fixture(scope="module")
def settings(stack: RunningStack) -> dict[str, str]:
    """The settings of a service on the stack, with its stand-ins."""
    return {**settings_of(stack, str(stack.stripe_url)), "PIXIO_MEDIA_HOSTS": stack.pixio_url}


@pytest.mark.parametrize("command", of_the_service())
def test_a_command_of_the_service_runs(command: str, settings: dict[str, str], user: User) -> None:
    prefix = next(each for each in SERVICE if command.startswith(each))
    words = shlex.split(command.removeprefix(prefix).replace("<user id>", user.id))
    done = create_app(settings).test_cli_runner().invoke(args=words)
    # The doctor's exit code says whether it has found something.
    assert done.exit_code in ((0, 1) if words == ["doctor"] else (0,)), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_the_service_starts(settings: dict[str, str], tmp_path: Path) -> None:
    with running_service(tmp_path, settings) as service:  # runs `python -m service`
        assert service.answers(), service.log.read_text()


def test_the_reconciler_repeats_until_it_is_stopped(settings: dict[str, str]) -> None:
    command = [sys.executable, *shlex.split(REPEAT)[1:]]
    with subprocess.Popen(command, cwd=ROOT, env=env_of(settings), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert any("stripe reconciled" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def test_the_documents_start_the_service_by_its_own_command() -> None:
    """gunicorn reads WEB_CONCURRENCY, and flask `.env`, before our code: each prints a traceback for a wrong value."""
    assert [command for command in commands() if command.startswith(("gunicorn ", "flask "))] == []


@pytest.mark.parametrize("words", ["service --help", "service doctor --help", "local.flask --help", "web.build --help"])
def test_help_needs_no_settings_and_no_stack(words: str) -> None:
    line = [sys.executable, "-m", *words.split()]
    done = subprocess.run(line, cwd=ROOT, env={"FLASK_SKIP_DOTENV": "1"}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.lower().startswith(f"usage: python -m {words.removesuffix(' --help')}")


@pytest.mark.parametrize("command", [command for command in commands() if command.startswith("make ")])
def test_make_knows_the_target_and_what_it_starts(command: str) -> None:
    would_run = run([*shlex.split(command), "--dry-run"], ROOT)
    for module in re.findall(r"-m ([\w.]+)", would_run):
        assert importlib.util.find_spec(module), module
    for file in re.findall(r" (tests/\S+)", would_run):
        assert Path(ROOT, file.partition("::")[0]).exists(), file


def test_make_help_lists_the_targets() -> None:
    assert "make dev" in run(["make", "help"], ROOT)


def test_a_random_secret_is_long_enough() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}\n", run(shlex.split("openssl rand -hex 32"), ROOT))


def test_playwright_would_install_firefox() -> None:
    command = [sys.executable, *shlex.split(BROWSER)[1:], "--dry-run"]
    assert "firefox" in run(command, ROOT).lower()


def test_the_mails_take_another_name_and_colour(tmp_path: Path) -> None:
    if list(name_problems("Pixio Studio")):
        pytest.skip("this product has its own name already")
    shutil.copytree(ROOT / "supabase" / "templates", tmp_path / "supabase" / "templates")
    run(["sh", "-c", RENAME], tmp_path)
    assert list(name_problems("Fjord Studio", tmp_path / "supabase" / "templates")) == []
    for mail in tmp_path.rglob("*.html"):
        text = mail.read_text(encoding="utf-8")
        assert "background:#0b6e78" in text
        assert "Pixio Studio" not in text


def test_a_fork_takes_a_later_release(tmp_path: Path) -> None:
    starter, fork = tmp_path / "starter", tmp_path / "fork"

    def git(command: str, folder: Path) -> None:
        run(["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *shlex.split(command)[1:]], folder)

    starter.mkdir()
    git("git init --quiet", starter)
    git("git commit --quiet --allow-empty --message=1", starter)
    git(f"git clone --quiet {starter} {fork}", tmp_path)
    (starter / "release").touch()
    git("git add release", starter)
    git("git commit --quiet --message=2", starter)
    git("git tag v2", starter)
    for command in GIT:
        git(command.replace("<its address>", str(starter)).replace("<its tag>", "v2"), fork)
    assert (fork / "release").exists()


def run(command: list[str], folder: Path) -> str:
    """Run the command and return its output. Raises AssertionError if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("code", blocks("toml"), ids=str)
def test_settings_of_supabase_are_toml(code: Code) -> None:
    assert tomllib.loads(code.text)


def test_each_code_language_is_tested() -> None:
    known = {"sh", "sql", "toml", "python", "astro", "css", "mermaid", "json", "text", ""}
    assert {code.language for code in blocks()} <= known


def broken_links() -> Iterator[str]:
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
    assert list(broken_links()) == []


def test_each_path_exists() -> None:
    """Except what a build writes, and the test of the example route."""
    path = re.compile(r"(?:docs|local|service|supabase|tests|web)/[\w./@-]+")
    named = {code.text for code in inline() if path.fullmatch(code.text) and not code.text.startswith("web/dist/")}
    assert {name for name in named if not (ROOT / name).exists()} <= {
        "service/exports.py",
        "tests/service/test_exports.py",
    }


def test_the_readme_is_short_and_begins_with_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    first = next(code for code in blocks("sh") if code.path.name == "README.md")
    assert [line.split("  ")[0].strip() for line in first.text.splitlines()] == ["make dev", "make test"]
