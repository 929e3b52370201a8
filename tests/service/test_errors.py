"""Every error has the same JSON shape and contains no internal details."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from local.claims import mint
from tests.service.api_client import ApiClient, Person, claims_of, config_of
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Answer, Asked, Server, serving


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/static/x.js", 404, "not_found"),
        ("GET", "/api/generations", 405, "method_not_allowed"),
        ("DELETE", "/api/webhooks/pixio", 405, "method_not_allowed"),
        ("POST", "/api/generations", 401, "unauthorized"),
    ],
)
def test_every_error_has_the_same_shape(client: FlaskClient, method: str, path: str, status: int, code: str) -> None:
    response = client.open(path, method=method)
    error = response.json["error"]  # type: ignore[index]
    assert (response.status_code, response.content_type, error["code"]) == (status, "application/json", code)
    assert error["message"]


def test_a_405_names_the_allowed_methods(client: FlaskClient) -> None:
    assert "POST" in client.get("/api/generations").headers["Allow"]


def test_without_a_database_the_service_returns_503(
    make_app: MakeApp, stack: Any, ada: Person, api_client_of: Callable[[Flask], ApiClient], pixio: Pixio
) -> None:
    """Tokens are verified by the real project; only the data API fails, in every possible way."""
    answers: list[Answer] = [
        Answer(503, b'{"code": "PGRST001", "message": "Database client error", "details": "secret", "hint": null}'),
        Answer(500, b'{"code": "57P01", "message": "terminating connection", "details": null, "hint": null}'),
        Answer(502, b"<html>Bad Gateway</html>"),
        Answer(504, b""),
    ]

    def upstream(request: Asked) -> Answer:
        if request.path.startswith("/auth/"):
            return Answer(body=httpx.get(f"{stack.supabase_url}{request.target}").content)
        return answers[0]

    with serving(upstream, Server("")) as server:
        app = make_app(SUPABASE_URL=server.url)
        ada = Person(ada.id, _token(stack, ada, server.url), ada.sql)
        for _ in range(len(answers)):
            response = app.test_client().post("/api/generations", json=_body(), headers=ada.headers)
            assert (response.status_code, response.json["error"]["code"]) == (503, "unavailable")  # type: ignore[index]
            assert int(response.headers["Retry-After"]) > 0
            assert "secret" not in response.text
            assert app.test_client().get("/readyz").status_code == 503
            answers.pop(0)
    assert pixio.queued == []


def test_an_unexpected_error_gives_500_without_details(api_client: ApiClient) -> None:
    api_client.sql("alter function start_generations rename to start_generations_away")
    api_client.sql("notify pgrst, 'reload schema'")
    try:
        response = api_client.start()
    finally:
        api_client.sql("alter function start_generations_away rename to start_generations")
        api_client.sql("notify pgrst, 'reload schema'")
    assert response.status_code == 500
    assert response.json["error"]["code"] == "internal"  # type: ignore[index]
    assert "start_generation" not in response.text


def _token(stack: Any, person: Person, issuer: str) -> str:
    return mint(config_of(stack), claims_of(issuer, person.id))


def _body() -> dict[str, Any]:
    return {
        "model": "krea-flux",
        "generations": [{"id": "00000000-0000-4000-8000-000000000001", "inputs": {"text": "x"}}],
    }
