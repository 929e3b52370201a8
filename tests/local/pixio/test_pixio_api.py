"""The API of Pixio: key, queue, get, cancel."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.local.pixio.stand_in import KREA_FLUX, Pixio, Receiver, running_pixio, seconds_between
from tests.running import eventually

CALLS = [
    ("POST", "/api/run/deployment/queue"),
    ("GET", "/api/run?run_id=x"),
    ("POST", "/api/run/cancel"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_call_needs_the_key(pixio: Pixio, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "pixio-key"}):
        assert httpx.request(method, pixio.url + path, headers=headers, json={}, trust_env=False).status_code == 401


def test_urls_of_results_cannot_be_guessed(pixio: Pixio) -> None:
    first, second = (pixio.url_of(pixio.queue(text="sea")).split("/")[-2] for _ in range(2))
    assert first != second
    assert len(first) >= 32


@pytest.mark.parametrize("body", [{}, {"deployment_id": KREA_FLUX, "inputs": []}])
def test_a_queue_call_needs_its_fields(pixio: Pixio, body: dict[str, object]) -> None:
    assert pixio.http.post("/api/run/deployment/queue", json=body).status_code == 422


def test_cancelling_a_finished_run_changes_nothing(pixio: Pixio, receiver: Receiver) -> None:
    run_id = pixio.queue(text="sea")
    before = pixio.finished(run_id)
    assert pixio.cancel(run_id).is_success
    assert pixio.get(run_id) == before
    assert receiver.words(run_id).count("cancelled") == 0


def test_progress_increases_in_small_steps(pixio: Pixio, receiver: Receiver) -> None:
    run_id = pixio.queue(text="sea", intermediate=True)
    pixio.finished(run_id)
    eventually(lambda: set(pixio.states(run_id)) == {"delivered"})
    told = [delivery["body"] for delivery in pixio.record(run_id)["deliveries"]]
    progress = [event["progress"] for event in told]
    assert progress == sorted(progress)
    assert max(after - before for before, after in pairwise(progress)) < 0.15
    assert [event["live_status"] for event in told[:2]] == ["Waiting for a machine", "Starting the machine"]


def test_a_run_takes_the_configured_time(receiver: Receiver, tmp_path: Path) -> None:
    with running_pixio(tmp_path, receiver.url, seconds=0.6) as pixio:
        run_id = pixio.queue(text="sea")
        seen = set()
        while (run := pixio.get(run_id))["status"] not in ("success", "failed"):
            seen.add((run["status"], run["progress"]))
        begin, end = (pixio.record(run_id)[name] for name in ("queued_at", "ended_at"))
        assert len(seen) > 1
        assert 0.6 <= seconds_between(begin, end) < 5
