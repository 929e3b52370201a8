"""An error of the database or of the service contains no internal details."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
from flask import Flask

from local.claims import mint
from tests.service.api_client import ApiClient, Person, claims_of, config_of
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Request, Response, Server, serving


def test_without_a_database_the_service_returns_503(
    make_app: MakeApp, stack: Any, ada: Person, api_client_of: Callable[[Flask], ApiClient], pixio: Pixio
) -> None:
    """Tokens are verified by the real project; only the data API fails, in every possible way."""
    answers: list[Response] = [
        Response(503, b'{"code": "PGRST001", "message": "Database client error", "details": "secret", "hint": null}'),
        Response(500, b'{"code": "57P01", "message": "terminating connection", "details": null, "hint": null}'),
        Response(502, b"<html>Bad Gateway</html>"),
        Response(504, b""),
    ]

    def upstream(request: Request) -> Response:
        if request.path.startswith("/auth/"):
            return Response(body=httpx.get(f"{stack.supabase_url}{request.target}").content)
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
