"""Each dependency of the service fails and recovers: requests get 503 meanwhile and work again afterwards."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.supabase import Supabase
from tests.conftest import Sql
from tests.running import RunningStack, eventually
from tests.service.api_client import ApiClient, Person, sign_up
from tests.service.conftest import MakeApp
from tests.service.holding_proxy import HOP_BY_HOP
from tests.service.media_host import MediaHost
from tests.service.scripted_pixio import Pixio
from tests.service.servers import ConnectionDropped, Request, Response, Server, json_response, serving

FAULTS: dict[str, Response | None] = {
    "drops the connection": None,
    "an HTML error of the gateway": Response(502, b"<html>Bad gateway</html>", {"Content-Type": "text/html"}),
    "a JSON error of the gateway": json_response({"message": "name resolution failed"}, 503),
    "a 200 response with HTML": Response(200, b"<html>Back soon</html>", {"Content-Type": "text/html"}),
}
AUTH, REST, STORAGE = "/auth/v1", "/rest/v1", "/storage/v1"


@dataclass
class FaultyProxy(Server):
    """A proxy of a real Supabase. A request whose path begins with one of `failing_paths` gets the response `fault`,
    or a dropped connection. If `held_until` is set, the request waits for it first."""

    failing_paths: tuple[str, ...] = ()
    fault: Response | None = None
    held_until: threading.Event | None = None


@contextmanager
def proxy_to(upstream: str) -> Iterator[FaultyProxy]:
    proxy = FaultyProxy("")

    with httpx.Client(base_url=upstream, timeout=30) as http:

        def pass_on(request: Request) -> Response:
            if request.path.startswith(proxy.failing_paths):
                if proxy.held_until:
                    proxy.held_until.wait(30)
                if proxy.fault is None:
                    raise ConnectionDropped
                return proxy.fault
            headers = {name: value for name, value in request.headers.items() if name not in HOP_BY_HOP}
            answer = http.request(request.method, request.target, content=request.body, headers=headers)
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            return Response(answer.status_code, answer.content, kept)

        with serving(pass_on, proxy):
            yield proxy


@pytest.fixture(scope="module")
def session_proxy(stack: RunningStack) -> Iterator[FaultyProxy]:
    with proxy_to(stack.supabase_url) as proxy:
        yield proxy


@pytest.fixture
def proxy(session_proxy: FaultyProxy) -> Iterator[FaultyProxy]:
    yield session_proxy
    session_proxy.failing_paths, session_proxy.fault, session_proxy.held_until = (), None, None
    session_proxy.requests.clear()


@pytest.fixture
def app(make_app: MakeApp, proxy: FaultyProxy) -> Flask:
    """An app that has sent no request yet."""
    return make_app(SUPABASE_URL=proxy.url)


@pytest.fixture
def proxied_user(stack: RunningStack, sql: Sql, proxy: FaultyProxy) -> Person:
    return sign_up(stack, sql, issuer=proxy.url)


@dataclass
class Requests:
    """Requests of one user; each needs another part of Supabase."""

    api_client: ApiClient
    pixio: Pixio
    media_host: MediaHost
    generation_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def ready(self) -> TestResponse:
        return self.api_client.http.get("/readyz")

    def start(self) -> TestResponse:
        return self.api_client.start(generation_id=self.generation_id)

    def cancel(self) -> TestResponse:
        return self.api_client.cancel(self.generation_id)

    def report(self) -> TestResponse:
        run_id = self.pixio.run_of(self.generation_id)
        return self.api_client.report(self.generation_id, run_id, "success", outputs=self.media_host.result())

    def export(self) -> TestResponse:
        return self.api_client.http.get("/api/account/export", headers=self.api_client.person.headers)

    def delete(self) -> TestResponse:
        return self.api_client.http.delete("/api/account", headers=self.api_client.person.headers)


@pytest.fixture
def requests(
    app: Flask, proxied_user: Person, stack: RunningStack, sql: Sql, pixio: Pixio, media_host: MediaHost
) -> Requests:
    return Requests(ApiClient(app.test_client(), proxied_user, stack.pixio_webhook_secret, sql), pixio, media_host)


# Each client of Supabase meets each fault once, and each request one fault of each part that it needs.
DROPPED = next(iter(FAULTS))
EACH_FAULT = [(REST, "start"), (AUTH, "start"), (AUTH, "delete"), (STORAGE, "report")]
ONE_FAULT = [
    (REST, "ready"),
    (REST, "cancel"),
    (REST, "report"),
    (REST, "export"),
    (AUTH, "export"),
    (REST, "delete"),
    (STORAGE, "delete"),
]


@pytest.mark.parametrize(
    ("part", "request_name", "fault"),
    [
        *((part, request_name, fault) for part, request_name in EACH_FAULT for fault in FAULTS),
        *((part, request_name, DROPPED) for part, request_name in ONE_FAULT),
    ],
)
def test_a_failed_part_of_supabase_gives_503_until_it_recovers(
    requests: Requests, proxy: FaultyProxy, part: str, request_name: str, fault: str
) -> None:
    if request_name not in ("start", "ready"):
        assert requests.start().status_code == 202
    if request_name in ("export", "delete"):
        assert requests.report().status_code == 200
    ask: Callable[[], TestResponse] = getattr(requests, request_name)
    proxy.failing_paths, proxy.fault = (part,), FAULTS[fault]
    answer = ask()
    assert (answer.status_code, (answer.json or {}).get("error", {}).get("code")) == (503, "unavailable")
    assert answer.headers["Retry-After"]
    proxy.failing_paths = ()
    eventually(lambda: ask().status_code < 300)


@pytest.mark.own_supabase("its tokens are of the newer kind, which its keys verify")
def test_requests_that_wait_for_auths_keys_time_out_together(
    requests: Requests, proxy: FaultyProxy, app: Flask, proxied_user: Person
) -> None:
    """If requests waited for their time-outs one after the other, they would block a worker's threads for minutes."""
    proxy.failing_paths, proxy.held_until = (AUTH,), threading.Event()
    with ThreadPoolExecutor(8) as pool:
        waiting = [
            pool.submit(app.test_client().get, "/api/account/export", headers=proxied_user.headers) for _ in range(8)
        ]
        eventually(lambda: proxy.requests)
        proxy.held_until.set()
        answers = [each.result() for each in waiting]
    assert {answer.status_code for answer in answers} == {503}
    assert len([request for request in proxy.requests if request.path.startswith(AUTH)]) == 1


def test_readiness_times_out_sooner_than_requests(
    requests: Requests, proxy: FaultyProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a Supabase that never responds, readiness checks use a shorter time-out than user requests."""
    monkeypatch.setitem(Supabase.check.__globals__, "CHECK_SECONDS", 0.2)
    proxy.failing_paths, proxy.held_until = (REST,), threading.Event()
    assert requests.ready().status_code == 503
    proxy.held_until.set()
    proxy.failing_paths = ()
    assert requests.ready().status_code == 200


def test_a_hanging_rate_limit_store_blocks_nobody(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        api_client = api_client_of(make_app(RATELIMIT_GENERATIONS="1/minute", RATELIMIT_STORAGE_URI=url))
        began = time.monotonic()
        api_client.started()
        assert api_client.start().status_code == 429
        assert time.monotonic() - began < 10  # each of the two waits 2 s at most
