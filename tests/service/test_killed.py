"""The service is killed between any two steps; a reconciler then ends every generation with exact credits."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask.testing import FlaskCliRunner

from tests.conftest import Sql
from tests.running import RunningStack, eventually
from tests.service.api_client import KREA, Person, sign_up, webhook_path
from tests.service.holding_proxy import Gate, gate_to
from tests.service.media_host import MediaHost, picture
from tests.service.processes import RunningService, flask_command, running_service
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Response


@pytest.fixture(scope="module")
def supabase_gate(stack: RunningStack) -> Iterator[Gate]:
    with gate_to(stack.supabase_url) as gate:
        yield gate


@pytest.fixture(scope="module")
def pixio_gate(one_pixio: Pixio) -> Iterator[Gate]:
    with gate_to(one_pixio.url) as gate:
        yield gate


@pytest.fixture(scope="module")
def media_gate(session_media_host: MediaHost) -> Iterator[Gate]:
    with gate_to(session_media_host.url) as gate:
        yield gate


@pytest.fixture(scope="module")
def gated_environment(
    environment: dict[str, str], supabase_gate: Gate, pixio_gate: Gate, media_gate: Gate
) -> dict[str, str]:
    """The settings of a service whose requests all pass through a gate."""
    return {
        **environment,
        "SUPABASE_URL": supabase_gate.url,
        "PIXIO_API_URL": pixio_gate.url,
        "PIXIO_MEDIA_HOSTS": f"{media_gate.url},{environment['PIXIO_MEDIA_HOSTS']}",
    }


@pytest.fixture(scope="module")
def service(gated_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(tmp_path_factory.mktemp("killed"), gated_environment) as running:
        yield running


@pytest.fixture
def proxied_user(stack: RunningStack, sql: Sql, supabase_gate: Gate) -> Person:
    """A user of the service behind the gate."""
    return sign_up(stack, sql, issuer=supabase_gate.url)


@pytest.fixture
def gate_of(supabase_gate: Gate, pixio_gate: Gate, media_gate: Gate) -> Iterator[Callable[[str], Gate]]:
    """A function that returns the gate for a step; all gates are opened afterwards."""

    def find(step: str) -> Gate:
        if "/api/run" in step:
            return pixio_gate
        return media_gate if "/result" in step else supabase_gate

    yield find
    for gate in (supabase_gate, pixio_gate, media_gate):
        gate.open()


@pytest.fixture
def kill_at(service: RunningService, gate_of: Callable[[str], Gate]) -> Callable[..., None]:
    """A function that sends a request and kills the service when the request reaches a step."""

    def kill(step: str, path: str, *, after: bool, **request: Any) -> None:
        eventually(service.answers)
        gate = gate_of(step)
        gate.close_at(step, after=after)
        thread = threading.Thread(target=_send, args=(f"{service.url}{path}", request))
        thread.start()
        assert gate.held.wait(10), f"the request did not reach {step}"
        service.kill_workers()
        gate.open()
        thread.join()

    return kill


def _send(url: str, request: dict[str, Any]) -> None:
    with suppress(httpx.HTTPError):
        httpx.post(url, timeout=30, **request)


def assert_all_ended(person: Person) -> tuple[str | None, str | None, int]:
    """Assert that the user's generation has ended and the ledger is consistent. Returns status and reason of the
    generation, if any, and the credits."""
    rows = person.generations()
    assert all(row["status"] in ("completed", "failed") for row in rows)
    row = rows[0] if rows else {}
    return row.get("status"), row.get("failure_reason"), person.balance()


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
    body = {"model": "krea-flux", "generations": [{"id": generation_id, "inputs": KREA}]}
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
    body = {"model": "krea-flux", "generations": [{"id": generation_id, "inputs": KREA}]}
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


@pytest.fixture
def running(proxied_user: Person, service: RunningService, pixio: Pixio) -> str:
    """The id of a generation whose run is in progress."""
    eventually(service.answers)
    generation_id = str(uuid.uuid4())
    body = {"model": "krea-flux", "generations": [{"id": generation_id, "inputs": KREA}]}
    assert httpx.post(f"{service.url}/api/generations", json=body, headers=proxied_user.headers).status_code == 202
    return generation_id


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
    body = {"model": "krea-flux", "generations": [{"id": waiting, "inputs": KREA}]}
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


@pytest.mark.parametrize("after", [False, True])
def test_a_refusal_is_refunded_although_the_service_was_killed(
    proxied_user: Person, pixio: Pixio, runner: FlaskCliRunner, kill_at: Callable[..., None], after: bool
) -> None:
    pixio.on_queue = lambda _: Response(422)
    body = {"model": "krea-flux", "generations": [{"id": str(uuid.uuid4()), "inputs": KREA}]}
    step = "POST /rest/v1/rpc/fail_generation"
    kill_at(step, "/api/generations", after=after, json=body, headers=proxied_user.headers)
    runner.invoke(args=["reconcile"])
    assert assert_all_ended(proxied_user) == ("failed", "refused" if after else "not_started", 500)


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
    body = {"model": "krea-flux", "generations": [{"id": generation_id, "inputs": KREA}]}
    gate = gate_of("POST /api/run")
    with running_service(tmp_path, gated_environment) as first:
        gate.close_at("POST /api/run/deployment/queue", after=True)
        thread = threading.Thread(
            target=_send, args=(f"{first.url}/api/generations", {"json": body, "headers": proxied_user.headers})
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
