"""The service under gunicorn: concurrency, logs, and a whole generation with the Pixio stand-in."""

from __future__ import annotations

import io
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.conftest import Sql
from tests.running import RunningStack, eventually
from tests.service.api_client import PROMPT, Person, start_body, webhook_path
from tests.service.media_host import MediaHost
from tests.service.processes import RunningService, running_service
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Request, Response, json_response


@pytest.fixture(scope="module")
def service(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(tmp_path_factory.mktemp("service"), environment) as running:
        yield running


@pytest.fixture
def no_running_limit(sql: Sql) -> Iterator[None]:
    """Raise the limit of running generations so that it has no effect."""
    sql("update settings set value = '100' where name = 'max_running_generations'")
    yield
    sql("update settings set value = '5' where name = 'max_running_generations'")


def start(service: RunningService, person: Person, **more: Any) -> httpx.Response:
    body = start_body()
    return httpx.post(f"{service.url}/api/generations", json=body, headers={**person.headers, **more}, timeout=60)


@pytest.mark.usefixtures("no_running_limit")
def test_50_concurrent_starts_with_credits_for_7_start_exactly_7(
    service: RunningService, ada: Person, pixio: Pixio
) -> None:
    ada.spend_all_but(79)
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda _: start(service, ada).status_code, range(50)))
    assert sorted(statuses) == [202] * 7 + [402] * 43
    assert len(pixio.queued) == 7
    assert ada.balance() == 9


def test_logs_are_json_lines_with_the_id_of_the_request(service: RunningService, ada: Person, pixio: Pixio) -> None:
    mine = uuid.uuid4().hex
    assert start(service, ada, **{"X-Request-Id": mine}).headers["X-Request-Id"] == mine
    eventually(lambda: any(line.get("request_id") == mine for line in service.lines()))
    (line,) = [
        line for line in service.lines() if line.get("request_id") == mine and line["message"] == "request answered"
    ]
    assert (line["method"], line["path"], line["status"]) == ("POST", "/api/generations", 202)
    assert line["user"] == ada.id
    assert line["milliseconds"] > 0


def test_a_request_id_that_is_not_plain_is_replaced(service: RunningService) -> None:
    for sent in ["", "a b", "x" * 65, 'a"b', "é"]:
        answer = httpx.get(f"{service.url}/healthz", headers={b"X-Request-Id": sent.encode()})
        assert answer.headers["X-Request-Id"] not in ("", sent), sent


def test_logs_contain_no_prompts_tokens_payloads_or_provider_texts(
    service: RunningService, ada: Person, stack: RunningStack, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id = _generation_with_every_failure(service, ada, stack, pixio, media_host)
    eventually(lambda: any(line.get("generation") == generation_id for line in service.lines()))
    log = service.log.read_text(encoding="utf-8")
    token = webhook_path(stack.pixio_webhook_secret, generation_id).rpartition("=")[2]
    for secret in (ada.token, ada.token.split(".")[2], token, stack.secret_key, stack.pixio_webhook_secret):
        assert secret not in log
    for private in (
        PROMPT,
        "very private",
        "provider says",
        "X-Amz-Signature",
        "token=",
        "pixio-api-key",
        "/signed.png",
    ):
        assert private not in log


def _generation_with_every_failure(
    service: RunningService, ada: Person, stack: RunningStack, pixio: Pixio, media_host: MediaHost
) -> str:
    """Cause wrong tokens, invalid inputs, refusals and failures of every dependency. Returns the last generation's id."""
    httpx.post(f"{service.url}/api/generations", headers={"Authorization": f"Bearer {ada.token}x"})
    httpx.post(f"{service.url}/api/generations?token=very private", json={"id": "very private"}, headers=ada.headers)
    wrong = {
        "model": "krea-flux",
        "generations": [{"id": str(uuid.uuid4()), "inputs": {"text": PROMPT, "width": "very private"}}],
    }
    httpx.post(f"{service.url}/api/generations", json=wrong, headers=ada.headers)
    for answer in (
        json_response({"detail": [{"msg": "provider says", "input": PROMPT}]}, 422),
        Response(500, b"provider says"),
    ):
        pixio.on_queue = lambda _, answer=answer: answer
        start(service, ada)
    pixio.on_queue = None
    generation_id = str(start(service, ada).json()["generations"][0]["id"])
    path = webhook_path(stack.pixio_webhook_secret, generation_id)
    url = f"{media_host.put('/signed.png', lambda _: Response(500))}?X-Amz-Signature=very-private"
    for report in (
        {"status": "very private" * 9, "live_status": "provider says"},
        {"status": "success", "outputs": [{"url": url}, {"url": "https://evil.example/signed.png?X-Amz-Signature=1"}]},
        {"status": "failed", "error": "provider says very private things"},
    ):
        httpx.post(f"{service.url}{path}", json={"run_id": pixio.run_of(generation_id), **report})
    httpx.post(f"{service.url}{path}", content=b'{"very private')
    httpx.post(f"{service.url}{path}x", json={"run_id": "r", "status": "failed"})
    return generation_id


def test_a_generation_completes_with_the_pixio_stand_in(
    stack: RunningStack, environment: dict[str, str], ada: Person, tmp_path: Path
) -> None:
    standing_in = {
        "PIXIO_API_URL": stack.pixio_url,
        "PIXIO_DEPLOY_API_KEY": stack.pixio_api_key,
        "PIXIO_MEDIA_HOSTS": stack.pixio_url,
    }
    with running_service(tmp_path, environment, **standing_in) as service:
        generation_id = start(service, ada).json()["generations"][0]["id"]
        eventually(lambda: ada.generations()[0]["status"] in ("completed", "failed"), 30)
        (row,) = ada.generations()
        assert (row["id"], row["status"], row["failure_reason"]) == (uuid.UUID(generation_id), "completed", None)
        answer = httpx.get(row["media_url"])
        assert answer.headers["content-type"].startswith("image/")
        # The test stack paints coarse pictures of the same size.
        assert Image.open(io.BytesIO(answer.content)).size == (1024, 1024)
        assert ada.balance() == 490


def test_a_stopping_service_finishes_current_requests_only(
    environment: dict[str, str], ada: Person, pixio: Pixio, tmp_path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(request: Request) -> Response:
        begun.set()
        go_on.wait(10)
        return json_response({"run_id": pixio.start_run(request.json)})

    pixio.on_queue = slowly
    with running_service(tmp_path, environment) as service, httpx.Client() as idle, ThreadPoolExecutor(1) as pool:
        idle.get(f"{service.url}/healthz")
        answer = pool.submit(start, service, ada)
        assert begun.wait(10)
        service.process.terminate()
        go_on.set()
        assert answer.result(10).json()["generations"][0]["status"] == "processing"
        assert service.process.wait(5) == 0


def test_a_body_of_unknown_length_is_limited_to_a_megabyte(service: RunningService, ada: Person) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    answer = httpx.post(f"{service.url}/api/generations", content=endless(), headers=ada.headers, timeout=30)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "payload_too_large")
