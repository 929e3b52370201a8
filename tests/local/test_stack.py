"""Start of a stack: beside another one, with errors, or interrupted."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from local import ports
from local.errors import StackError
from local.processes import site_dev
from local.supervision import Supervisor
from tests.local.processes import alive, descendants
from tests.running import RunningStack, eventually, launch, output_of

QUICK = ("--site", "none")


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


def test_a_port_in_use_is_named_with_the_process_that_needs_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        with pytest.raises(StackError, match=rf"^Port {port}, which the site needs, is in use\.\n.*--free-ports"):
            ports.check_free({"the site": port})
    ports.check_free({"the site": port})


def test_free_ports_are_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    only_one_block = range(32000, 32010, 10)
    monkeypatch.setattr(ports, "BLOCKS", only_one_block)
    with ports.free_ports(), pytest.raises(StackError, match="ports in a row are free"), ports.free_ports():
        pass
    with ports.free_ports() as again:
        assert again.site == 32000


def test_all_processes_listen_on_the_loopback_interface_only(stack: RunningStack) -> None:
    listening = subprocess.run(["cat", "/proc/net/tcp"], check=True, capture_output=True, text=True).stdout
    everywhere = {
        int(line.split()[1].split(":")[1], 16)
        for line in listening.splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].startswith("00000000:")
    }
    urls = [stack.site_url, stack.service_url, stack.supabase_url, stack.inbox_url, stack.pixio_url, stack.db_url]
    assert {httpx.URL(url).port for url in urls} & everywhere == set()


def test_two_development_servers_of_one_checkout_do_not_disturb_each_other(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    env = {
        **os.environ,
        "PUBLIC_SITE_URL": "http://localhost:3000",
        "PUBLIC_SUPABASE_URL": "http://127.0.0.1:54321",
        "PUBLIC_SUPABASE_PUBLISHABLE_KEY": "sb_publishable_abc",
        "ASTRO_TELEMETRY_DISABLED": "1",
    }
    try:
        with ports.free_ports() as one, ports.free_ports() as other:
            folders = {each.site: tmp_path / str(each.site) for each in (one, other)}
            servers = [replace(site_dev(at, folder, env), name=f"site-{at}") for at, folder in folders.items()]
            for server in servers:
                supervisor.start(server)
                supervisor.wait_until_ready(server)
            for at, folder in folders.items():
                # Packages in a shared folder would be replaced by the other server, or by `astro check`.
                assert f"/@fs{folder}/" in httpx.get(f"http://127.0.0.1:{at}/src/islands/AccountNav.tsx").text
                assert "restarted" not in (tmp_path / f"site-{at}.log").read_text()
    finally:
        supervisor.stop_all()


def test_a_settings_file_with_a_nul_character_is_named(tmp_path: Path) -> None:
    env_file = tmp_path / "env"
    env_file.write_bytes(b"SITE_URL=a\0b\n")
    process = launch(tmp_path / "data", "--free-ports", "--env-file", str(env_file), *QUICK)
    output = output_of(process)
    assert process.returncode == 1
    assert f"{env_file} must not hold a NUL character" in output
    assert "Traceback" not in output
