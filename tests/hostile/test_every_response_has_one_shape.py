"""Every response of the service has `nosniff` and `no-store`, and every error has the same JSON shape."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from tests.hostile.raw_http import exchange
from tests.running import RunningStack
from tests.service.api_client import ApiClient, Person, webhook_path
from tests.service.processes import RunningService, running_service

UNKNOWN = [
    "/",
    "/api",
    "/api/",
    "/api/nowhere",
    "/api/generations/",
    "//api/generations",
    "/api//generations",
    "/api/webhooks/stripe/",
    "/API/generations",
    "/static/x",
    "/api/generations/%2e%2e/x",
    "/api/%00",
    "/api/%ff%fe",
    "/api/" + "x" * 3000,
]
KNOWN = {
    "/api/generations": "POST",
    "/api/generations/x/cancel": "POST",
    "/api/account/export": "GET",
    "/api/webhooks/stripe": "POST",
    "/api/webhooks/pixio": "POST",
    "/healthz": "GET",
}
VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]
OTHER_THAN_HEAD = [verb for verb in VERBS if verb != "HEAD"]


def assert_shape(answer: Any, status: int, code: str) -> None:
    """Assert an error with this status and code, and the headers of every response."""
    assert answer.status_code == status, answer
    assert_headers(answer)
    error = (answer.json if isinstance(answer.json, dict) else answer.json())["error"]
    assert (error["code"], bool(error["message"])) == (code, True)


def assert_headers(answer: Any) -> None:
    headers = answer.headers
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


def test_an_unknown_route_is_not_found(client: FlaskClient) -> None:
    for path, verb in product(UNKNOWN, OTHER_THAN_HEAD):
        assert_shape(client.open(path, method=verb), 404, "not_found")


def test_a_405_lists_the_allowed_methods(client: FlaskClient) -> None:
    for (path, allowed), verb in product(KNOWN.items(), OTHER_THAN_HEAD):
        if verb != allowed:
            answer = client.open(path, method=verb)
            assert_shape(answer, 405, "method_not_allowed")
            assert allowed in answer.headers["Allow"]


def test_every_response_has_the_headers(client: FlaskClient, api_client: ApiClient, ada: Person) -> None:
    generation_id = api_client.started()
    answers = [
        api_client.start(),
        api_client.start(inputs={"text": 7}),
        api_client.cancel(generation_id),
        api_client.cancel(generation_id),
        api_client.http.post(webhook_path(api_client.secret, generation_id), json={"run_id": "r", "status": "failed"}),
        api_client.http.post(webhook_path(api_client.secret, generation_id), data=b"{"),
        client.post("/api/webhooks/pixio"),
        client.post("/api/webhooks/stripe"),
        client.get("/api/account/export", headers=ada.headers),
        client.get("/api/account/export"),
        client.get("/healthz"),
        client.get("/readyz"),
        client.head("/healthz"),
        client.options("/api/generations"),
        client.post("/api/generations", data=b"x" * (1024 * 1024 + 1), headers=ada.headers),
    ]
    assert [answer.status_code for answer in answers] == [
        202, 422, 200, 409, 200, 400, 401, 503, 200, 401, 200, 200, 200, 200, 413,
    ]  # fmt: skip
    for answer in answers:
        assert_headers(answer)


def test_the_site_proxy_keeps_the_error_shape(stack: RunningStack) -> None:
    for verb in VERBS:
        refusal = (401, "unauthorized") if verb == "POST" else (405, "method_not_allowed")
        for path, (status, code) in (("/api/nowhere", (404, "not_found")), ("/api/generations", refusal)):
            answer = httpx.request(verb, stack.site_url + path)
            assert answer.status_code == status, verb
            assert_headers(answer)
            if verb != "HEAD":
                assert_shape(answer, status, code)


@pytest.fixture(scope="module")
def service(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(tmp_path_factory.mktemp("service"), environment) as running:
        yield running


HOST = b"Host: x\r\n"
MALFORMED: dict[str, tuple[bytes, int]] = {
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 100 + b"\r\n\r\n", 400),
    "a request line without a version": (b"GET /healthz\r\n" + HOST + b"\r\n", 400),
    "an unknown version": (b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n", 400),
    "a lower-case method": (b"get /healthz HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a header without a colon": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n", 400),
    "a header with a blank name": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"a b: c\r\n\r\n", 400),
    "a header with NUL": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"A: \0\r\n\r\n", 400),
    "a folded header": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"A: b\r\n  c\r\n\r\n", 400),
    "headers of 100 kB": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"A: " + b"x" * 100_000 + b"\r\n\r\n", 431),
    "1000 headers": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 1000 + b"\r\n", 431),
    "a path of 10 kB": (b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a negative length": (b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", 400),
    "two lengths": (
        b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        400,
    ),
    "a length and chunks": (
        b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "a chunk size that is no number": (
        b"POST /healthz HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        400,
    ),
    "bare line feeds": (b"GET /healthz HTTP/1.1\nHost: x\n\n", 400),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "a length with a sign": (b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: +1\r\n\r\na", 400),
    "a blank before a colon": (b"POST /healthz HTTP/1.1\r\n" + HOST + b"Content-Length : 1\r\n\r\na", 400),
    "CONNECT": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 404),
    r"OPTIONS \*": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "an upgrade to websocket": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        400,
    ),
    "an unknown coding": (b"POST /healthz HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n", 501),
}


def test_a_malformed_request_is_refused_with_a_json_error(service: RunningService) -> None:
    for name, (content, status) in MALFORMED.items():
        answer = exchange(service.url, content)
        assert answer.status_code == status, name
        assert_shape(answer, status, answer.json()["error"]["code"])
        assert service.answers(), name
