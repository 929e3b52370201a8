"""The service is killed between any two steps of an end; a reconciler then ends every generation with exact credits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskCliRunner

from tests.running import RunningStack
from tests.service.api_client import Person, webhook_path
from tests.service.holding_proxy import Gate
from tests.service.killed.conftest import assert_all_ended
from tests.service.media_host import MediaHost, picture
from tests.service.processes import flask_command
from tests.service.scripted_pixio import Pixio

SUCCESS_STEPS = [
    "POST /rest/v1/rpc/record_progress",
    "GET /rest/v1/generated_media",
    "GET /result",
    "POST /storage/v1/object/generated-media",
    "POST /rest/v1/rpc/complete_generation",
    "PATCH /rest/v1/generated_media",  # stores the thumbnail
]


@pytest.mark.parametrize(("step", "after"), [(SUCCESS_STEPS[0], False), *((step, True) for step in SUCCESS_STEPS)])
def test_killed_while_processing_a_success_webhook(
    proxied_user: Person,
    stack: RunningStack,
    pixio: Pixio,
    media_host: MediaHost,
    media_gate: Gate,
    running: str,
    runner: FlaskCliRunner,
    kill_at: Callable[..., None],
    step: str,
    after: bool,
) -> None:
    url = media_host.put("/result", picture()).replace(media_host.url, media_gate.url)
    report = {"status": "success", "outputs": [{"url": url}]}
    run_id = pixio.run_of(running)
    pixio.runs[run_id] |= {"status": "success", "outputs": [{"url": f"{media_host.url}/result"}]}
    kill_at(step, webhook_path(stack.pixio_webhook_secret, running), after=after, json={**report, "run_id": run_id})
    runner.invoke(args=["reconcile"])
    assert assert_all_ended(proxied_user) == ("completed", None, 490)
    (row,) = proxied_user.generations()
    files = proxied_user.sql(
        "select name from storage.objects where name like %s order by name", [f"{proxied_user.id}/%"]
    )
    thumbnail = f"{proxied_user.id}/thumbnails/{row['id']}.webp"
    assert [file["name"] for file in files] == [row["storage_path"], thumbnail]
    assert row["thumbnail_url"].endswith(thumbnail)


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("POST /rest/v1/rpc/record_progress", False),
        ("POST /rest/v1/rpc/record_progress", True),
        ("POST /rest/v1/rpc/fail_generation", True),
    ],
)
def test_killed_while_processing_a_failure_webhook(
    proxied_user: Person,
    stack: RunningStack,
    pixio: Pixio,
    running: str,
    runner: FlaskCliRunner,
    kill_at: Callable[..., None],
    step: str,
    after: bool,
) -> None:
    run_id = pixio.run_of(running)
    pixio.runs[run_id]["status"] = "failed"
    report = {"run_id": run_id, "status": "failed"}
    kill_at(step, webhook_path(stack.pixio_webhook_secret, running), after=after, json=report)
    runner.invoke(args=["reconcile"])
    assert assert_all_ended(proxied_user) == ("failed", "failed", 500)


CANCEL_STEPS = [
    ("POST /api/run/cancel", False, ("completed", None, 490)),
    ("POST /api/run/cancel", True, ("failed", "cancelled", 500)),
    ("POST /rest/v1/rpc/fail_generation", True, ("failed", "cancelled", 500)),
]


@pytest.mark.parametrize(("step", "after", "end"), CANCEL_STEPS)
def test_killed_during_a_cancel(
    proxied_user: Person,
    pixio: Pixio,
    media_host: MediaHost,
    running: str,
    runner: FlaskCliRunner,
    kill_at: Callable[..., None],
    step: str,
    after: bool,
    end: tuple[str | None, str | None, int],
) -> None:
    kill_at(step, f"/api/generations/{running}/cancel", after=after, headers=proxied_user.headers)
    if not pixio.cancelled:
        url = media_host.put("/result", picture())
        pixio.runs[pixio.run_of(running)] |= {"status": "success", "outputs": [{"url": url}]}
    runner.invoke(args=["reconcile"])
    assert assert_all_ended(proxied_user) == end


@pytest.mark.parametrize("step", ["GET /api/run", "POST /storage/v1/object", "POST /rest/v1/rpc/complete_generation"])
def test_a_killed_reconcilers_work_is_completed_by_the_next(
    proxied_user: Person,
    gated_environment: dict[str, str],
    pixio: Pixio,
    media_host: MediaHost,
    running: str,
    runner: FlaskCliRunner,
    gate_of: Callable[[str], Gate],
    step: str,
) -> None:
    url = media_host.put("/result", picture())
    pixio.runs[pixio.run_of(running)] |= {"status": "success", "outputs": [{"url": url}]}
    gate = gate_of(step)
    gate.close_at(step, after=True)
    process = flask_command(gated_environment, "reconcile")
    assert gate.held.wait(20)
    process.kill()
    process.communicate()
    gate.open()
    runner.invoke(args=["reconcile"])
    assert assert_all_ended(proxied_user) == ("completed", None, 490)
