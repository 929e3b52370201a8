"""Slow clients do not block others, whether they send nothing or send and read byte by byte."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import httpx
import pytest
from gunicorn.config import Config

from service import gunicorn_worker
from service.gunicorn_worker import MOST_ARRIVING, PatientWorker
from tests.hostile.raw_http import connect, response_on
from tests.service.processes import RunningService, running_service

HEAD = b"POST /api/webhooks/pixio HTTP/1.1\r\nHost: x\r\n"
SLOW: dict[str, list[bytes]] = {
    "sends nothing": [],
    "begins a line": [b"G"],
    "sends its headers byte by byte": [b"GET /healthz HTTP/1.1\r\n", b"A", b": ", b"b\r\n", b"B"],
    "sends its body byte by byte": [HEAD + b"Content-Length: 1000\r\n\r\n", b"{", b'"', b"a"],
    "sends its chunks byte by byte": [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n", b"{\r\n", b"1"],
    "sends a chunk that looks like the end": [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"7\r\n0\r\n\r\n", b"\r\n"],
    "waits for 100 Continue": [HEAD + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"],
    "sends no HTTP and stays connected": [b"\x16\x03\x01" + b"\r\n" * 5],
}
MANY = 100  # the service has 16 threads


@pytest.fixture(scope="module")
def service(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(tmp_path_factory.mktemp("service"), environment) as running:
        yield running


@contextmanager
def slow_clients(service: RunningService, pieces: list[bytes], number: int) -> Iterator[list[socket.socket]]:
    """Open this many clients that send these pieces one after the other and keep the connection."""
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(service.url)) for _ in range(number)]
        for client in clients:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            for client in clients:
                client.sendall(piece)
        yield clients


@pytest.mark.parametrize("pieces", SLOW.values(), ids=SLOW)
def test_other_clients_are_served_while_many_are_slow(service: RunningService, pieces: list[bytes]) -> None:
    with slow_clients(service, pieces, MANY):
        for _ in range(20):
            assert httpx.get(f"{service.url}/healthz", timeout=5).is_success


def test_slow_clients_over_the_limit_block_nobody(service: RunningService) -> None:
    with slow_clients(service, [b"GET /"], MOST_ARRIVING + 50) as clients:
        for _ in range(20):
            assert httpx.get(f"{service.url}/healthz", timeout=5).is_success
        assert clients[0].recv(1) == b""  # the slowest one was closed


def test_a_slow_request_within_the_time_limit_is_served(service: RunningService) -> None:
    pieces = [HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\n", b"{"]
    with slow_clients(service, pieces, 1) as (client,):
        client.sendall(b"}")
        assert response_on(client).status_code == 401


def test_expect_100_continue_is_answered(service: RunningService) -> None:
    with slow_clients(service, SLOW["waits for 100 Continue"], 1) as (client,):
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"123456789")
        received = b""
        while b"401 UNAUTHORIZED" not in received:  # gunicorn sends 100 Continue once more
            received += (piece := client.recv(65536))
            assert piece


def test_the_service_stops_promptly_with_many_silent_clients(environment: dict[str, str], tmp_path: Path) -> None:
    with running_service(tmp_path, environment) as service, slow_clients(service, [], MANY):
        began = time.monotonic()
        os.kill(service.process.pid, signal.SIGTERM)
        service.process.wait(timeout=15)
        assert time.monotonic() - began < 10


# ---------------------------------------------------------------- time and memory limits


@pytest.fixture
def worker() -> Iterator[PatientWorker]:
    """A worker whose event loop the test runs step by step."""
    config = Config()
    made = PatientWorker(1, os.getppid(), [], None, 30, config, Mock())
    made.poller = selectors.DefaultSelector()
    made.enqueue_req = Mock()
    made.alive = True
    yield made
    made.poller.close()
    made.tmp.close()


@contextmanager
def accepted(worker: PatientWorker) -> Iterator[socket.socket]:
    """A client that this worker has accepted."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        worker.accept(listener)
        with client:
            yield client


def run_loop_once(worker: PatientWorker) -> None:
    """Run one round of the event loop."""
    worker.wait_for_and_dispatch_events(1)
    worker.murder_keepalived()


@pytest.mark.parametrize(("sent", "answered"), [(b"", False), (b"GET / HT", True)])
def test_a_connection_is_closed_at_the_request_time_limit(
    worker: PatientWorker, monkeypatch: pytest.MonkeyPatch, sent: bytes, answered: bool
) -> None:
    monkeypatch.setattr(gunicorn_worker, "ARRIVAL_SECONDS", 0)
    with accepted(worker) as client:
        client.sendall(sent)
        if sent:
            worker.wait_for_and_dispatch_events(1)
        run_loop_once(worker)
        if answered:
            assert response_on(client).json()["error"]["code"] == "request_timeout"
        else:
            assert client.recv(1) == b""
    assert worker.nr_conns == 0
    worker.enqueue_req.assert_not_called()


def test_the_memory_for_unfinished_requests_is_bounded(worker: PatientWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gunicorn_worker, "MOST_ARRIVING_BYTES", 1000)
    with accepted(worker) as older, accepted(worker) as newer:
        for client in (older, newer):
            client.sendall(b"GET / HTTP/1.1\r\nA: " + b"x" * 600)
        for _ in range(10):  # each round reads what has arrived
            run_loop_once(worker)
            if worker.nr_conns == 1:
                break
        assert older.recv(1) == b""


def test_an_oversized_request_is_passed_on_truncated(worker: PatientWorker) -> None:
    size = gunicorn_worker.MOST_REQUEST_BYTES + 1
    with accepted(worker) as client:
        client.setblocking(False)
        rest = HEAD + b"Content-Length: 999999999\r\n\r\n" + b"x" * size
        while not worker.enqueue_req.called:
            rest = rest[client.send(rest) :] if rest else rest
            run_loop_once(worker)
    complete: Any = worker.enqueue_req.call_args[0][0]
    complete.sock.close()
    assert next(complete.parser).headers[1] == ("CONTENT-LENGTH", "999999999")


def test_a_client_that_does_not_read_blocks_a_thread_for_a_limited_time(
    worker: PatientWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gunicorn_worker, "SEND_SECONDS", 0.2)
    with accepted(worker) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        run_loop_once(worker)
        complete: Any = worker.enqueue_req.call_args[0][0]
        complete.init()
        with pytest.raises(TimeoutError):
            complete.sock.sendall(bytes(50 * 2**20))
        complete.sock.close()
