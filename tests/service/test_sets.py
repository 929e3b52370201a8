"""Sets: one request starts one to four generations, all or none."""

from __future__ import annotations

import uuid

from flask import Flask
from flask.testing import FlaskCliRunner

from tests.service.api_client import KREA, PROMPT, ApiClient, Person, start_body
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio
from tests.service.servers import ConnectionDropped, Request, Response, json_response
from tests.service.waiting_list import SetLimit, nothing_waits_afterwards, queued_ids, statuses_in

__all__ = ["nothing_waits_afterwards"]


def test_each_of_a_set_runs_with_its_own_inputs(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    response, ids = api_client.start_set(inputs=[KREA | {"seed": seed} for seed in (1, 2, 3, 4)])
    assert response.status_code == 202
    assert response.json == {
        "generations": [{"id": each, "status": "processing", "credits_used": 10} for each in ids],
    }
    assert queued_ids(pixio) == ids
    assert [body["inputs"]["seed"] for body in pixio.queued] == [1, 2, 3, 4]
    assert [(api_client.row(each)["set_id"], api_client.row(each)["set_position"]) for each in ids] == [
        (uuid.UUID(ids[0]), position) for position in range(4)
    ]
    assert ada.balance() == 460


def test_a_repeated_set_starts_nothing(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    response, ids = api_client.start_set(2)
    body = start_body(*ids)
    again = api_client.http.post("/api/generations", json=body, headers=ada.headers)
    assert (again.status_code, again.json) == (202, response.json)
    assert (len(pixio.queued), ada.balance()) == (2, 480)


def test_one_wrong_entry_refuses_the_whole_set(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    foreign = f"{uuid.uuid4()}/uploads/{uuid.uuid4()}.png"
    edit = {"image1": foreign, "positive": PROMPT}
    for inputs, model, field in (
        ([KREA, {"text": PROMPT, "width": 513}], "krea-flux", "inputs.width"),
        ([edit, edit], "qwen-edit", "inputs.image1"),
    ):
        response, _ = api_client.start_set(inputs=inputs, model=model)
        assert (response.status_code, response.json["error"]["field"]) == (422, field)  # type: ignore[index]
    assert (pixio.queued, ada.generations(), ada.balance()) == ([], [], 500)


def test_a_set_that_costs_more_than_the_balance_starts_nothing(
    api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    ada.spend_all_but(39)
    response, _ = api_client.start_set(4)
    assert response.status_code == 402
    assert response.json["error"]["required"] == 40  # type: ignore[index]
    assert (pixio.queued, ada.generations(), ada.balance()) == ([], [], 39)


def test_a_response_names_each_status_if_pixio_refuses_one_of_a_set(
    api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    def refuse_the_second(request: Request) -> Response:
        if len(pixio.queued) == 2:
            return Response(422)
        return json_response({"run_id": pixio.start_run(request.json)})

    pixio.on_queue = refuse_the_second
    response, ids = api_client.start_set(3)
    assert (response.status_code, statuses_in(response)) == (202, ["processing", "failed", "processing"])
    assert api_client.row(ids[1])["failure_reason"] == "refused"
    assert ada.balance() == 480


def test_a_refusal_of_one_of_a_set_starts_the_next_waiting_generation(
    api_client: ApiClient, ada: Person, pixio: Pixio, set_limit: SetLimit
) -> None:
    set_limit(1)

    def refuse_the_first(request: Request) -> Response:
        if len(pixio.queued) == 1:
            return Response(422)
        return json_response({"run_id": pixio.start_run(request.json)})

    pixio.on_queue = refuse_the_first
    response, _ = api_client.start_set(3)
    assert (response.status_code, statuses_in(response)) == (202, ["failed", "processing", "waiting"])
    assert ada.balance() == 480


def test_a_set_is_refused_if_pixio_refuses_each_of_it(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    pixio.on_queue = lambda _: Response(422)
    response, _ = api_client.start_set(4)
    assert (response.status_code, response.json["error"]["code"]) == (502, "refused")  # type: ignore[index]
    assert ada.balance() == 500


def test_after_an_unclear_response_the_others_of_the_set_wait(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner, make_app: MakeApp
) -> None:
    def drop_one_connection(_: Request) -> Response:
        pixio.on_queue = None
        raise ConnectionDropped

    pixio.on_queue = drop_one_connection
    response, ids = api_client.start_set(3)
    assert (response.status_code, statuses_in(response)) == (202, ["pending", "waiting", "waiting"])
    make_app(NOT_STARTED_AFTER_SECONDS="300").test_cli_runner().invoke(args=["reconcile"])
    assert api_client.statuses(ids) == ["pending", "processing", "processing"]
    assert queued_ids(pixio) == ids


def test_what_is_cancelled_while_another_of_its_set_is_queued_is_never_sent(
    api_client: ApiClient, app: Flask, ada: Person, pixio: Pixio, set_limit: SetLimit
) -> None:
    set_limit(3)
    other_tab = ApiClient(app.test_client(), ada, api_client.secret, ada.sql)

    def cancel_the_set(request: Request) -> Response:
        last_first = sorted(ada.generations(), key=lambda row: -row["set_position"])
        assert {other_tab.cancel(str(row["id"])).status_code for row in last_first} == {200}
        return json_response({"run_id": pixio.start_run(request.json)})

    pixio.on_queue = cancel_the_set
    response, ids = api_client.start_set(4)
    assert (response.status_code, statuses_in(response)) == (202, ["failed"] * 4)
    assert (queued_ids(pixio), pixio.cancelled) == (ids[:1], [pixio.run_of(ids[0])])
    assert ada.balance() == 500
