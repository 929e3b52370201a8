"""Each body from Pixio is accepted, or refused with 400 and the field's name; each run ends."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from service.pixio.client import Pixio as PixioClient
from tests.hostile.scripted_providers import DEEP, HUGE, NUMBERS, error_of
from tests.service.api_client import ApiClient, Person, webhook_path
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Response

# ---------------------------------------------------------------- Pixio's webhook


REPORTS: dict[str, tuple[bytes, str | None]] = {
    **{f"progress {name}": (b'"status": "running", "progress": ' + number, None) for name, number in NUMBERS.items()},
    "a huge number in an unused field": (b'"status": "running", "x": [' + HUGE + b"]", None),
    "nested too deep": (b'"status": "running", "outputs": ' + DEEP, None),
    "nested 100 deep": (b'"status": "running", "outputs": ' + b"[" * 100 + b"]" * 100, None),
    "a status that is a list": (b'"status": ["success"]', "status"),
    "a status of 100 kB": (b'"status": "' + b"s" * 100_000 + b'"', "status"),
    "a status with half a surrogate": (b'"status": "\\ud800"', "status"),
    "no status": (b'"progress": 1', "status"),
    "a blank status": (b'"status": "  "', "status"),
    "invalid UTF-8": (b'"status": "\xff"', None),
    "a run id that is a list": (b'"status": "success", "run_id": ["r"]', "run_id"),
    "a run id of 100 kB": (b'"status": "success", "run_id": "' + b"r" * 100_000 + b'"', "run_id"),
    "a run id with NUL": (b'"status": "success", "run_id": "r\\u0000"', "run_id"),
    "a run id with half a surrogate": (b'"status": "success", "run_id": "r\\udfff"', "run_id"),
}


@pytest.mark.parametrize(("members", "field"), REPORTS.values(), ids=REPORTS)
def test_an_unreadable_report_gets_400_and_changes_nothing(
    api_client: ApiClient, pixio: Pixio, caplog: pytest.LogCaptureFixture, members: bytes, field: str | None
) -> None:
    generation_id = api_client.started()
    body = b'{"run_id": "' + pixio.run_of(generation_id).encode() + b'", ' + members + b"}"
    answer = api_client.http.post(webhook_path(api_client.secret, generation_id), data=body)
    assert error_of(answer) == (400, "unreadable", field)
    assert api_client.row(generation_id)["status"] == "processing"
    (record,) = [each for each in caplog.records if each.message == "pixio webhook not readable"]
    assert (record.levelno, record.generation) == (logging.ERROR, generation_id)  # type: ignore[attr-defined]


# ---------------------------------------------------------------- Pixio's responses

ANSWERS: dict[str, bytes] = {
    "progress NaN": b'{"status": "running", "progress": NaN}',
    "nested too deep": b'{"status": "running", "outputs": ' + DEEP + b"}",
    "a status that is a list": b'{"status": ["success"]}',
    "a list": b"[]",
    "nothing": b"",
    "no JSON": b"<html>",
    "invalid UTF-8": b'{"status": "\xff"}',
    "too long": b'{"status": "success", "x": "' + b"x" * (5 * 2**20) + b'"}',
}


@pytest.mark.parametrize("content", ANSWERS.values(), ids=ANSWERS)
def test_a_run_with_an_unreadable_state_is_refunded_once_at_its_time_limit(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner, content: bytes
) -> None:
    generation_id = api_client.started()
    pixio.on_run = lambda _: Response(body=content)
    assert runner.invoke(args=["reconcile"]).exit_code == 0
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("processing", 490)
    api_client.sql(
        "update generated_media set started_at = started_at - interval '901 s' where id = %s", [generation_id]
    )
    for _ in range(2):
        assert runner.invoke(args=["reconcile"]).exit_code == 0
    row = api_client.row(generation_id)
    assert (row["status"], row["failure_reason"], ada.balance()) == ("failed", "timed_out", 500)


def test_an_unexpected_exception_does_not_stop_a_refund(
    api_client: ApiClient, ada: Person, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while the run's state is fetched nor while the run is cancelled."""

    def broken(*_: Any) -> Any:
        raise MemoryError

    generation_id = api_client.started()
    monkeypatch.setattr(PixioClient, "run", broken)
    monkeypatch.setattr(PixioClient, "cancel", broken)
    api_client.sql(
        "update generated_media set started_at = started_at - interval '901 s' where id = %s", [generation_id]
    )
    runner.invoke(args=["reconcile"])
    row = api_client.row(generation_id)
    assert (row["status"], row["failure_reason"], ada.balance()) == ("failed", "timed_out", 500)


@pytest.mark.parametrize("run_id", ["r\\u0000", "r\\ud800", "", "r" * 201])
def test_an_invalid_run_id_leaves_the_generation_pending_until_the_refund(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner, run_id: str
) -> None:
    pixio.on_queue = lambda _: Response(body=b'{"run_id": "' + run_id.encode() + b'"}')
    generation_id = api_client.started()
    assert api_client.row(generation_id)["status"] == "pending"
    runner.invoke(args=["reconcile"])
    assert (api_client.row(generation_id)["failure_reason"], ada.balance()) == ("not_started", 500)
