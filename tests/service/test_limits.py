"""How many generations one user may start in a while."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.service.conftest import MakeApp
from tests.service.people import Desk, Person


def test_too_many_starts_of_one_user_have_to_wait_and_cost_nothing(
    make_app: MakeApp, desk_of: Callable[[Flask], Desk], ada: Person, bob: Person
) -> None:
    app = make_app(RATELIMIT_GENERATIONS="2/minute")
    desk = desk_of(app)
    desk.started()
    desk.started()
    response = desk.start()
    assert (response.status_code, response.json["error"]["code"]) == (429, "rate_limited")  # type: ignore[index]
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert ada.balance() == 480
    assert Desk(app.test_client(), bob, desk.secret, desk.sql).start().status_code == 202


def test_a_cancel_is_not_counted(make_app: MakeApp, desk_of: Callable[[Flask], Desk]) -> None:
    desk = desk_of(make_app(RATELIMIT_GENERATIONS="1/minute"))
    generation_id = desk.started()
    assert [desk.cancel(generation_id).status_code for _ in range(3)] == [200, 409, 409]


def test_strangers_are_turned_away_before_they_are_counted(make_app: MakeApp, desk_of: Callable[[Flask], Desk]) -> None:
    desk = desk_of(make_app(RATELIMIT_GENERATIONS="1/minute"))
    for _ in range(3):
        assert desk.http.post("/api/generations", json={}).status_code == 401
    desk.started()


def test_while_the_common_store_is_down_each_copy_counts_for_itself(
    make_app: MakeApp, desk_of: Callable[[Flask], Desk]
) -> None:
    desk = desk_of(make_app(RATELIMIT_GENERATIONS="1/minute", RATELIMIT_STORAGE_URI="redis://127.0.0.1:9"))
    desk.started()
    assert desk.start().status_code == 429
