"""One stack: what it promises to whoever starts, stops and restarts it."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import psycopg
import pytest

from local import ports
from local.errors import StackError
from tests.local.processes import alive, descendants, running
from tests.running import STOP_SECONDS, RunningStack, eventually, launch, output_of, ready_file, start

QUICK = ("--site", "none")
EVERYTHING = {
    *("site_url", "service_url", "supabase_url", "db_url", "inbox_url", "pixio_url", "stripe_url"),
    *("publishable_key", "secret_key", "anon_key", "service_role_key"),
    *("stripe_secret_key", "stripe_webhook_secret"),
    *("pixio_webhook_secret", "pixio_api_key", "data_dir", "pid"),
}


@dataclass(frozen=True)
class Life:
    """What was seen of one run of a stack."""

    stack: RunningStack
    ready: dict[str, object]
    ready_file_mode: int
    answers: bool
    remembers: bool
    left_behind: set[int]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the user's own, below a folder that nobody else may enter, with something else in it."""
    closed = tmp_path_factory.mktemp("closed to others")
    closed.chmod(0o700)
    folder = closed / "data"
    folder.mkdir()
    (folder / "thesis.txt").write_text("three years of work")
    return folder


@pytest.fixture(scope="module")
def first_life(data: Path) -> Life:
    """A fresh stack, ended by SIGTERM."""
    return live(data, signal.SIGTERM)


@pytest.fixture(scope="module")
def second_life(data: Path, first_life: Life) -> Life:
    """The same again, ended by SIGKILL."""
    return live(data, signal.SIGKILL)


@pytest.fixture(scope="module")
def third_life(data: Path, second_life: Life) -> Life:
    """The same again, with --reset."""
    return live(data, signal.SIGTERM, "--reset")


def live(data: Path, end: signal.Signals, *arguments: str) -> Life:
    process, stack = start(data, *QUICK, *arguments)
    seen = Life(
        stack=stack,
        ready=json.loads(ready_file(data).read_text(encoding="utf-8")),
        ready_file_mode=stat.S_IMODE(ready_file(data).stat().st_mode),
        answers=httpx.get(f"{stack.service_url}/readyz").is_success,
        remembers=remembers(stack),
        left_behind=descendants(stack.pid),
    )
    remember(stack)
    process.send_signal(end)
    output_of(process)
    if end is signal.SIGKILL:
        eventually(lambda: not alive(seen.left_behind), STOP_SECONDS)
    return replace(seen, left_behind=alive(seen.left_behind))


def remember(stack: RunningStack) -> None:
    with psycopg.connect(stack.db_url) as connection:
        connection.execute("create table if not exists public.kept (word text)")


def remembers(stack: RunningStack) -> bool:
    with psycopg.connect(stack.db_url) as connection:
        row = connection.execute("select to_regclass('public.kept') is not null").fetchone()
    return bool(row and row[0])


def test_stacks_run_side_by_side(stack: RunningStack, first_life: Life) -> None:
    assert first_life.answers
    assert httpx.get(f"{stack.service_url}/readyz").is_success
    assert not remembers(stack)


def test_the_ready_file_names_every_address_and_key(first_life: Life) -> None:
    assert first_life.ready.keys() == EVERYTHING
    assert [name for name in EVERYTHING if not first_life.ready[name]] == []
    assert first_life.ready_file_mode == 0o600


def test_the_ready_file_goes_with_the_stack(data: Path, third_life: Life) -> None:
    assert not ready_file(data).exists()


def test_sigterm_leaves_no_process(first_life: Life) -> None:
    assert first_life.left_behind == set()


def test_even_sigkill_leaves_no_process(second_life: Life) -> None:
    assert second_life.left_behind == set()


def test_a_restart_keeps_data_and_keys(first_life: Life, second_life: Life) -> None:
    assert second_life.remembers
    assert second_life.stack.secret_key == first_life.stack.secret_key


def test_reset_empties_the_stack_and_removes_nothing_else(data: Path, third_life: Life) -> None:
    assert third_life.answers
    assert not third_life.remembers
    assert (data / "thesis.txt").read_text() == "three years of work"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand Postgres over to another user")
def test_postgres_runs_where_only_root_may_enter(data: Path, first_life: Life) -> None:
    assert first_life.answers
    assert (data / "postgres").stat().st_uid not in (0, data.stat().st_uid)


def test_ctrl_c_while_starting_leaves_no_process(tmp_path: Path) -> None:
    process = launch(tmp_path / "data", "--free-ports", *QUICK)
    eventually(lambda: descendants(process.pid))
    started = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    output = output_of(process)
    assert process.returncode == 0
    assert "Stopped while starting" in output
    assert alive(started) == set()


def test_a_second_stack_on_the_same_data_is_refused(stack: RunningStack) -> None:
    process = launch(stack.data_dir, "--free-ports", *QUICK)
    output = output_of(process)
    assert process.returncode == 1
    assert f"Another stack (process {stack.pid}) already uses {stack.data_dir}" in output


def test_a_taken_port_is_named_with_the_part_that_needs_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        with pytest.raises(StackError, match=rf"^Port {port} is taken, and the site needs it\.\n.*--free-ports"):
            ports.check_free({"the site": port})
    ports.check_free({"the site": port})


def test_free_ports_are_never_given_out_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    only_one_block = range(32000, 32010, 10)
    monkeypatch.setattr(ports, "BLOCKS", only_one_block)
    with ports.free_ports(), pytest.raises(StackError, match="ports in a row are free"), ports.free_ports():
        pass
    with ports.free_ports() as again:
        assert again.site == 32000


def test_a_part_that_dies_ends_the_stack_and_shows_its_log(tmp_path: Path) -> None:
    process, stack = start(tmp_path / "data", *QUICK)
    rest = descendants(stack.pid)
    os.kill(running(stack.pid, "local.gateway"), signal.SIGKILL)
    output = output_of(process)
    assert process.returncode == 1
    assert "gateway has ended (SIGKILL)" in output
    assert "gateway.log" in output
    assert alive(rest) == set()


def test_a_wrong_setting_stops_the_start_and_is_named(stack: RunningStack, tmp_path: Path) -> None:
    env_file = tmp_path / "env"
    env_file.write_text(
        f"SUPABASE_URL={stack.supabase_url}\nSUPABASE_PUBLISHABLE_KEY={stack.publishable_key}\n"
        f"SUPABASE_SECRET_KEY={stack.secret_key}\nPIXIO_MEDIA_HOSTS=ftp://nowhere\n"
    )
    process = launch(tmp_path / "data", "--free-ports", "--env-file", str(env_file), *QUICK)
    output = output_of(process)
    assert process.returncode == 1
    assert "service has ended" in output
    assert "PIXIO_MEDIA_HOSTS" in output


def test_every_part_listens_on_the_loopback_interface_only(stack: RunningStack) -> None:
    listening = subprocess.run(["cat", "/proc/net/tcp"], check=True, capture_output=True, text=True).stdout
    everywhere = {
        int(line.split()[1].split(":")[1], 16)
        for line in listening.splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].startswith("00000000:")
    }
    urls = [stack.site_url, stack.service_url, stack.supabase_url, stack.inbox_url, stack.pixio_url, stack.db_url]
    assert {httpx.URL(url).port for url in urls} & everywhere == set()
