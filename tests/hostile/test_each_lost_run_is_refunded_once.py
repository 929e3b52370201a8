"""If Pixio fails or stops responding at any point of a run, the generation ends with one result or one refund."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from tests.service.api_client import ApiClient, Person
from tests.service.media_host import MediaHost
from tests.service.scripted_pixio import Pixio
from tests.service.servers import ConnectionDropped, Request, Response, json_response

PRICE = 10


def refunds(api_client: ApiClient, generation_id: str) -> list[int]:
    """The refund lines of a generation."""
    return [
        row["amount"]
        for row in api_client.sql(
            "select amount from credit_usage where generation_id = %s and amount > 0", [generation_id]
        )
    ]


def pass_time(api_client: ApiClient, generation_id: str, runner: FlaskCliRunner) -> None:
    """Let the run's time limit pass, with reconcile passes before, during and after."""
    runner.invoke(args=["reconcile"])
    api_client.sql(
        "update generated_media set started_at = started_at - interval '901 s' where id = %s", [generation_id]
    )
    for _ in range(3):
        runner.invoke(args=["reconcile"])


def lost(pixio: Pixio, kind: str) -> Any:
    """A queue call that fails with 500, or one that starts a run and then hangs up."""

    def answer(request: Request) -> Response:
        if kind == "500":
            return json_response({"detail": "boom"}, 500)
        pixio.start_run(request.json)
        raise ConnectionDropped

    return answer


# tests/service/test_start.py tries other responses.
@pytest.mark.parametrize("kind", ["500", "hangs up"])
def test_a_start_without_a_response_is_refunded_once(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner, kind: str
) -> None:
    pixio.on_queue = lost(pixio, kind)
    generation_id = api_client.started()
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("pending", 500 - PRICE)
    assert len(pixio.steps()) == 1  # the run is not queued a second time
    pass_time(api_client, generation_id, runner)
    assert (api_client.row(generation_id)["failure_reason"], refunds(api_client, generation_id)) == (
        "not_started",
        [PRICE],
    )
    assert ada.balance() == 500


@pytest.mark.parametrize("when", ["before the refund", "after it"])
def test_a_late_report_of_a_lost_start_costs_once_or_nothing(
    api_client: ApiClient,
    ada: Person,
    pixio: Pixio,
    media_host: MediaHost,
    runner: FlaskCliRunner,
    when: str,
) -> None:
    pixio.on_queue = lost(pixio, "hangs up")
    generation_id = api_client.started()
    if when == "after it":
        pass_time(api_client, generation_id, runner)
    for _ in range(2):
        assert (
            api_client.report(
                generation_id, pixio.run_of(generation_id), "success", outputs=media_host.result()
            ).status_code
            == 200
        )
    pass_time(api_client, generation_id, runner)
    early = when == "before the refund"
    assert api_client.row(generation_id)["status"] == ("completed" if early else "failed")
    assert refunds(api_client, generation_id) == ([] if early else [PRICE])
    assert ada.balance() == (500 - PRICE if early else 500)


@pytest.mark.parametrize("fault", ["hangs up", "404"])
def test_a_run_that_pixio_never_reports_is_refunded_once(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: FlaskCliRunner, fault: str
) -> None:
    generation_id = api_client.started()

    def answer(_: Request) -> Response:
        if fault == "hangs up":
            raise ConnectionDropped
        return Response(404)

    pixio.on_run = pixio.on_cancel = answer
    pass_time(api_client, generation_id, runner)
    assert (api_client.row(generation_id)["status"], refunds(api_client, generation_id), ada.balance()) == (
        "failed",
        [PRICE],
        500,
    )
