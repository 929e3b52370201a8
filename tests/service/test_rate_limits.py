"""Rate limits of starts per user."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.service.api_client import ApiClient, Person
from tests.service.conftest import MakeApp


def test_starts_over_the_rate_limit_are_refused_without_a_debit(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient], ada: Person, bob: Person
) -> None:
    app = make_app(RATELIMIT_GENERATIONS="2/minute")
    api_client = api_client_of(app)
    api_client.started()
    api_client.started()
    response = api_client.start()
    assert (response.status_code, response.json["error"]["code"]) == (429, "rate_limited")  # type: ignore[index]
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert ada.balance() == 480
    assert ApiClient(app.test_client(), bob, api_client.secret, api_client.sql).start().status_code == 202


def test_a_cancel_is_not_counted(make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient]) -> None:
    api_client = api_client_of(make_app(RATELIMIT_GENERATIONS="1/minute"))
    generation_id = api_client.started()
    assert [api_client.cancel(generation_id).status_code for _ in range(3)] == [200, 409, 409]


def test_unauthenticated_requests_are_refused_before_they_are_counted(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient]
) -> None:
    api_client = api_client_of(make_app(RATELIMIT_GENERATIONS="1/minute"))
    for _ in range(3):
        assert api_client.http.post("/api/generations", json={}).status_code == 401
    api_client.started()


def test_without_the_shared_store_each_process_counts_separately(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient]
) -> None:
    api_client = api_client_of(make_app(RATELIMIT_GENERATIONS="1/minute", RATELIMIT_STORAGE_URI="redis://127.0.0.1:9"))
    api_client.started()
    assert api_client.start().status_code == 429
