"""Sentry reports contain where an error happened, and nothing private."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from flask import Flask

from service.errors import InvalidInput
from service.settings import SettingsError
from tests.running import eventually
from tests.service.api_client import PROMPT
from tests.service.conftest import MakeApp
from tests.service.servers import Request, Response, Server, json_response, serving

TOKEN, ADDRESS = "eyJhbGciOiJFUzI1NiJ9.private.token", "ada.private@example.com"
PRIVATE = (TOKEN, ADDRESS, PROMPT, "private")


@pytest.fixture
def sink() -> Iterator[Server]:
    """A server that accepts reports like Sentry."""

    def answer(_: Request) -> Response:
        return json_response({})

    with serving(answer, Server("")) as server:
        yield server


@pytest.fixture
def app(make_app: MakeApp, sink: Server) -> Iterator[Flask]:
    app = make_app(SENTRY_DSN=sink.url.replace("://", "://key@") + "/7")

    @app.post("/api/broken/<name>")
    def broken(name: str) -> str:
        local = {"prompt": PROMPT, "address": ADDRESS}
        try:
            return str(int(f"Failing row contains ({local}, {TOKEN})"))
        except ValueError as error:
            raise RuntimeError(f"{name} {ADDRESS}") from error

    @app.post("/api/refused")
    def refused() -> str:
        logging.getLogger("service.test").warning("private %s", ADDRESS)
        raise InvalidInput(PROMPT)

    yield app
    sentry_sdk.flush()
    sentry_sdk.get_global_scope().set_client(None)


def reports(sink: Server) -> list[dict[str, Any]]:
    """The events in the received envelopes."""
    sentry_sdk.flush()
    lines = [line for request in sink.requests for line in gzip.decompress(request.body).splitlines()]
    return [each for each in map(json.loads, lines) if "event_id" in each and "platform" in each]


def test_an_unexpected_error_is_reported_without_anything_private(app: Flask, sink: Server) -> None:
    answer = app.test_client().post(
        f"/api/broken/thing?token={TOKEN}",
        json={"prompt": PROMPT, "email": ADDRESS},
        headers={"Authorization": f"Bearer {TOKEN}", "Cookie": f"session={TOKEN}", "X-Request-Id": "request-7"},
    )
    assert answer.status_code == 500
    eventually(lambda: reports(sink))
    (report,) = reports(sink)
    assert [each["type"] for each in report["exception"]["values"]] == ["ValueError", "RuntimeError"]
    assert report["exception"]["values"][-1]["stacktrace"]["frames"][-1]["function"] == "broken"
    assert report["tags"] == {"request_id": "request-7", "method": "POST", "path": "/api/broken/thing"}
    sent = b"".join(gzip.decompress(request.body) for request in sink.requests).decode()
    assert [word for word in PRIVATE if word in sent] == []


def test_a_logged_error_is_reported_by_its_message_only(app: Flask, sink: Server) -> None:
    with app.app_context():
        logging.getLogger("urllib3").error("GET %s?token=%s failed", ADDRESS, TOKEN, extra={"body": PROMPT})
    eventually(lambda: reports(sink))
    (report,) = reports(sink)
    assert report["logentry"] == {"message": "GET %s?… failed"}
    sent = b"".join(gzip.decompress(request.body) for request in sink.requests).decode()
    assert [word for word in PRIVATE if word in sent] == []


def test_an_expected_error_is_not_reported(app: Flask, sink: Server) -> None:
    assert app.test_client().post("/api/refused").status_code == 422
    assert reports(sink) == []


@pytest.mark.parametrize("value", ["nonsense", "https://o1.ingest.sentry.io/2", "https://key@host"])
def test_a_wrong_dsn_is_named(make_app: MakeApp, value: str) -> None:
    with pytest.raises(SettingsError, match="SENTRY_DSN must be the DSN of a project"):
        make_app(SENTRY_DSN=value)


def test_a_missing_package_is_named(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match="SENTRY_DSN needs the package sentry_sdk: install requirements-monitoring"):
        make_app(SENTRY_DSN="https://key@o1.ingest.sentry.io/2")
