"""POST /api/generations: debit the credits, queue the run, store its id."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from supabase import Client

from service.generations.models import deployment_of
from tests.conftest import Sql
from tests.service.api_client import PROMPT, ApiClient, Person, start_body
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio, webhook_of
from tests.service.servers import ConnectionDropped, Request, Response, json_response
from tests.service.test_inputs import stored_picture


def test_a_start_debits_queues_and_stores_the_run_id(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id = str(uuid.uuid4())
    response = api_client.start(generation_id=generation_id)
    assert response.status_code == 202
    assert response.json == {"generations": [{"id": generation_id, "status": "processing", "credits_used": 10}]}
    row = api_client.row(generation_id)
    assert (row["prompt"], row["run_id"], row["status"]) == (PROMPT, pixio.run_of(generation_id), "processing")
    assert ada.balance() == 490


def test_pixio_gets_the_deployment_the_inputs_with_defaults_and_our_webhook(
    api_client: ApiClient, pixio: Pixio
) -> None:
    generation_id = api_client.started(inputs={"text": PROMPT, "width": 512})
    (queued,) = pixio.queued
    assert queued["deployment_id"] == "3d9bb06d-af94-4247-9c29-b6dc7789f820"
    assert queued["inputs"] == {"text": PROMPT, "width": 512, "height": 1024}
    assert queued["webhook_intermediate_status"] is True
    assert queued["webhook"].startswith("http://service.invalid/api/webhooks/pixio?")
    assert webhook_of(pixio.runs[pixio.run_of(generation_id)])["generation"] == generation_id
    assert pixio.requests[0].headers["authorization"] == "Bearer pixio-api-key"
    assert api_client.row(generation_id)["inputs"] == queued["inputs"]


@pytest.mark.parametrize(
    ("model", "variable"),
    [
        ("krea-flux", "DEPLOYMENT_ID_KREA_FLUX"),
        ("qwen-edit", "DEPLOYMENT_ID_QWEN_EDIT"),
        ("wan-first-last-frame", "DEPLOYMENT_ID_WAN_FIRST_LAST"),
        ("wan-first-last-frame", "DEPLOYMENT_ID_WAN_FIRST_LAST_FRAME"),
    ],
)
def test_the_environment_overrides_a_deployment(make_app: MakeApp, model: str, variable: str) -> None:
    with make_app(**{variable: "mine"}).app_context():
        assert deployment_of(model, "usual") == "mine"
    with make_app().app_context():
        assert deployment_of(model, "usual") == "usual"


def test_a_repeated_id_returns_the_same_generation(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id = api_client.started()
    again = api_client.start(generation_id=generation_id.upper())
    assert again.status_code == 202
    assert again.json == {"generations": [{"id": generation_id, "status": "processing", "credits_used": 10}]}
    assert len(pixio.queued) == 1
    assert ada.balance() == 490


def test_a_repeated_id_returns_the_same_generation_after_its_input_and_model_are_gone(
    api_client: ApiClient, ada: Person, admin: Client, pixio: Pixio, sql: Sql
) -> None:
    picture = stored_picture(admin, ada.id)
    inputs, generation_id = {"image1": picture, "positive": PROMPT}, str(uuid.uuid4())
    first = api_client.start("qwen-edit", inputs, generation_id)
    admin.storage.from_("generated-media").remove([picture])
    sql("update models set active = false where id = 'qwen-edit'")
    try:
        again = api_client.start("qwen-edit", inputs, generation_id)
    finally:
        sql("update models set active = true where id = 'qwen-edit'")
    assert (again.status_code, again.json) == (202, first.json)
    assert (len(pixio.queued), ada.balance()) == (1, 485)


def test_concurrent_starts_with_one_id_are_queued_once(
    app: Flask, api_client_of: Callable[[Flask], ApiClient], pixio: Pixio, ada: Person
) -> None:
    generation_id = str(uuid.uuid4())
    statuses: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: statuses.append(api_client_of(app).start(generation_id=generation_id).status_code)
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [202] * 8
    assert len(pixio.queued) == 1
    assert ada.balance() == 490


def test_another_users_id_is_refused(api_client: ApiClient, bob: Person, pixio: Pixio) -> None:
    generation_id = api_client.started()
    response = api_client.http.post(
        "/api/generations",
        json=start_body(generation_id),
        headers=bob.headers,
    )
    assert (response.status_code, response.json["error"]["code"]) == (409, "id_taken")  # type: ignore[index]
    assert len(pixio.queued) == 1
    assert bob.balance() == 500


def test_too_few_credits_start_nothing(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    ada.spend_all_but(9)
    response = api_client.start()
    assert response.status_code == 402
    assert response.json["error"] | {"message": ""} == {  # type: ignore[index]
        "code": "insufficient_credits",
        "message": "",
        "required": 10,
        "available": 9,
    }
    assert pixio.queued == []
    assert ada.generations() == []


def test_a_model_for_a_higher_tier_is_refused_with_the_plans_name(
    api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    api_client.sql("update models set min_tier = 'business' where id = 'krea-flux'")
    try:
        refused = api_client.start()
    finally:
        api_client.sql("update models set min_tier = null where id = 'krea-flux'")
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "tier_required")  # type: ignore[index]
    assert refused.json["error"]["tier"] == "Business"  # type: ignore[index]
    assert (pixio.queued, ada.balance()) == ([], 500)


REFUSALS: dict[str, Callable[[Request], Response]] = {
    "the key is wrong": lambda _: json_response({"detail": "Invalid token"}, 401),
    "the deployment is unknown": lambda _: json_response({"detail": "Deployment not found"}, 404),
    "the inputs are wrong": lambda _: json_response({"detail": [{"input": PROMPT}]}, 422),
    "too many requests": lambda _: json_response({"detail": "slow down"}, 429),
    "an error in a 200 response": lambda _: json_response({"error": "out of machines"}),
    "a redirect": lambda _: Response(307, headers={"Location": "/elsewhere"}),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_run_refused_by_pixio_is_refunded(
    api_client: ApiClient, ada: Person, pixio: Pixio, refusal: Callable[[Request], Response]
) -> None:
    pixio.on_queue = refusal
    response = api_client.start()
    assert (response.status_code, response.json["error"]["code"]) == (502, "refused")  # type: ignore[index]
    (row,) = ada.generations()
    assert (row["status"], row["failure_reason"]) == ("failed", "refused")
    assert ada.balance() == 500
    assert "machines" not in response.text


def test_an_unreachable_pixio_refunds_the_start(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient], ada: Person
) -> None:
    response = api_client_of(make_app(PIXIO_API_URL="http://127.0.0.1:9")).start()
    assert (response.status_code, response.json["error"]["code"]) == (502, "refused")  # type: ignore[index]
    assert ada.balance() == 500


def _drop(_: Request) -> Response:
    raise ConnectionDropped


UNCLEAR: dict[str, Callable[[Request], Response]] = {
    "the connection is lost": _drop,
    "a 5xx response": lambda _: Response(500, b"oops"),
    "a gateway time-out": lambda _: Response(504),
    "no run id": lambda _: json_response({"status": "ok"}),
    "no JSON": lambda _: Response(200, b"<html>"),
    "a run id of the wrong type": lambda _: json_response({"run_id": 7}),
}


@pytest.mark.parametrize("unclear", UNCLEAR.values(), ids=UNCLEAR)
def test_a_queue_call_without_a_clear_answer_stays_pending_and_is_not_repeated(
    api_client: ApiClient, ada: Person, pixio: Pixio, unclear: Callable[[Request], Response]
) -> None:
    pixio.on_queue = unclear
    response = api_client.start()
    assert (response.status_code, response.json["generations"][0]["status"]) == (202, "pending")  # type: ignore[index]
    assert len(pixio.queued) == 1
    assert ada.balance() == 490
    api_client.start(generation_id=response.json["generations"][0]["id"])  # type: ignore[index]
    assert len(pixio.queued) == 1


def test_a_timed_out_queue_call_stays_pending_until_the_run_reports(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient], ada: Person, pixio: Pixio
) -> None:
    answer_now = threading.Event()

    def slowly(request: Request) -> Response:
        run_id = pixio.start_run(request.json)
        answer_now.wait(10)
        return json_response({"run_id": run_id})

    pixio.on_queue = slowly
    api_client = api_client_of(make_app(PIXIO_TIMEOUT_SECONDS="0.3"))
    response = api_client.start()
    answer_now.set()
    assert (response.status_code, response.json["generations"][0]["status"]) == (202, "pending")  # type: ignore[index]
    generation_id = response.json["generations"][0]["id"]  # type: ignore[index]
    assert api_client.report(generation_id, pixio.run_of(generation_id), "running", progress=0.5).status_code == 200
    assert (api_client.row(generation_id)["status"], api_client.row(generation_id)["run_id"]) == (
        "processing",
        pixio.run_of(generation_id),
    )
    assert ada.balance() == 490


def test_a_cancel_during_the_queue_call_stops_the_run(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id = str(uuid.uuid4())

    def cancelled_meanwhile(request: Request) -> Response:
        run_id = pixio.start_run(request.json)
        assert api_client.cancel(generation_id).status_code == 200
        return json_response({"run_id": run_id})

    pixio.on_queue = cancelled_meanwhile
    response = api_client.start(generation_id=generation_id)
    assert (response.status_code, response.json["generations"][0]["status"]) == (202, "failed")  # type: ignore[index]
    assert api_client.row(generation_id)["failure_reason"] == "cancelled"
    assert pixio.cancelled == [pixio.run_of(generation_id)]
    assert ada.balance() == 500
