"""POST /api/webhooks/pixio: authentication, and the effect of each report."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from flask import Flask

from service.pixio.run import Run
from tests.service.api_client import ApiClient, Person, webhook_path
from tests.service.conftest import MakeApp
from tests.service.media_host import MediaHost, picture
from tests.service.scripted_pixio import Pixio, webhook_of

# ---------------------------------------------------------------- authentication


def test_a_report_with_a_forged_token_is_refused(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id = api_client.started()
    token = webhook_path(api_client.secret, generation_id).rpartition("=")[2]
    other = webhook_path(api_client.secret, str(uuid.uuid4())).rpartition("=")[2]
    for forged in [
        "?generation={id}",
        "?generation={id}&token=",
        "?generation={id}&token={other}",
        "?generation={id}&token=%C3%A9",
        "?generation=&token={token}",
        "?token={token}",
        "",
        "?generation={id}&token={token}x",
        "?generation={upper}&token={token}",
    ]:
        query = forged.format(id=generation_id, token=token, other=other, upper=generation_id.upper())
        body = {"run_id": pixio.run_of(generation_id), "status": "failed"}
        response = api_client.http.post(f"/api/webhooks/pixio{query}", json=body)
        assert response.status_code == 401, forged
        assert (api_client.row(generation_id)["status"], ada.balance()) == ("processing", 490), forged


def test_a_token_is_valid_for_its_generation_only(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    generation_id, own = api_client.started(), api_client.started()
    token = webhook_of(pixio.runs[pixio.run_of(own)])["token"]
    body = {"run_id": pixio.run_of(generation_id), "status": "failed"}
    assert (
        api_client.http.post(f"/api/webhooks/pixio?generation={generation_id}&token={token}", json=body).status_code
        == 401
    )
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("processing", 480)


def test_a_forged_report_does_not_reveal_whether_a_generation_exists(api_client: ApiClient) -> None:
    generation_id, body = api_client.started(), {"run_id": "r", "status": "failed"}
    real = api_client.http.post(f"/api/webhooks/pixio?generation={generation_id}&token={'0' * 64}", json=body)
    unreal = api_client.http.post(f"/api/webhooks/pixio?generation={uuid.uuid4()}&token={'0' * 64}", json=body)
    assert (real.status_code, real.json) == (unreal.status_code, unreal.json)


def test_during_a_rotation_both_secrets_verify_and_the_first_signs(
    make_app: MakeApp, api_client_of: Callable[[Flask], ApiClient], pixio: Pixio
) -> None:
    old, new = "the-old-secret-of-pixio", "the-new-secret-of-pixio"
    api_client = api_client_of(make_app(PIXIO_WEBHOOK_SECRET=f"{new}, {old}"))
    generation_id = api_client.started()
    assert pixio.queued[0]["webhook"].endswith(webhook_path(new, generation_id).removeprefix("/api/webhooks/pixio"))
    body = {"run_id": pixio.run_of(generation_id), "status": "running"}
    for secret, status in ((new, 200), (old, 200), ("some-other-secret-000", 401)):
        assert api_client.http.post(webhook_path(secret, generation_id), json=body).status_code == status


def test_a_report_about_another_run_is_ignored(api_client: ApiClient, ada: Person) -> None:
    generation_id = api_client.started()
    assert api_client.report(generation_id, "another-run", "failed").status_code == 200
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("processing", 490)


def test_a_report_about_a_deleted_generation_is_ignored(api_client: ApiClient) -> None:
    assert api_client.report(str(uuid.uuid4()), "run", "success", outputs=[]).status_code == 200


def test_an_unreadable_report_is_refused(api_client: ApiClient) -> None:
    generation_id = api_client.started()
    for body, status, field in [
        (b"", 400, None),
        (b"[]", 400, None),
        (b'{"status": "success"}', 400, "run_id"),
        (b'{"run_id": "", "status": "success"}', 400, "run_id"),
        (b'{"run_id": 5, "status": "success"}', 400, "run_id"),
        (b'{"run_id": "' + b"r" * 201 + b'", "status": "success"}', 400, "run_id"),
        (b'{"run_id": "a\\u0000b", "status": "success"}', 400, "run_id"),
        (b'{"run_id": "r"}', 400, "status"),
        (b'{"run_id": "r", "status": 1}', 400, "status"),
        (b"x" * (1024 * 1024 + 1), 413, None),
    ]:
        response = api_client.http.post(webhook_path(api_client.secret, generation_id), data=body)
        assert (response.status_code, response.json["error"].get("field")) == (status, field), body[:40]  # type: ignore[index]
        assert api_client.row(generation_id)["status"] == "processing"


# ---------------------------------------------------------------- progress


def test_running_and_unknown_statuses_keep_it_running(api_client: ApiClient, pixio: Pixio) -> None:
    generation_id = api_client.started()
    for word in [
        "pending",
        "processing",
        "not-started",
        "queued",
        "started",
        "running",
        "uploading",
        " Running ",
        "dreaming",
    ]:
        assert api_client.report(generation_id, pixio.run_of(generation_id), word).status_code == 200, word
        assert api_client.row(generation_id)["status"] == "processing", word


@pytest.mark.parametrize(
    ("progress", "shown"),
    [(0.25, 0.25), (25, 0.25), (100, 1), (1, 1), (1000, 1), (-3, 0), (None, 0), ("half", 0), (True, 0), ([], 0)],
)
def test_progress_is_clamped_between_0_and_1(progress: Any, shown: float) -> None:
    assert Run.read(json.dumps({"run_id": "r", "status": "running", "progress": progress}).encode()).progress == shown


@pytest.mark.parametrize(
    ("live_status", "shown"),
    [
        ("Sampling 3/20", "Sampling 3/20"),
        ("  a\n\tb\0c\x1b[31m  ", "a b c [31m"),
        ("right\u202eleft", "right left"),
        ("x" * 900, "x" * 200),
        ("   ", None),
        (7, None),
        ({"a": 1}, None),
    ],
)
def test_live_status_is_a_short_single_line(live_status: Any, shown: str | None) -> None:
    body = {"run_id": "r", "status": "running", "live_status": live_status}
    assert Run.read(json.dumps(body).encode()).live_status == shown


def test_progress_out_of_order_never_decreases(api_client: ApiClient, pixio: Pixio) -> None:
    generation_id = api_client.started()
    for progress in (0.2, 0.8, 0.5):
        api_client.report(
            generation_id, pixio.run_of(generation_id), "running", progress=progress, live_status=f"at {progress}"
        )
    row = api_client.row(generation_id)
    assert (row["progress"], row["live_status"]) == (pytest.approx(0.8), "at 0.8")


# ---------------------------------------------------------------- the end


def test_a_success_stores_the_file(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, stack: Any
) -> None:
    generation_id = api_client.started()
    assert (
        api_client.report(
            generation_id, pixio.run_of(generation_id), "success", outputs=media_host.result()
        ).status_code
        == 200
    )
    row = api_client.row(generation_id)
    path = f"{ada.id}/images/{generation_id}.png"
    assert (row["status"], row["storage_path"], row["progress"]) == ("completed", path, 1)
    assert row["media_url"] == f"{stack.supabase_url}/storage/v1/object/public/generated-media/{path}"
    assert row["metadata"] == {"content_type": "image/png", "bytes": len(picture())}
    fetched = httpx.get(row["media_url"])
    assert (fetched.content, fetched.headers["content-type"]) == (picture(), "image/png")
    assert ada.balance() == 490


def test_every_success_status_completes(api_client: ApiClient, pixio: Pixio, media_host: MediaHost) -> None:
    for word in ["success", "complete", "completed", "SUCCESS"]:
        generation_id = api_client.started()
        api_client.report(generation_id, pixio.run_of(generation_id), word, outputs=media_host.result())
        assert api_client.row(generation_id)["status"] == "completed", word


def test_every_failure_status_fails_and_refunds(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    for word, reason in [
        ("failed", "failed"),
        ("timeout", "timed_out"),
        ("cancelled", "cancelled"),
        ("Failed", "failed"),
    ]:
        generation_id = api_client.started()
        assert (
            api_client.report(generation_id, pixio.run_of(generation_id), word, error="CUDA out of memory").status_code
            == 200
        ), word
        row = api_client.row(generation_id)
        assert (row["status"], row["failure_reason"]) == ("failed", reason), word
        assert ada.balance() == 500, word
