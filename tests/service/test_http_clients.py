"""HTTP clients: what is repeated when a server closes a kept connection or Postgres rolls back, and what is given up."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pycurl
import pytest
from flask import Flask

from service import http_clients
from service.errors import ServiceError, Unavailable
from service.http_clients import CurlClient
from service.supabase import storage_errors, supabase
from tests.service.conftest import MakeApp
from tests.service.servers import ConnectionDropped, Request, Response, Server, json_response, serving

DROPPED = None


class ScriptedSupabase(Server):
    """A Supabase that returns these responses one after the other."""

    def __init__(self) -> None:
        super().__init__("")
        self.answers: list[Response | None] = []

    def next(self, _: Request) -> Response:
        """Return the next response, or drop the connection."""
        answer = self.answers.pop(0)
        if answer is DROPPED:
            raise ConnectionDropped
        return answer


@pytest.fixture
def scripted_supabase() -> Iterator[ScriptedSupabase]:
    scripted_supabase = ScriptedSupabase()
    with serving(scripted_supabase.next, scripted_supabase):
        yield scripted_supabase


@pytest.fixture
def app(make_app: MakeApp, scripted_supabase: ScriptedSupabase) -> Iterator[Flask]:
    """An app of this Supabase. It keeps one connection for calls and one for reads."""
    app = make_app(SUPABASE_URL=scripted_supabase.url)
    with app.app_context():
        for send in (call, read):
            scripted_supabase.answers = [json_response([])]
            send()
        scripted_supabase.requests.clear()
        yield app


def call() -> Any:
    return supabase.call("fail_generation", p_id="1", p_reason="cancelled")


def read() -> Any:
    return supabase.fetch(supabase.client.table("models").select("id"))


def refused(sqlstate: str) -> Response:
    return json_response({"code": sqlstate, "message": "no", "details": None, "hint": None}, 500)


@pytest.mark.parametrize("send", [call, read])
def test_a_kept_connection_closed_on_reuse_is_replaced(
    app: Flask, scripted_supabase: ScriptedSupabase, send: Callable[[], Any]
) -> None:
    scripted_supabase.answers = [DROPPED, json_response([1])]
    assert send() == [1]
    first, second = scripted_supabase.requests
    assert (first.step, first.body) == (second.step, second.body)


@pytest.mark.parametrize("send", [call, read])
def test_a_second_dropped_connection_gives_503(
    app: Flask, scripted_supabase: ScriptedSupabase, send: Callable[[], Any]
) -> None:
    scripted_supabase.answers = [DROPPED, DROPPED, json_response([1])]
    with pytest.raises(Unavailable):
        send()
    assert len(scripted_supabase.requests) == 2


def test_a_request_that_is_not_idempotent_is_not_repeated(app: Flask, scripted_supabase: ScriptedSupabase) -> None:
    scripted_supabase.answers = [DROPPED, json_response({})]
    with pytest.raises(Unavailable), storage_errors():
        supabase.bucket.upload("a.png", b"x")
    assert len(scripted_supabase.requests) == 1


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_a_rolled_back_call_is_repeated_once(app: Flask, scripted_supabase: ScriptedSupabase, sqlstate: str) -> None:
    scripted_supabase.answers = [
        refused(sqlstate),
        json_response(True),
        refused(sqlstate),
        refused(sqlstate),
        json_response(True),
    ]
    assert call() is True
    with pytest.raises(Unavailable):
        call()
    assert len(scripted_supabase.requests) == 4


def test_the_proxy_of_the_environment_is_used(
    scripted_supabase: ScriptedSupabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", scripted_supabase.url)
    scripted_supabase.answers = [json_response([1])]
    response = CurlClient(connect_seconds=3, seconds=3).request("GET", "http://supabase.example/rest/v1/", {})
    assert (response.status, response.body) == (200, b"[1]")


def test_a_redirect_is_not_followed(scripted_supabase: ScriptedSupabase) -> None:
    scripted_supabase.answers = [Response(302, headers={"Location": scripted_supabase.url})]
    response = CurlClient(connect_seconds=3, seconds=3).request("POST", scripted_supabase.url, {}, b"{}")
    assert (response.status, response.headers["location"]) == (302, scripted_supabase.url)
    assert len(scripted_supabase.requests) == 1


def test_a_server_that_never_responds_is_given_up() -> None:
    client = CurlClient(connect_seconds=1, seconds=1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(pycurl.error):
            client.request("GET", url, {})


@pytest.mark.parametrize(
    "answer",
    [Response(520, b"<h1>Unknown error</h1>"), json_response({"code": 503, "message": "no"}, 503)],
    ids=["a status without a name", "a code that is a number"],
)
def test_a_failure_of_the_gateway_gives_503(app: Flask, scripted_supabase: ScriptedSupabase, answer: Response) -> None:
    scripted_supabase.answers = [answer]
    with pytest.raises(Unavailable):
        call()


def test_a_response_without_an_end_is_given_up(
    scripted_supabase: ScriptedSupabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_clients, "MOST_BYTES", 100_000)
    scripted_supabase.answers = [Response(body=itertools.repeat(bytes(10_000)))]
    client = CurlClient(connect_seconds=9, seconds=9)
    with pytest.raises(pycurl.error) as raised:
        client.request("GET", scripted_supabase.url, {})
    assert raised.value.args[0] == pycurl.E_FILESIZE_EXCEEDED


def test_a_response_that_ends_early_is_given_up_and_the_next_is_read() -> None:
    early = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[1]"
    whole = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nx: \xff\r\nContent-Length: 3\r\n\r\n[2]"
    client = CurlClient(connect_seconds=9, seconds=9)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(_send_each, server, [early, whole])
            with pytest.raises(pycurl.error):
                client.request("POST", url, {}, b"{}")
            response = client.request("GET", url, {})
            first, second = sent.result()
    assert (first.split()[0], second.split()[0]) == (b"POST", b"GET")
    assert b"ontent-" not in second
    assert (response.status, response.body) == (200, b"[2]")
    assert response.headers == {"x": "\xff", "content-length": "3"}


def _send_each(server: socket.socket, responses: list[bytes]) -> list[bytes]:
    """Send each response on a connection of its own, and close it. Returns the requests."""
    received = []
    for response in responses:
        connection, _ = server.accept()
        with connection:
            received.append(connection.recv(10_000))
            connection.sendall(response)
    return received


@pytest.mark.parametrize("sqlstate", ["57014", "23505", "40003"])
def test_any_other_database_error_is_not_retried(
    app: Flask, scripted_supabase: ScriptedSupabase, sqlstate: str
) -> None:
    scripted_supabase.answers = [refused(sqlstate), json_response(True)]
    with pytest.raises(ServiceError):
        call()
    assert len(scripted_supabase.requests) == 1
