"""POST /api/webhooks/pixio: early, late, replayed, and while something else goes on."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.service.origin import Origin, picture
from tests.service.people import Desk, Person
from tests.service.pixio import Pixio
from tests.service.servers import Answer


def test_a_report_that_overtakes_the_attaching_is_not_lost(
    desk: Desk, ada: Person, pixio: Pixio, origin: Origin
) -> None:
    generation_id, outputs = str(uuid.uuid4()), origin.result()

    def report_first(request: Any) -> Answer:
        run_id = pixio.start_run(request.json)
        assert desk.report(generation_id, run_id, "success", outputs=outputs).status_code == 200
        return Answer(body=b'{"run_id": "%s"}' % run_id.encode())

    pixio.on_queue = report_first
    response = desk.start(generation_id=generation_id)
    assert (response.status_code, response.json["generation"]["status"]) == (202, "completed")  # type: ignore[index]
    assert (desk.row(generation_id)["status"], ada.balance()) == ("completed", 490)
    assert pixio.cancelled == []


def test_a_success_that_is_reported_again_changes_nothing(
    desk: Desk, ada: Person, pixio: Pixio, origin: Origin
) -> None:
    generation_id, outputs = desk.started(), origin.result()
    for _ in range(3):
        assert desk.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
    assert len(origin.asked) == 1
    assert (desk.row(generation_id)["status"], ada.balance()) == ("completed", 490)


def test_a_failure_that_is_reported_again_refunds_once(desk: Desk, ada: Person, pixio: Pixio) -> None:
    generation_id = desk.started()
    for _ in range(3):
        assert desk.report(generation_id, pixio.run_of(generation_id), "failed").status_code == 200
    assert ada.balance() == 500


def test_a_success_reported_many_times_at_once_completes_once_and_keeps_its_file(
    app: Flask, desk_of: Callable[[Flask], Desk], desk: Desk, ada: Person, pixio: Pixio, origin: Origin
) -> None:
    generation_id, outputs = desk.started(), origin.result()
    all_there = threading.Barrier(4)

    def together(_: Any) -> Answer:
        all_there.wait(10)
        return Answer(body=picture())

    origin.put("/result.png", together)
    reports = [
        threading.Thread(
            target=desk_of(app).report,
            args=(generation_id, pixio.run_of(generation_id), "success"),
            kwargs={"outputs": outputs},
        )
        for _ in range(4)
    ]
    for report in reports:
        report.start()
    for report in reports:
        report.join()
    row = desk.row(generation_id)
    assert (row["status"], ada.balance()) == ("completed", 490)
    assert len(desk.files(row["storage_path"])) == 1


def test_a_late_failure_does_not_undo_a_success(desk: Desk, ada: Person, pixio: Pixio, origin: Origin) -> None:
    generation_id = desk.started()
    desk.report(generation_id, pixio.run_of(generation_id), "success", outputs=origin.result())
    for word in ("failed", "running", "cancelled"):
        assert desk.report(generation_id, pixio.run_of(generation_id), word).status_code == 200
    assert (desk.row(generation_id)["status"], ada.balance()) == ("completed", 490)
    assert pixio.cancelled == []


def test_a_late_success_does_not_revive_a_cancelled_run(desk: Desk, ada: Person, pixio: Pixio, origin: Origin) -> None:
    generation_id = desk.started()
    desk.cancel(generation_id)
    assert (
        desk.report(generation_id, pixio.run_of(generation_id), "success", outputs=origin.result()).status_code == 200
    )
    row = desk.row(generation_id)
    assert (row["status"], row["failure_reason"], row["media_url"]) == ("failed", "cancelled", "")
    assert (origin.asked, desk.files(f"{ada.id}/images/{generation_id}.png"), ada.balance()) == ([], [], 500)


def test_a_run_that_goes_on_after_its_generation_failed_is_cancelled(desk: Desk, pixio: Pixio) -> None:
    pixio.on_queue = lambda _: Answer(504)
    generation_id = desk.started()
    desk.cancel(generation_id)
    desk.report(generation_id, "stray-run", "running", progress=0.4)
    assert pixio.cancelled == ["stray-run"]
    assert desk.row(generation_id)["status"] == "failed"


def test_a_cancel_during_the_download_wins_and_the_upload_is_removed(
    desk: Desk, ada: Person, pixio: Pixio, origin: Origin
) -> None:
    generation_id, outputs = desk.started(), origin.result()

    def cancelled_meanwhile(_: Any) -> Answer:
        assert desk.cancel(generation_id).status_code == 200
        return Answer(body=picture())

    origin.put("/result.png", cancelled_meanwhile)
    assert desk.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
    assert (desk.row(generation_id)["failure_reason"], ada.balance()) == ("cancelled", 500)
    assert desk.files(f"{ada.id}/images/{generation_id}.png") == []


def test_a_result_is_withdrawn_when_the_generation_is_deleted_during_the_download(
    desk: Desk, ada: Person, pixio: Pixio, origin: Origin
) -> None:
    generation_id, outputs = desk.started(), origin.result()

    def deleted_meanwhile(_: Any) -> Answer:
        desk.sql("delete from generated_media where id = %s", [generation_id])
        return Answer(body=picture())

    origin.put("/result.png", deleted_meanwhile)
    assert desk.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
    assert desk.files(f"{ada.id}/images/{generation_id}.png") == []


def test_a_result_that_cannot_be_fetched_now_is_asked_for_again(
    desk: Desk, ada: Person, pixio: Pixio, origin: Origin
) -> None:
    generation_id, outputs = desk.started(), origin.result()
    origin.put("/result.png", lambda _: Answer(503))
    assert desk.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 503
    assert desk.row(generation_id)["status"] == "processing"
    origin.put("/result.png", picture())
    assert desk.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 200
    assert (desk.row(generation_id)["status"], ada.balance()) == ("completed", 490)


def test_a_storage_that_does_not_take_the_file_lets_pixio_try_again(desk: Desk, pixio: Pixio, origin: Origin) -> None:
    generation_id, outputs = desk.started(), origin.result()
    desk.sql("update storage.buckets set file_size_limit = 1 where id = 'generated-media'")
    try:
        assert desk.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs).status_code == 503
    finally:
        desk.sql("update storage.buckets set file_size_limit = 52428800 where id = 'generated-media'")
    assert desk.row(generation_id)["status"] == "processing"
