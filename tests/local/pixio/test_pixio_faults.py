"""Everything that can be made to go wrong, and for which runs."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.local.pixio.stand_in import QWEN_EDIT, Ear, Pixio, plain
from tests.running import eventually


def test_a_fault_for_the_next_run_leaves_the_one_after_it_alone(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"end": "failed", "error": "out of memory"})
    first, second = pixio.finished(pixio.queue(text="sea")), pixio.finished(pixio.queue(text="sea"))
    assert (first["status"], first["error"]) == ("failed", "out of memory")
    assert second["status"] == "success"


def test_a_fault_with_a_marker_meets_only_runs_whose_prompt_has_it(pixio: Pixio, listening: Ear) -> None:
    pixio.control(marker="blue", fault={"end": "timeout"})
    address = listening.picture("red.png", plain(200, 0, 0))
    assert pixio.finished(pixio.queue(QWEN_EDIT, image1=address, positive="blue light"))["status"] == "timeout"
    assert pixio.finished(pixio.queue(text="a red sea"))["status"] == "success"


def test_a_fault_for_all_holds_until_it_is_reset(pixio: Pixio) -> None:
    pixio.control(fault={"end": "failed"})
    assert {pixio.finished(pixio.queue(text="sea"))["status"] for _ in range(3)} == {"failed"}
    pixio.reset()
    assert pixio.finished(pixio.queue(text="sea"))["status"] == "success"


def test_faults_add_up(pixio: Pixio) -> None:
    pixio.control(fault={"end": "failed"})
    pixio.control(next=1, fault={"webhooks": "none"})
    run_id = pixio.queue(text="sea")
    assert pixio.finished(run_id)["status"] == "failed"
    assert pixio.states(run_id) == ["dropped"]


UNKNOWN = [
    {},
    {"fault": {}},
    {"fault": {"explode": True}},
    {"fault": {"end": "success"}},
    {"fault": {"queue": 200}},
    {"fault": {"slow": -1}},
    {"next": 0, "fault": {"end": "failed"}},
    {"hold": "nowhere"},
    {"falt": {"end": "failed"}},
]


@pytest.mark.parametrize("body", UNKNOWN)
def test_a_fault_that_does_not_exist_is_refused(pixio: Pixio, body: dict[str, Any]) -> None:
    assert pixio.http.post("/_control", json=body).status_code == 422


@pytest.mark.parametrize("status", [400, 429, 500])
def test_a_refused_queue_call_starts_no_run(pixio: Pixio, status: int) -> None:
    before = len(pixio.http.get("/_control/runs").json()["runs"])
    pixio.control(next=1, fault={"queue": status})
    with pytest.raises(httpx.HTTPStatusError) as refused:
        pixio.queue(text="sea")
    assert refused.value.response.status_code == status
    assert len(pixio.http.get("/_control/runs").json()["runs"]) == before


def test_a_run_can_go_on_for_ever(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"end": "never"})
    run_id = pixio.queue(text="sea")
    eventually(lambda: pixio.get(run_id)["progress"] == 0.9)
    assert pixio.get(run_id)["status"] == "running"
    assert pixio.cancel(run_id).json()["status"] == "cancelled"


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


def test_all_webhooks_of_a_run_can_be_lost(pixio: Pixio, listening: Ear) -> None:
    pixio.control(next=1, fault={"webhooks": "none"})
    run_id = pixio.queue(text="sea", intermediate=True)
    pixio.finished(run_id)
    assert set(pixio.states(run_id)) == {"dropped"}
    assert listening.words(run_id) == []


def test_a_run_can_succeed_with_nothing(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"output": "empty"})
    assert pixio.finished(pixio.queue(text="sea"))["outputs"] == []


MARKED = [("[fail]", "failed"), ("[timeout]", "timeout")]


@pytest.mark.parametrize(("marker", "status"), MARKED)
def test_people_can_make_a_run_go_wrong_by_a_word_in_the_prompt(pixio: Pixio, marker: str, status: str) -> None:
    run = pixio.finished(pixio.queue(text=f"a sea {marker}"))
    assert run["status"] == status
    assert run["error"]


def test_people_can_lose_webhooks_and_get_stuck_by_a_word_in_the_prompt(pixio: Pixio, listening: Ear) -> None:
    lost, stuck = pixio.queue(text="[lost]"), pixio.queue(text="[stuck]")
    pixio.finished(lost)
    eventually(lambda: pixio.get(stuck)["progress"] == 0.9)
    assert listening.words(lost) == listening.words(stuck) == []
    pixio.cancel(stuck)
