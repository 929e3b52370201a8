"""Webhooks: which are sent, with which body, and how often."""

from __future__ import annotations

from pathlib import Path

from local.pixio.webhooks import PAUSES
from tests.local.pixio.stand_in import Pixio, Receiver, running_pixio, seconds_between
from tests.running import eventually


def test_a_refused_webhook_is_sent_three_times(receiver: Receiver, tmp_path: Path) -> None:
    receiver.answers += [500, 503, 200]
    with running_pixio(tmp_path, receiver.url, webhook_pauses=PAUSES) as pixio:
        run_id = pixio.queue(text="sea")
        eventually(lambda: pixio.states(run_id) == ["delivered"])
        attempts = pixio.record(run_id)["deliveries"][0]["attempts"]
    assert [attempt["status"] for attempt in attempts] == ["500", "503", "200"]
    first, second, third = (attempt["at"] for attempt in attempts)
    assert 0.5 <= seconds_between(first, second) < 0.95
    assert 1.0 <= seconds_between(second, third) < 5


def test_an_undeliverable_webhook_does_not_change_the_run(tmp_path: Path) -> None:
    with running_pixio(tmp_path, "http://127.0.0.1:1") as pixio:
        run_id = pixio.queue(text="sea")
        eventually(lambda: pixio.states(run_id) == ["failed"])
        assert pixio.get(run_id)["status"] == "success"
        assert "ConnectError" in pixio.record(run_id)["deliveries"][0]["attempts"][0]["error"]


def test_a_repeated_webhook_does_not_delay_others(pixio: Pixio, receiver: Receiver) -> None:
    receiver.answers += [500]
    run_id = pixio.queue(text="sea", intermediate=True)
    eventually(lambda: "success" in receiver.words(run_id))
    eventually(lambda: set(pixio.states(run_id)) == {"delivered"})
    tries = [len(delivery["attempts"]) for delivery in pixio.record(run_id)["deliveries"]]
    assert sorted(tries)[-2:] == [1, 2]


def test_webhooks_have_no_signature_and_no_key(pixio: Pixio, receiver: Receiver) -> None:
    receiver.final(pixio.queue(text="sea"))
    assert not {"authorization", "signature"} & set(receiver.headers)
    assert not [name for name in receiver.headers if "sign" in name]
