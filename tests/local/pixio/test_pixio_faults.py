"""Everything that can be made to go wrong, and for which runs."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from local.pixio import outputs
from tests.local.pixio.stand_in import QWEN_EDIT, Ear, Pixio, plain, seconds_between
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
    {"fault": {"delay": -1}},
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


@pytest.mark.parametrize(("fault", "starts"), [("hang", True), ("lost", False)])
def test_a_queue_call_can_go_unanswered_with_and_without_a_run(
    pixio: Pixio, listening: Ear, fault: str, starts: bool
) -> None:
    pixio.control(next=1, fault={"queue": fault})
    before = len(listening.heard)
    body = {"deployment_id": "any", "inputs": {"width": 64, "height": 64}, "webhook": listening.url}
    with pytest.raises(httpx.ReadTimeout):
        pixio.http.post("/api/run/deployment/queue", json=body, timeout=0.4)
    if starts:
        eventually(lambda: [event["status"] for event in listening.heard[before:]] == ["success"])
    assert (len(listening.heard) > before) == starts


def test_a_run_can_be_unknown_to_get(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"get": 404})
    run_id = pixio.queue(text="sea")
    assert pixio.http.get("/api/run", params={"run_id": run_id}).status_code == 404


def test_a_cancel_can_be_refused(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"cancel": 500, "hold": "running"})
    run_id = pixio.queue(text="sea")
    assert pixio.cancel(run_id).status_code == 500
    pixio.release(run_id=run_id)
    assert pixio.finished(run_id)["status"] == "success"


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


def test_the_final_webhook_alone_can_be_lost(pixio: Pixio, listening: Ear) -> None:
    pixio.control(next=1, fault={"webhooks": "no_final"})
    run_id = pixio.queue(text="sea", intermediate=True)
    pixio.finished(run_id)
    eventually(lambda: set(listening.words(run_id)) == {"queued", "started", "running", "uploading"})
    assert pixio.states(run_id)[-1] == "dropped"


def test_every_webhook_can_come_twice(pixio: Pixio, listening: Ear) -> None:
    pixio.control(next=1, fault={"webhooks": "duplicate"})
    run_id = pixio.queue(text="sea", intermediate=True)
    eventually(lambda: listening.words(run_id).count("success") == 2)
    eventually(lambda: set(pixio.states(run_id)) == {"delivered"})
    assert len(listening.words(run_id)) == 2 * len({str(event) for event in listening.events(run_id)})


def test_the_final_webhook_can_come_before_all_others(pixio: Pixio, listening: Ear) -> None:
    pixio.control(next=1, fault={"webhooks": "final_first"})
    run_id = pixio.queue(text="sea", intermediate=True)
    eventually(lambda: set(listening.words(run_id)) == {"queued", "started", "running", "uploading", "success"})
    assert listening.words(run_id)[0] == "success"


def test_webhooks_can_be_delayed(pixio: Pixio, listening: Ear) -> None:
    pixio.control(next=1, fault={"delay": 0.4})
    run_id = pixio.queue(text="sea")
    eventually(lambda: pixio.states(run_id) == ["delivered"])
    record = pixio.record(run_id)
    assert seconds_between(record["ended_at"], record["deliveries"][0]["attempts"][0]["at"]) >= 0.4


def test_a_run_can_speak_in_the_words_of_pixios_own_client(pixio: Pixio, listening: Ear) -> None:
    pixio.control(next=1, fault={"words": "known"})
    run_id = pixio.queue(text="sea", intermediate=True)
    eventually(lambda: set(listening.words(run_id)) == {"pending", "processing", "success"})
    assert pixio.get(run_id)["progress"] == 100


SHAPES = [
    ("images", "images"),
    ("gifs", "gifs"),
    ("videos", "videos"),
    ("files", "files"),
]


@pytest.mark.parametrize(("shape", "name"), SHAPES)
def test_a_result_can_stand_under_another_name(pixio: Pixio, shape: str, name: str) -> None:
    pixio.control(next=1, fault={"output": shape})
    (output,) = pixio.finished(pixio.queue(text="sea"))["outputs"]
    assert list(output["data"]) == [name]


def test_a_result_can_stand_beside_the_data(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"output": "url"})
    (output,) = pixio.finished(pixio.queue(text="sea"))["outputs"]
    assert httpx.get(output["url"], trust_env=False).headers["content-type"] == "image/png"


def test_a_result_can_stand_in_a_later_output_only(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"output": "later"})
    outputs = pixio.finished(pixio.queue(text="sea"))["outputs"]
    assert ["url" in str(output) for output in outputs] == [False, False, True]


def test_a_run_can_succeed_with_nothing(pixio: Pixio) -> None:
    pixio.control(next=1, fault={"output": "empty"})
    assert pixio.finished(pixio.queue(text="sea"))["outputs"] == []


def _made(pixio: Pixio, output: str) -> str:
    pixio.control(next=1, fault={"output": output})
    return pixio.url_of(pixio.queue(text="sea"))


def test_a_result_can_be_a_jpeg_of_the_wrong_type_name(pixio: Pixio) -> None:
    answer = httpx.get(_made(pixio, "jpg"), trust_env=False)
    assert answer.headers["content-type"] == "image/jpg"
    assert answer.content.startswith(b"\xff\xd8\xff")


def test_a_result_can_be_a_page_that_calls_itself_a_picture(pixio: Pixio) -> None:
    address = _made(pixio, "html")
    answer = httpx.get(address, trust_env=False)
    assert address.endswith(".png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"<!doctype html>")


def test_an_address_can_carry_a_signature(pixio: Pixio) -> None:
    address = _made(pixio, "signed")
    assert "X-Amz-Signature=" in address
    assert httpx.get(address, trust_env=False).is_success


def test_a_result_can_be_gone(pixio: Pixio) -> None:
    assert httpx.get(_made(pixio, "gone"), trust_env=False).status_code == 404


def test_an_address_can_redirect_to_the_picture_or_inside(pixio: Pixio) -> None:
    to_picture = httpx.get(_made(pixio, "redirect"), follow_redirects=True, trust_env=False)
    inside = httpx.get(_made(pixio, "redirect-private"), trust_env=False)
    assert to_picture.content.startswith(b"\x89PNG")
    assert inside.headers["location"].startswith("http://169.254.169.254/")


def test_an_address_can_be_private_or_a_file_or_any_other(pixio: Pixio) -> None:
    assert _made(pixio, "private").startswith("http://169.254.")
    assert _made(pixio, "file") == "file:///etc/passwd"
    pixio.control(next=1, fault={"output_url": "http://127.0.0.1:5/x.png"})
    assert pixio.url_of(pixio.queue(text="sea")) == "http://127.0.0.1:5/x.png"


def test_a_result_can_be_endless(pixio: Pixio) -> None:
    with httpx.stream("GET", _made(pixio, "endless"), trust_env=False) as answer:
        received = 0
        for part in answer.iter_bytes():
            received += len(part)
            if received > 60 * 1024 * 1024:
                break
    assert received > 60 * 1024 * 1024


def test_a_result_can_drip(pixio: Pixio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "DRIP_SECONDS", 0.3)
    with httpx.stream("GET", _made(pixio, "drip"), trust_env=False) as answer:
        parts = answer.iter_bytes()
        assert next(parts).startswith(b"\x89PNG")
        before = time.monotonic()
        assert next(parts) == b"\x00"
    assert time.monotonic() - before > 0.2


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
