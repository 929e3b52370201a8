"""POST /api/generations/<id>/cancel."""

from __future__ import annotations

import uuid
from importlib import import_module

import pytest

from service.generations.repository import fail, start_storing
from tests.service.api_client import ApiClient, Person
from tests.service.media_host import MediaHost, picture
from tests.service.scripted_pixio import Pixio
from tests.service.servers import ConnectionDropped, Response, json_response


def test_a_cancel_stops_the_run_and_refunds_it(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id = api_client.started()
    response = api_client.cancel(generation_id)
    assert response.status_code == 200
    assert response.json == {"generation": {"id": generation_id, "status": "failed", "credits_used": 10}}
    assert api_client.row(generation_id)["failure_reason"] == "cancelled"
    assert pixio.cancelled == [pixio.run_of(generation_id)]
    assert ada.balance() == 500


def test_a_cancel_works_while_the_run_id_is_unknown(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    pixio.on_queue = lambda _: Response(504)
    generation_id = api_client.started()
    assert api_client.cancel(generation_id).status_code == 200
    assert ada.balance() == 500


def test_a_run_that_is_queued_during_the_cancel_is_stopped_too(
    api_client: ApiClient, ada: Person, pixio: Pixio, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixio.on_queue = lambda _: Response(504)
    generation_id = api_client.started()

    def report_first(*arguments: str) -> bool:
        api_client.report(generation_id, "run-queued-meanwhile", "running")
        return fail(*arguments)

    monkeypatch.setattr(import_module("service.generations.cancel"), "fail", report_first)
    assert api_client.cancel(generation_id).status_code == 200
    assert pixio.cancelled == ["run-queued-meanwhile"]
    assert ada.balance() == 500


def test_a_cancel_succeeds_even_if_pixio_refuses_it(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id = api_client.started()
    pixio.on_cancel = lambda _: Response(500)
    assert api_client.cancel(generation_id).status_code == 200
    assert (api_client.row(generation_id)["failure_reason"], ada.balance()) == ("cancelled", 500)


def test_a_cancel_succeeds_even_if_pixio_drops_the_connection(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    def drop_connection(_: object) -> Response:
        raise ConnectionDropped

    generation_id = api_client.started()
    pixio.on_cancel = drop_connection
    assert api_client.cancel(generation_id).status_code == 200
    assert ada.balance() == 500


def test_a_cancel_succeeds_even_if_pixios_report_of_it_arrives_first(
    api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    generation_id = api_client.started()

    def report_at_once(_: object) -> Response:
        assert api_client.report(generation_id, pixio.run_of(generation_id), "cancelled").status_code == 200
        return json_response({})

    pixio.on_cancel = report_at_once
    assert api_client.cancel(generation_id).status_code == 200
    assert ada.balance() == 500


def test_a_run_that_ends_during_the_cancel_keeps_its_result(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id = api_client.started()
    url = media_host.put("/late.png", picture())

    def finish_first(_: object) -> Response:
        api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=[{"url": url}])
        return json_response({})

    pixio.on_cancel = finish_first
    response = api_client.cancel(generation_id)
    assert (response.status_code, response.json["error"]["code"]) == (409, "already_finished")  # type: ignore[index]
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("completed", 490)


def test_a_cancel_while_the_result_is_stored_changes_nothing(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the owner would have the file, whose path they can compute, and the credits."""
    generation_id = api_client.started()
    settle = import_module("service.generations.settle")
    cancelled: list[int] = []

    def cancel_before_upload(*arguments: str) -> bool:
        started = start_storing(*arguments)
        cancelled.append(api_client.cancel(generation_id).status_code)
        return started

    monkeypatch.setattr(settle, "start_storing", cancel_before_upload)
    url = media_host.put("/result.png", picture())
    api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=[{"url": url}])
    assert cancelled == [409]
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("completed", 490)


def test_a_second_cancel_changes_nothing(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id = api_client.started()
    api_client.cancel(generation_id)
    response = api_client.cancel(generation_id)
    assert (response.status_code, response.json["error"]["code"]) == (409, "already_finished")  # type: ignore[index]
    assert (len(pixio.cancelled), ada.balance()) == (1, 500)


def test_a_generation_of_somebody_else_is_not_found(
    api_client: ApiClient, ada: Person, bob: Person, pixio: Pixio
) -> None:
    generation_id = api_client.started()
    foreign = api_client.http.post(f"/api/generations/{generation_id}/cancel", headers=bob.headers)
    unknown = api_client.http.post(f"/api/generations/{uuid.uuid4()}/cancel", headers=bob.headers)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json == unknown.json
    assert (pixio.cancelled, api_client.row(generation_id)["status"], ada.balance()) == ([], "processing", 490)


def test_an_invalid_id_is_not_found(api_client: ApiClient) -> None:
    for generation_id in ["1", "../x", "a" * 500, "%00", "'; drop table users; --"]:
        assert api_client.cancel(generation_id).status_code == 404, generation_id
