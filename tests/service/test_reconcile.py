"""`python -m service reconcile` finishes what no webhook finished; every generation ends."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.running import eventually
from tests.service.api_client import ApiClient, Person
from tests.service.conftest import MakeApp
from tests.service.media_host import MediaHost, picture
from tests.service.processes import flask_command
from tests.service.scripted_pixio import Pixio
from tests.service.servers import ConnectionDropped, Response


def reconcile(runner: FlaskCliRunner) -> int:
    """Run one pass; returns the exit code."""
    return runner.invoke(args=["reconcile"]).exit_code


def make_late(api_client: ApiClient, generation_id: str, seconds: int) -> None:
    api_client.sql(
        "update generated_media set started_at = started_at - make_interval(secs => %s) where id = %s",
        [seconds, generation_id],
    )


def ended(api_client: ApiClient, generation_id: str) -> tuple[str, str | None]:
    row = api_client.row(generation_id)
    return row["status"], row["failure_reason"]


def test_a_success_whose_webhook_was_lost_is_fetched(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, runner: FlaskCliRunner
) -> None:
    generation_id = api_client.started()
    pixio.runs[pixio.run_of(generation_id)] |= {"status": "success", "outputs": media_host.result()}
    assert reconcile(runner) == 0
    assert (ended(api_client, generation_id), ada.balance()) == (("completed", None), 490)


def test_a_failure_whose_webhook_was_lost_is_refunded(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner
) -> None:
    generation_id = api_client.started()
    pixio.runs[pixio.run_of(generation_id)]["status"] = "timeout"
    reconcile(runner)
    assert (ended(api_client, generation_id), ada.balance()) == (("failed", "timed_out"), 500)


def test_a_running_run_continues_and_its_progress_is_stored(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner
) -> None:
    generation_id = api_client.started()
    pixio.runs[pixio.run_of(generation_id)] |= {"progress": 0.6, "live_status": "Sampling"}
    reconcile(runner)
    row = api_client.row(generation_id)
    assert (row["status"], row["progress"], row["live_status"]) == ("processing", pytest.approx(0.6), "Sampling")
    assert (pixio.cancelled, ada.balance()) == ([], 490)


def test_a_recently_reported_run_is_not_polled(make_app: MakeApp, api_client: ApiClient, pixio: Pixio) -> None:
    api_client.started()
    reconcile(make_app(RECONCILE_AFTER_SECONDS="60").test_cli_runner())
    assert "GET /api/run" not in pixio.steps()


def test_a_queue_call_without_a_response_is_given_up_after_a_while(
    make_app: MakeApp, api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    pixio.on_queue = lambda _: Response(504)
    generation_id = api_client.started()
    slow_to_give_up = make_app(NOT_STARTED_AFTER_SECONDS="300").test_cli_runner()
    make_late(api_client, generation_id, 290)
    reconcile(slow_to_give_up)
    assert (ended(api_client, generation_id), ada.balance()) == (("pending", None), 490)
    make_late(api_client, generation_id, 20)
    reconcile(slow_to_give_up)
    assert (ended(api_client, generation_id), ada.balance()) == (("failed", "not_started"), 500)


def test_a_given_up_run_that_reports_is_cancelled_and_stays_refunded(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner
) -> None:
    pixio.on_queue = lambda _: Response(504)
    generation_id = api_client.started()
    reconcile(runner)
    api_client.report(generation_id, "late-run", "running")
    assert (ended(api_client, generation_id), ada.balance()) == (("failed", "not_started"), 500)
    assert pixio.cancelled == ["late-run"]


def test_a_run_over_its_time_is_cancelled_and_refunded(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner
) -> None:
    generation_id = api_client.started()
    make_late(api_client, generation_id, 901)
    reconcile(runner)
    assert (ended(api_client, generation_id), ada.balance()) == (("failed", "timed_out"), 500)
    assert pixio.cancelled == [pixio.run_of(generation_id)]


def test_a_success_found_after_the_time_limit_is_kept(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, runner: FlaskCliRunner
) -> None:
    generation_id = api_client.started()
    make_late(api_client, generation_id, 901)
    pixio.runs[pixio.run_of(generation_id)] |= {
        "status": "success",
        "outputs": [{"url": media_host.put("/a", picture())}],
    }
    reconcile(runner)
    assert (ended(api_client, generation_id), ada.balance()) == (("completed", None), 490)
    assert pixio.cancelled == []


def test_an_unfetchable_result_is_refunded_eventually(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, runner: FlaskCliRunner
) -> None:
    generation_id = api_client.started()
    url = media_host.put("/a", lambda _: Response(404))
    pixio.runs[pixio.run_of(generation_id)] |= {"status": "success", "outputs": [{"url": url}]}
    reconcile(runner)
    assert ended(api_client, generation_id) == ("processing", None)
    make_late(api_client, generation_id, 901)
    reconcile(runner)
    assert (ended(api_client, generation_id), ada.balance()) == (("failed", "timed_out"), 500)


def test_while_pixio_is_down_generations_are_refunded_eventually(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner
) -> None:
    generation_id = api_client.started()
    pixio.on_run = pixio.on_cancel = lambda _: Response(503)
    reconcile(runner)
    assert ended(api_client, generation_id) == ("processing", None)
    make_late(api_client, generation_id, 901)
    reconcile(runner)
    assert (ended(api_client, generation_id), ada.balance()) == (("failed", "timed_out"), 500)


def test_a_run_unknown_to_pixio_fails_after_a_while(
    make_app: MakeApp, api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    generation_id = api_client.started()
    pixio.runs.clear()
    slow_to_give_up = make_app(UNKNOWN_RUN_AFTER_SECONDS="300").test_cli_runner()
    reconcile(slow_to_give_up)
    assert ended(api_client, generation_id) == ("processing", None)
    make_late(api_client, generation_id, 301)
    reconcile(slow_to_give_up)
    assert (ended(api_client, generation_id), ada.balance()) == (("failed", "failed"), 500)


def test_a_fault_of_one_run_does_not_stop_the_others(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner
) -> None:
    generation_ids = [api_client.started() for _ in range(3)]
    for generation_id in generation_ids:
        pixio.runs[pixio.run_of(generation_id)]["status"] = "failed"
    faulty = min(generation_ids)  # the first one to be checked

    def answer(request: Any) -> Response:
        if request.query["run_id"] != pixio.run_of(faulty):
            return Response(body=json.dumps({"status": "failed"}).encode())
        raise ConnectionDropped

    pixio.on_run = answer
    assert reconcile(runner) == 0
    assert [ended(api_client, generation_id)[0] for generation_id in sorted(generation_ids)] == [
        "processing",
        "failed",
        "failed",
    ]
    assert ada.balance() == 490


def test_late_runs_beyond_one_page_are_all_processed(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner
) -> None:
    api_client.sql(
        "insert into generated_media (id, user_id, prompt, media_type, credits_used, model_id, status)"
        " select gen_random_uuid(), %s, 'x', 'image', 0, 'krea-flux', 'pending' from generate_series(1, 230)",
        [ada.id],
    )
    reconcile(runner)
    assert {row["failure_reason"] for row in ada.generations()} == {"not_started"}


def test_due_credits_are_booked(api_client: ApiClient, ada: Person, runner: FlaskCliRunner) -> None:
    ada.spend_all_but(3)
    api_client.sql("update auth.users set created_at = now() - interval '40 days' where id = %s", [ada.id])
    api_client.sql("update users set credits_reset_at = now() - interval '1 day' where id = %s", [ada.id])
    reconcile(runner)
    assert ada.balance() == 500


def test_a_second_pass_changes_nothing(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, runner: FlaskCliRunner
) -> None:
    generation_id = api_client.started()
    pixio.runs[pixio.run_of(generation_id)] |= {
        "status": "success",
        "outputs": [{"url": media_host.put("/a", picture())}],
    }
    reconcile(runner)
    row = api_client.row(generation_id)
    reconcile(runner)
    assert api_client.row(generation_id) == row
    assert ada.balance() == 490


def test_concurrent_reconcilers_and_a_webhook_refund_once(
    app: Flask, api_client_of: Callable[[Flask], ApiClient], api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    generation_id = api_client.started()
    run_id = pixio.run_of(generation_id)
    pixio.runs[run_id]["status"] = "failed"
    work = [threading.Thread(target=reconcile, args=(app.test_cli_runner(),)) for _ in range(3)]
    work += [
        threading.Thread(target=api_client_of(app).report, args=(generation_id, run_id, "failed")) for _ in range(3)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert (ended(api_client, generation_id), ada.balance()) == (("failed", "failed"), 500)


# ---------------------------------------------------------------- as a process


def test_a_pass_that_cannot_reach_supabase_exits_with_an_error(environment: dict[str, str]) -> None:
    process = flask_command({**environment, "SUPABASE_URL": "http://127.0.0.1:9"}, "reconcile")
    assert process.wait(timeout=30) == 1
    assert "reconcile pass failed" in process.communicate()[1]


def test_the_loop_survives_an_outage_and_ends_promptly_on_sigterm(
    environment: dict[str, str], api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    generation_id = api_client.started()
    polled = threading.Event()

    def broken(_: Any) -> Response:
        polled.set()
        raise ConnectionDropped

    pixio.on_run = broken
    process = flask_command(environment, "reconcile", "--every", "0.1")
    try:
        assert polled.wait(20)
        pixio.runs[pixio.run_of(generation_id)]["status"] = "failed"
        pixio.on_run = None
        eventually(lambda: ended(api_client, generation_id) == ("failed", "failed"), 20)
    finally:
        process.send_signal(signal.SIGTERM)
        log = process.communicate(timeout=3)[1]
    assert process.returncode == 0
    assert ada.balance() == 500
    assert all(json.loads(line)["request_id"] for line in log.splitlines())
