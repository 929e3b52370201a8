"""POST /api/webhooks/pixio: early, late, repeated and concurrent reports."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from flask import Flask

from service.generations.repository import fail, start_storing
from tests.service.api_client import ApiClient, Person
from tests.service.media_host import MediaHost, picture
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Response


def test_a_report_before_the_run_id_is_stored_is_not_lost(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id, outputs = str(uuid.uuid4()), media_host.result()

    def report_first(request: Any) -> Response:
        run_id = pixio.start_run(request.json)
        assert api_client.report(generation_id, run_id, "success", outputs=outputs).status_code == 200
        return Response(body=b'{"run_id": "%s"}' % run_id.encode())

    pixio.on_queue = report_first
    response = api_client.start(generation_id=generation_id)
    assert (response.status_code, response.json["generations"][0]["status"]) == (202, "completed")  # type: ignore[index]
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("completed", 490)
    assert pixio.cancelled == []


def test_a_repeated_success_changes_nothing(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id, outputs = api_client.started(), media_host.result()
    for _ in range(3):
        assert (
            api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
        )
    assert len(media_host.requests) == 1
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("completed", 490)


def test_a_repeated_failure_refunds_once(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id = api_client.started()
    for _ in range(3):
        assert api_client.report(generation_id, pixio.run_of(generation_id), "failed").status_code == 200
    assert ada.balance() == 500


def test_concurrent_success_reports_complete_once_and_keep_the_file(
    app: Flask,
    api_client_of: Callable[[Flask], ApiClient],
    api_client: ApiClient,
    ada: Person,
    pixio: Pixio,
    media_host: MediaHost,
) -> None:
    generation_id, outputs = api_client.started(), media_host.result()
    all_there = threading.Barrier(4)

    def together(_: Any) -> Response:
        all_there.wait(10)
        return Response(body=picture())

    media_host.put("/result.png", together)
    reports = [
        threading.Thread(
            target=api_client_of(app).report,
            args=(generation_id, pixio.run_of(generation_id), "success"),
            kwargs={"outputs": outputs},
        )
        for _ in range(4)
    ]
    for report in reports:
        report.start()
    for report in reports:
        report.join()
    row = api_client.row(generation_id)
    assert (row["status"], ada.balance()) == ("completed", 490)
    assert len(api_client.files(row["storage_path"])) == 1


def test_a_late_failure_does_not_undo_a_success(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id = api_client.started()
    api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=media_host.result())
    for word in ("failed", "running", "cancelled"):
        assert api_client.report(generation_id, pixio.run_of(generation_id), word).status_code == 200
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("completed", 490)
    assert pixio.cancelled == []


def test_a_late_success_does_not_revive_a_cancelled_run(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id = api_client.started()
    api_client.cancel(generation_id)
    assert (
        api_client.report(
            generation_id, pixio.run_of(generation_id), "success", outputs=media_host.result()
        ).status_code
        == 200
    )
    row = api_client.row(generation_id)
    assert (row["status"], row["failure_reason"], row["media_url"]) == ("failed", "cancelled", "")
    assert (media_host.requests, api_client.files(f"{ada.id}/images/{generation_id}.png"), ada.balance()) == (
        [],
        [],
        500,
    )


def test_a_run_that_outlives_its_generation_is_cancelled(api_client: ApiClient, pixio: Pixio) -> None:
    pixio.on_queue = lambda _: Response(504)
    generation_id = api_client.started()
    api_client.cancel(generation_id)
    api_client.report(generation_id, "stray-run", "running", progress=0.4)
    assert pixio.cancelled == ["stray-run"]
    assert api_client.row(generation_id)["status"] == "failed"


def test_a_cancel_during_the_download_wins_and_no_file_is_stored(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id, outputs = api_client.started(), media_host.result()

    def cancelled_meanwhile(_: Any) -> Response:
        assert api_client.cancel(generation_id).status_code == 200
        return Response(body=picture())

    media_host.put("/result.png", cancelled_meanwhile)
    assert api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
    assert (api_client.row(generation_id)["failure_reason"], ada.balance()) == ("cancelled", 500)
    assert api_client.files(f"{ada.id}/images/{generation_id}.png") == []


@pytest.mark.parametrize("end", ["timed out", "deleted"])
def test_a_file_is_removed_if_the_generation_ends_while_it_is_stored(
    end: str, api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation_id, outputs = api_client.started(), media_host.result()

    def end_before_upload(*arguments: str) -> bool:
        started = start_storing(*arguments)
        if end == "timed out":
            fail(generation_id, "timed_out")
        else:
            api_client.sql("delete from auth.users where id = %s", [ada.id])
        return started

    monkeypatch.setattr(import_module("service.generations.settle"), "start_storing", end_before_upload)
    assert api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
    assert api_client.files(f"{ada.id}/images/{generation_id}.png") == []


def test_no_file_is_stored_if_the_account_is_deleted_during_the_download(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id, outputs = api_client.started(), media_host.result()

    def deleted_meanwhile(_: Any) -> Response:
        api_client.sql("delete from auth.users where id = %s", [ada.id])
        return Response(body=picture())

    media_host.put("/result.png", deleted_meanwhile)
    assert api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
    assert api_client.files(f"{ada.id}/images/{generation_id}.png") == []


def test_a_temporarily_unfetchable_result_is_fetched_again(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id, outputs = api_client.started(), media_host.result()
    media_host.put("/result.png", lambda _: Response(503))
    assert api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 503
    assert api_client.row(generation_id)["status"] == "processing"
    media_host.put("/result.png", picture())
    assert api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("completed", 490)


def test_a_storage_error_lets_pixio_retry(api_client: ApiClient, pixio: Pixio, media_host: MediaHost) -> None:
    generation_id, outputs = api_client.started(), media_host.result()
    api_client.sql("update storage.buckets set file_size_limit = 1 where id = 'generated-media'")
    try:
        assert (
            api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 503
        )
    finally:
        api_client.sql("update storage.buckets set file_size_limit = 52428800 where id = 'generated-media'")
    assert api_client.row(generation_id)["status"] == "processing"
