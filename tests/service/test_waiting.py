"""The waiting list: the end of one run starts the next."""

from __future__ import annotations

import pytest
from flask.testing import FlaskCliRunner

from tests.conftest import Sql
from tests.service.api_client import ApiClient, Person
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Request, Response, json_response
from tests.service.waiting_list import SetLimit, ids, nothing_waits_afterwards, queued_ids

__all__ = ["ids", "nothing_waits_afterwards"]


@pytest.mark.parametrize("end", ["success", "failed"])
def test_the_end_of_a_run_starts_the_next(
    api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str], end: str
) -> None:
    api_client.report(ids[0], pixio.run_of(ids[0]), end, outputs=[{"url": "http://no.such.host/x.png"}])
    assert api_client.statuses(ids[1:]) == ["processing", "waiting", "waiting"]
    assert queued_ids(pixio) == ids[:2]
    assert ada.balance() == 470


def test_a_cancel_starts_the_next(api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str]) -> None:
    assert api_client.cancel(ids[0]).status_code == 200
    assert api_client.statuses(ids) == ["failed", "processing", "waiting", "waiting"]
    assert ada.balance() == 470


def test_a_waiting_generation_is_cancelled_without_pixio(
    api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str]
) -> None:
    response = api_client.cancel(ids[1])
    assert response.json == {"generation": {"id": ids[1], "status": "failed", "credits_used": 10}}
    assert api_client.row(ids[1])["failure_reason"] == "cancelled"
    assert (pixio.cancelled, ada.balance()) == ([], 470)
    api_client.cancel(ids[0])
    assert api_client.statuses(ids) == ["failed", "failed", "processing", "waiting"]


def test_twenty_wait_and_one_more_is_refused(
    api_client: ApiClient, ada: Person, pixio: Pixio, set_limit: SetLimit
) -> None:
    set_limit(0)
    for _ in range(5):
        assert api_client.start_set(4)[0].status_code == 202
    refused = api_client.start()
    assert (refused.status_code, refused.json["error"]["code"]) == (429, "too_many_waiting")  # type: ignore[index]
    assert (refused.json["error"]["limit"], int(refused.headers["Retry-After"]) > 0) == (20, True)  # type: ignore[index]
    assert (pixio.queued, ada.balance()) == ([], 300)


def test_the_reconciler_starts_what_waits(
    api_client: ApiClient, pixio: Pixio, ids: list[str], set_limit: SetLimit, runner: FlaskCliRunner
) -> None:
    set_limit(3)
    assert runner.invoke(args=["reconcile"]).exit_code == 0
    assert api_client.statuses(ids) == ["processing", "processing", "processing", "waiting"]


def test_a_run_that_ended_without_a_webhook_starts_the_next_in_the_same_pass(
    api_client: ApiClient, pixio: Pixio, ids: list[str], runner: FlaskCliRunner
) -> None:
    pixio.runs[pixio.run_of(ids[0])]["status"] = "failed"
    runner.invoke(args=["reconcile"])
    assert api_client.statuses(ids[:3]) == ["failed", "processing", "waiting"]


def test_the_timeout_of_a_run_counts_from_its_start(
    api_client: ApiClient, pixio: Pixio, ids: list[str], sql: Sql, runner: FlaskCliRunner
) -> None:
    sql("update generated_media set created_at = now() - interval '1 day' where id = any(%s::uuid[])", [ids])
    api_client.report(ids[0], pixio.run_of(ids[0]), "failed")
    runner.invoke(args=["reconcile"])
    assert api_client.statuses(ids) == ["failed", "processing", "waiting", "waiting"]


def test_the_deletion_of_an_account_starts_no_waiting_generation(
    api_client: ApiClient, ada: Person, pixio: Pixio, ids: list[str], sql: Sql
) -> None:
    def report_at_once(_: Request) -> Response:
        api_client.report(ids[0], pixio.run_of(ids[0]), "cancelled")
        return json_response({})

    pixio.on_cancel = report_at_once
    assert api_client.http.delete("/api/account", headers=ada.headers).status_code == 200
    assert queued_ids(pixio) == ids[:1]
    assert sql("select from generated_media where id = any(%s::uuid[])", [ids]) == []
