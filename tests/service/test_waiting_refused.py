"""Waiting generations that cannot be started: the model has changed, or Pixio is away, slow or refuses."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskCliRunner
from supabase import Client

from service import reconcile
from tests.conftest import Sql
from tests.service.api_client import PROMPT, ApiClient, Person
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio, webhook_of
from tests.service.servers import ConnectionDropped, Request, Response, json_response
from tests.service.test_inputs import stored_picture
from tests.service.waiting_list import SetLimit, ids, nothing_waits_afterwards, queued_ids

__all__ = ["ids", "nothing_waits_afterwards"]


UNREACHABLE = "http://127.0.0.1:9"


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
