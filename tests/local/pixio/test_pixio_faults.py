"""Faults, and which runs have them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.pixio.stand_in import Pixio, Receiver
from tests.running import eventually


def test_a_fault_for_the_next_run_affects_one_run(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"end": "failed", "error": "out of memory"})
    first, second = pixio.finished(pixio.queue(text="sea")), pixio.finished(pixio.queue(text="sea"))
    assert (first["status"], first["error"]) == ("failed", "out of memory")
    assert second["status"] == "success"


def test_faults_are_combined(pixio: Pixio) -> None:
    pixio.control(fault={"end": "failed"})
    pixio.control(next=1, fault={"webhooks": "none"})
    run_id = pixio.queue(text="sea")
    assert pixio.finished(run_id)["status"] == "failed"
    assert pixio.states(run_id) == ["dropped"]


UNKNOWN = [
    {},
    {"fault": {}},
    {"fault": {"explode": True}},
    {"fault": {"queue": 200}},
    {"next": 0, "fault": {"end": "failed"}},
    {"hold": "nowhere"},
    {"falt": {"end": "failed"}},
]


@pytest.mark.parametrize("body", UNKNOWN)
def test_an_unknown_fault_is_refused(pixio: Pixio, body: dict[str, Any]) -> None:
    assert pixio.http.post("/_control", json=body).status_code == 422


@pytest.mark.parametrize("held_at", ["queued", "running", "uploading"])
def test_a_run_can_be_held_at_a_status_until_it_is_released(pixio: Pixio, held_at: str) -> None:
    pixio.control(hold=held_at)
    first, second = pixio.queue(text="sea"), pixio.queue(text="sea")
    eventually(lambda: pixio.get(first)["status"] == pixio.get(second)["status"] == held_at)
    eventually(lambda: pixio.get(second)["progress"] > 0.3 or held_at == "queued")
    pixio.release(run_id=first)
    assert pixio.finished(first)["status"] == "success"
    assert pixio.get(second)["status"] == held_at
    pixio.release()
    assert pixio.finished(second)["status"] == "success"
    assert pixio.finished(pixio.queue(text="sea"))["status"] == "success"


def test_words_in_the_prompt_set_faults(pixio: Pixio, receiver: Receiver) -> None:
    for marker, status in (("[fail]", "failed"), ("[timeout]", "timeout")):
        run = pixio.finished(pixio.queue(text=f"a sea {marker}"))
        assert (run["status"], bool(run["error"])) == (status, True)
    lost, stuck = pixio.queue(text="[lost]"), pixio.queue(text="[stuck]")
    pixio.finished(lost)
    eventually(lambda: pixio.get(stuck)["progress"] == 0.9)
    assert receiver.words(lost) == receiver.words(stuck) == []
    pixio.cancel(stuck)
