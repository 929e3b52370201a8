"""The health and readiness checks."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.service.conftest import MakeApp


def test_a_responding_service_is_healthy(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_service_whose_key_supabase_accepts_is_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").json == {"status": "ok"}


def test_a_service_without_its_supabase_is_healthy_but_not_ready(make_app: MakeApp) -> None:
    client = make_app(SUPABASE_URL="http://127.0.0.1:9").test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_service_with_a_wrong_key_is_not_ready(make_app: MakeApp) -> None:
    client = make_app(SUPABASE_SECRET_KEY="sb_secret_of_another_project").test_client()
    assert client.get("/readyz").status_code >= 500
