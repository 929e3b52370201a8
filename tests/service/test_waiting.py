"""Sets of generations, and the waiting list of those above the limit of runs at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from supabase import Client

from service import reconcile
from tests.conftest import Sql
from tests.service.api_client import KREA, PROMPT, ApiClient, Person
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio, webhook_of
from tests.service.servers import ConnectionDropped, Request, Response, json_response
from tests.service.test_inputs import stored_picture

SetLimit = Callable[[int], None]
UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def nothing_waits_afterwards(sql: Sql) -> Iterator[None]:
    """End what still waits: the reconciler of a later test would start it."""
    yield
    sql("select fail_generation(id, 'cancelled') from generated_media where status = 'waiting'")


def queued_ids(pixio: Pixio) -> list[str]:
    """The generations whose runs were queued, in order."""
    return [webhook_of({"queued": body})["generation"] for body in pixio.queued]


def statuses_in(response: Any) -> list[str]:
    """The status of each generation in a response."""
    return [each["status"] for each in response.json["generations"]]


# ---------------------------------------------------------------- sets


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
    body = {"model": "krea-flux", "generations": [{"id": each, "inputs": KREA} for each in ids]}
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


# ---------------------------------------------------------------- the waiting list


@pytest.fixture
def ids(api_client: ApiClient, pixio: Pixio, set_limit: SetLimit) -> list[str]:
    """Ada's generations: one runs, and three wait."""
    set_limit(1)
    response, started = api_client.start_set(4)
    assert statuses_in(response) == ["processing", "waiting", "waiting", "waiting"]
    assert queued_ids(pixio) == started[:1]
    return started


@pytest.mark.parametrize("end", ["success", "failed"])
def test_the_end_of_a_run_starts_the_next(
    api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str], end: str
) -> None:
    api_client.report(ids[0], pixio.run_of(ids[0]), end, outputs=[{"url": "http://no.such.host/x.png"}])
    assert api_client.statuses(ids[1:]) == ["processing", "waiting", "waiting"]
    assert queued_ids(pixio) == ids[:2]
    assert ada.balance() == 470


def test_a_cancel_starts_the_next(api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str]) -> None:
    assert api_client.cancel(ids[0]).status_code == 200
    assert api_client.statuses(ids) == ["failed", "processing", "waiting", "waiting"]
    assert ada.balance() == 470


def test_a_waiting_generation_is_cancelled_without_pixio(
    api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str]
) -> None:
    response = api_client.cancel(ids[1])
    assert response.json == {"generation": {"id": ids[1], "status": "failed", "credits_used": 10}}
    assert api_client.row(ids[1])["failure_reason"] == "cancelled"
    assert (pixio.cancelled, ada.balance()) == ([], 470)
    api_client.cancel(ids[0])
    assert api_client.statuses(ids) == ["failed", "failed", "processing", "waiting"]


def test_twenty_wait_and_one_more_is_refused(
    api_client: ApiClient, ada: Person, pixio: Pixio, set_limit: SetLimit
) -> None:
    set_limit(0)
    for _ in range(5):
        assert api_client.start_set(4)[0].status_code == 202
    refused = api_client.start()
    assert (refused.status_code, refused.json["error"]["code"]) == (429, "too_many_waiting")  # type: ignore[index]
    assert (refused.json["error"]["limit"], int(refused.headers["Retry-After"]) > 0) == (20, True)  # type: ignore[index]
    assert (pixio.queued, ada.balance()) == ([], 300)


def test_the_reconciler_starts_what_waits(
    api_client: ApiClient, pixio: Pixio, ids: list[str], set_limit: SetLimit, runner: FlaskCliRunner
) -> None:
    set_limit(3)
    assert runner.invoke(args=["reconcile"]).exit_code == 0
    assert api_client.statuses(ids) == ["processing", "processing", "processing", "waiting"]


def test_a_run_that_ended_without_a_webhook_starts_the_next_in_the_same_pass(
    api_client: ApiClient, pixio: Pixio, ids: list[str], runner: FlaskCliRunner
) -> None:
    pixio.runs[pixio.run_of(ids[0])]["status"] = "failed"
    runner.invoke(args=["reconcile"])
    assert api_client.statuses(ids[:3]) == ["failed", "processing", "waiting"]


@pytest.mark.parametrize(
    "change",
    [
        "active = false",
        """input_schema = jsonb_set(input_schema, '{required}', '["text", "seed"]')""",
        """input_schema = jsonb_set(input_schema, '{properties,text}',
             '{"type": "string", "format": "storage-path", "x-widget": "image"}') ||
             '{"x-prompt": "note"}' || jsonb_build_object('properties', input_schema -> 'properties' ||
             '{"text": {"type": "string", "format": "storage-path", "x-widget": "image"}, "note": {"type": "string"}}')""",
    ],
    ids=["the model is inactive", "another input is required", "the text is a picture now"],
)
def test_waiting_generations_that_a_changed_model_refuses_are_refunded_and_the_next_starts(
    api_client: ApiClient, ada: Person, pixio: Pixio, sql: Sql, ids: list[str], change: str
) -> None:
    other = api_client.start(inputs={"words": "x"}, model=_other_model(sql))
    assert other.status_code == 202
    before = sql("select input_schema::text, active from models where id = 'krea-flux'")[0]
    sql(f"update models set {change} where id = 'krea-flux'")
    try:
        api_client.report(ids[0], pixio.run_of(ids[0]), "failed")
    finally:
        sql(
            "update models set input_schema = %s::jsonb, active = %s where id = 'krea-flux'",
            [before["input_schema"], before["active"]],
        )
    assert [api_client.row(each)["failure_reason"] for each in ids[1:]] == ["not_started"] * 3
    assert queued_ids(pixio) == [ids[0], other.json["generations"][0]["id"]]  # type: ignore[index]
    assert ada.balance() == 499


