"""The service is killed between any two steps of a start; a reconciler then ends every generation with exact credits."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskCliRunner

from tests.running import RunningStack, eventually
from tests.service.api_client import Person, start_body, webhook_path
from tests.service.holding_proxy import Gate
from tests.service.killed.conftest import assert_all_ended, send
from tests.service.media_host import MediaHost, picture
from tests.service.processes import RunningService, running_service
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Response

# A kill after one step leaves the same state as a kill before the next one, so each state is tested once.
START_STEPS = [
    ("POST /rest/v1/rpc/start_generations", False, (None, None, 500)),
    ("POST /rest/v1/rpc/start_generations", True, ("failed", "not_started", 500)),
    ("POST /api/run/deployment/queue", True, ("failed", "not_started", 500)),
    ("POST /rest/v1/rpc/record_progress", True, ("completed", None, 490)),
]


@pytest.mark.parametrize(("step", "after", "end"), START_STEPS)
def test_killed_during_a_start(
    proxied_user: Person,
    pixio: Pixio,
    media_host: MediaHost,
    runner: FlaskCliRunner,
    kill_at: Callable[..., None],
    step: str,
    after: bool,
    end: tuple[str | None, str | None, int],
) -> None:
    generation_id = str(uuid.uuid4())
    body = start_body(generation_id)
    kill_at(step, "/api/generations", after=after, json=body, headers=proxied_user.headers)
    for run in pixio.runs.values():
        run |= {"status": "success", "outputs": [{"url": media_host.put("/result", picture())}]}
    runner.invoke(args=["reconcile"])
    assert assert_all_ended(proxied_user) == end


def test_a_report_stores_the_result_if_the_service_was_killed_after_queueing(
    proxied_user: Person,
    stack: RunningStack,
    service: RunningService,
    pixio: Pixio,
    media_host: MediaHost,
    runner: FlaskCliRunner,
    kill_at: Callable[..., None],
) -> None:
    generation_id = str(uuid.uuid4())
    body = start_body(generation_id)
    step = "POST /api/run/deployment/queue"
    kill_at(step, "/api/generations", after=True, json=body, headers=proxied_user.headers)
    report = {
        "run_id": pixio.run_of(generation_id),
        "status": "success",
        "outputs": [{"url": media_host.put("/result", picture())}],
    }
    eventually(service.answers)
    reported = httpx.post(
        f"{service.url}{webhook_path(stack.pixio_webhook_secret, generation_id)}", json=report, timeout=30
    )
    assert reported.status_code == 200
    runner.invoke(args=["reconcile"])
    assert assert_all_ended(proxied_user) == ("completed", None, 490)


NEXT_STEPS = [
    ("POST /rest/v1/rpc/fail_generation", True, ("completed", None, 490)),
    ("POST /rest/v1/rpc/start_waiting_generation", False, ("completed", None, 490)),
    ("POST /rest/v1/rpc/start_waiting_generation", True, ("failed", "not_started", 500)),
    ("POST /api/run/deployment/queue", False, ("failed", "not_started", 500)),
    ("POST /api/run/deployment/queue", True, ("failed", "not_started", 500)),
]


@pytest.mark.parametrize(("step", "after", "end"), NEXT_STEPS)
def test_killed_between_the_end_of_one_generation_and_the_start_of_the_next(
    proxied_user: Person,
    stack: RunningStack,
    service: RunningService,
    pixio: Pixio,
    media_host: MediaHost,
    set_limit: Callable[[int], None],
    running: str,
    runner: FlaskCliRunner,
    kill_at: Callable[..., None],
    step: str,
    after: bool,
    end: tuple[str | None, str | None, int],
) -> None:
    set_limit(1)
    waiting = str(uuid.uuid4())
    body = start_body(waiting)
    asked = httpx.post(f"{service.url}/api/generations", json=body, headers=proxied_user.headers)
    assert asked.json()["generations"][0]["status"] == "waiting"
    report = {"run_id": pixio.run_of(running), "status": "failed"}
    kill_at(step, webhook_path(stack.pixio_webhook_secret, running), after=after, json=report)
    runner.invoke(args=["reconcile"])
    for run in pixio.runs.values():
        run |= {"status": "success", "outputs": [{"url": media_host.put("/result", picture())}]}
    runner.invoke(args=["reconcile"])
    ended = {str(row["id"]): (row["status"], row["failure_reason"]) for row in proxied_user.generations()}
    assert ended == {running: ("failed", "failed"), waiting: end[:2]}
    assert proxied_user.balance() == end[2]


@pytest.mark.parametrize("after", [False, True])
def test_a_refusal_is_refunded_although_the_service_was_killed(
    proxied_user: Person, pixio: Pixio, runner: FlaskCliRunner, kill_at: Callable[..., None], after: bool
) -> None:
    pixio.on_queue = lambda _: Response(422)
    body = start_body()
    step = "POST /rest/v1/rpc/fail_generation"
    kill_at(step, "/api/generations", after=after, json=body, headers=proxied_user.headers)
    runner.invoke(args=["reconcile"])
    assert assert_all_ended(proxied_user) == ("failed", "refused" if after else "not_started", 500)


def test_a_killed_service_continues_after_a_restart(
    proxied_user: Person,
    stack: RunningStack,
    gated_environment: dict[str, str],
    pixio: Pixio,
    media_host: MediaHost,
    runner: FlaskCliRunner,
    gate_of: Callable[[str], Gate],
    tmp_path: Path,
) -> None:
    generation_id = str(uuid.uuid4())
    body = start_body(generation_id)
    gate = gate_of("POST /api/run")
    with running_service(tmp_path, gated_environment) as first:
        gate.close_at("POST /api/run/deployment/queue", after=True)
        thread = threading.Thread(
            target=send, args=(f"{first.url}/api/generations", {"json": body, "headers": proxied_user.headers})
        )
        thread.start()
        assert gate.held.wait(10)
        first.kill()
        gate.open()
        thread.join()
    with running_service(tmp_path, gated_environment) as second:
        again = httpx.post(f"{second.url}/api/generations", json=body, headers=proxied_user.headers, timeout=30)
        assert (again.status_code, again.json()["generations"][0]["status"]) == (202, "pending")
        report = {
            "run_id": pixio.run_of(generation_id),
            "status": "success",
            "outputs": [{"url": media_host.put("/result", picture())}],
        }
        httpx.post(f"{second.url}{webhook_path(stack.pixio_webhook_secret, generation_id)}", json=report, timeout=30)
    runner.invoke(args=["reconcile"])
    assert len(pixio.queued) == 1
    assert assert_all_ended(proxied_user) == ("completed", None, 490)
