"""A service that a test kills when one of its requests reaches a step, and what must be true afterwards."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from tests.conftest import Sql
from tests.running import RunningStack, eventually
from tests.service.api_client import Person, sign_up, start_body
from tests.service.holding_proxy import Gate, gate_to
from tests.service.media_host import MediaHost
from tests.service.processes import RunningService, running_service
from tests.service.scripted_pixio import Pixio


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
        thread = threading.Thread(target=send, args=(f"{service.url}{path}", request))
        thread.start()
        assert gate.held.wait(10), f"the request did not reach {step}"
        service.kill_workers()
        gate.open()
        thread.join()

    return kill


def send(url: str, request: dict[str, Any]) -> None:
    with suppress(httpx.HTTPError):
        httpx.post(url, timeout=30, **request)


def assert_all_ended(person: Person) -> tuple[str | None, str | None, int]:
    """Assert that the user's generation has ended and the ledger is consistent. Returns status and reason of the
    generation, if any, and the credits."""
    rows = person.generations()
    assert all(row["status"] in ("completed", "failed") for row in rows)
    row = rows[0] if rows else {}
    return row.get("status"), row.get("failure_reason"), person.balance()


@pytest.fixture
def running(proxied_user: Person, service: RunningService, pixio: Pixio) -> str:
    """The id of a generation whose run is in progress."""
    eventually(service.answers)
    generation_id = str(uuid.uuid4())
    body = start_body(generation_id)
    assert httpx.post(f"{service.url}/api/generations", json=body, headers=proxied_user.headers).status_code == 202
    return generation_id