def _other_model(sql: Sql) -> str:
    """A model of one credit with the input `words`."""
    model = f"m-{uuid.uuid4()}"
    sql(
        "insert into models (id, name, category, media_type, credit_cost, deployment_id, input_schema)"
        """ values (%s, 'Other', 'image', 'image', 1, 'x', '{"type": "object", "additionalProperties": false,
             "x-prompt": "words", "properties": {"words": {"type": "string"}}}')""",
        [model],
    )
    return model


def test_a_path_in_another_users_folder_is_never_signed(
    api_client: ApiClient, admin: Client, bob: Person, pixio: Pixio, sql: Sql, ids: list[str]
) -> None:
    """Inputs are checked again when a waiting generation is started, not only when they are stored."""
    sql(
        "update generated_media set model_id = 'qwen-edit', inputs = %s::jsonb where id = %s",
        [f'{{"image1": "{stored_picture(admin, bob.id)}", "positive": "x"}}', ids[1]],
    )
    api_client.report(ids[0], pixio.run_of(ids[0]), "failed")
    assert api_client.row(ids[1])["failure_reason"] == "not_started"
    assert queued_ids(pixio) == [ids[0], ids[2]]


def test_while_pixio_is_away_the_waiting_list_keeps_its_order(
    api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str], set_limit: SetLimit, make_app: MakeApp
) -> None:
    set_limit(3)
    make_app(PIXIO_API_URL=UNREACHABLE).test_cli_runner().invoke(args=["reconcile"])
    assert api_client.statuses(ids) == ["processing", "waiting", "waiting", "waiting"]
    assert ada.balance() == 460
    api_client.cancel(ids[3])
    assert queued_ids(pixio) == ids[:3]


@pytest.mark.parametrize("status", [401, 402, 403, 429])
def test_generations_wait_on_while_pixio_refuses_the_account(
    api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str], set_limit: SetLimit, status: int
) -> None:
    pixio.on_queue = lambda _: Response(status)
    set_limit(3)
    api_client.report(ids[0], pixio.run_of(ids[0]), "failed")
    assert api_client.statuses(ids) == ["failed", "waiting", "waiting", "waiting"]
    assert ada.balance() == 470


def test_a_pass_starts_waiting_generations_for_a_limited_time(
    api_client: ApiClient,
    pixio: Pixio,
    ids: list[str],
    set_limit: SetLimit,
    runner: FlaskCliRunner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_limit(5)
    monkeypatch.setattr(reconcile, "MOST_STARTING_SECONDS", 0)
    assert runner.invoke(args=["reconcile"]).exit_code == 0
    assert queued_ids(pixio) == ids[:1]


def test_an_unclear_response_for_one_user_does_not_delay_another(
    api_client: ApiClient,
    ada: Person,
    bob: Person,
    pixio: Pixio,
    ids: list[str],
    set_limit: SetLimit,
    make_app: MakeApp,
    sql: Sql,
) -> None:
    set_limit(0)
    bobs_client = ApiClient(api_client.http, bob, api_client.secret, sql)
    id_of_bob = bobs_client.started()
    set_limit(5)

    def drop_the_connections_of_ada(request: Request) -> Response:
        if request.json["inputs"]["text"] == PROMPT and webhook_of({"queued": request.json})["generation"] in ids:
            raise ConnectionDropped
        return json_response({"run_id": pixio.start_run(request.json)})

    pixio.on_queue = drop_the_connections_of_ada
    make_app(NOT_STARTED_AFTER_SECONDS="300").test_cli_runner().invoke(args=["reconcile"])
    assert bobs_client.statuses([id_of_bob]) == ["processing"]
    assert api_client.statuses(ids) == ["processing", "pending", "waiting", "waiting"]


def test_the_timeout_of_a_run_counts_from_its_start(
    api_client: ApiClient, pixio: Pixio, ids: list[str], sql: Sql, runner: FlaskCliRunner
) -> None:
    sql("update generated_media set created_at = now() - interval '1 day' where id = any(%s::uuid[])", [ids])
    api_client.report(ids[0], pixio.run_of(ids[0]), "failed")
    runner.invoke(args=["reconcile"])
    assert api_client.statuses(ids) == ["failed", "processing", "waiting", "waiting"]


def test_the_deletion_of_an_account_starts_no_waiting_generation(
    api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str], sql: Sql
) -> None:
    def report_at_once(_: Request) -> Response:
        api_client.report(ids[0], pixio.run_of(ids[0]), "cancelled")
        return json_response({})

    pixio.on_cancel = report_at_once
    assert api_client.http.delete("/api/account", headers=ada.headers).status_code == 200
    assert queued_ids(pixio) == ids[:1]
    assert sql("select from generated_media where id = any(%s::uuid[])", [ids]) == []
