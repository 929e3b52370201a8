"""Each Stripe event is accepted, or refused with 400 and the field's name; none is retried forever."""

from __future__ import annotations

import io
import json
import logging
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Sql
from tests.hostile.scripted_providers import DEEP, NUMBERS, StripeService, error_of, service_with_stripe, signature
from tests.running import RunningStack
from tests.service.api_client import ApiClient, webhook_path
from tests.service.conftest import MakeApp
from tests.service.servers import json_response


@pytest.fixture
def stripe_service(make_app: MakeApp, stack: RunningStack) -> Iterator[StripeService]:
    with service_with_stripe(make_app, stack) as made:
        yield made


def event(about: Any = None, **changes: Any) -> dict[str, Any]:
    """An event about an unknown product."""
    return {
        "id": f"evt_{uuid.uuid4().hex}",
        "object": "event",
        "type": "product.updated",
        "created": 1_790_000_000,
        "livemode": False,
        "data": {"object": {"id": "prod_nothing", "object": "product"} if about is None else about},
        **changes,
    }


LONG = "x" * 100_000
EVENTS: dict[str, tuple[Any, str]] = {
    "the object's id is a list": (event({"id": ["prod_1"]}), "data.object.id"),
    "an object's id is an object": (event({"id": {"a": 1}}), "data.object.id"),
    "an object's id is a number": (event({"id": 7}), "data.object.id"),
    "an object's id is empty": (event({"id": ""}), "data.object.id"),
    "an object's id has NUL": (event({"id": "prod\0"}), "data.object.id"),
    "an object's id has half a surrogate": (event({"id": "prod\ud800"}), "data.object.id"),
    "an object's id has a line break": (event({"id": "prod\n"}), "data.object.id"),
    "an object's id of 100 kB": (event({"id": LONG}), "data.object.id"),
    "the object is a list": (event([]), "data.object"),
    "the object is a text": (event("prod_1"), "data.object"),
    "no data": (event(data=None), "data"),
    "its id is a list": (event(id=["evt_1"]), "id"),
    "its id is a number": (event(id=7), "id"),
    "its id of 100 kB": (event(id=LONG), "id"),
    "its id has NUL": (event(id="evt\0"), "id"),
    "its id has half a surrogate": (event(id="evt\udc00"), "id"),
    "its type is an object": (event(type={}), "type"),
    "its type of 100 kB": (event(type=LONG), "type"),
    "its type has NUL": (event(type="product.updated\0"), "type"),
    "created in the year 10000": (event(created=253_402_300_800), "created"),
    "created before 1970": (event(created=-1), "created"),
    "created is a fraction": (event(created=1.5), "created"),
    "created is a text": (event(created="1790000000"), "created"),
    "created is true": (event(created=True), "created"),
    "created is 10**18": (event(created=10**18), "created"),
}


def test_an_unreadable_signed_event_gets_400_and_is_not_stored(
    stripe_service: StripeService, sql: Sql, caplog: pytest.LogCaptureFixture
) -> None:
    for content, field in EVENTS.values():
        caplog.clear()
        before = sql("select count(*) from stripe_events")
        assert error_of(stripe_service.post(json.dumps(content).encode())) == (400, "unreadable", field)
        assert sql("select count(*) from stripe_events") == before
        (record,) = [each for each in caplog.records if each.message == "stripe event not readable"]
        assert (record.levelno, record.field) == (logging.ERROR, field)  # type: ignore[attr-defined]
        if field != "id":
            assert record.event == content["id"]  # type: ignore[attr-defined]
        assert LONG not in caplog.text


BODIES: dict[str, bytes] = {
    "nested too deep": b'{"id": "evt_1", "data": ' + DEEP + b"}",
    "nested 100 deep": b'{"id": "evt_1", "data": ' + b"[" * 100 + b"]" * 100 + b"}",
    **{f"created {name}": b'{"id": "evt_1", "created": ' + number + b"}" for name, number in NUMBERS.items()},
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"7",
}


def test_a_signed_body_that_is_not_an_event_gets_400(stripe_service: StripeService) -> None:
    for body in BODIES.values():
        assert error_of(stripe_service.post(body)) == (400, "unreadable", None)


def test_an_unreadable_related_object_is_ignored(stripe_service: StripeService, sql: Sql) -> None:
    """The related object in an event saves a request to Stripe; without it, the service fetches it."""
    for hint in [["sub_1"], {"id": 7}, "", LONG, "sub\0", 7, {"subscription_details": []}]:
        invoice = {"id": "in_1", "object": "invoice", "parent": {"subscription_details": {"subscription": hint}}}
        charge = {"id": "ch_1", "object": "charge", "payment_intent": hint}
        odd = {"id": "in_2", "object": "invoice", "parent": hint}
        for about, kind in ((invoice, "invoice.paid"), (charge, "charge.refunded"), (odd, "invoice.paid")):
            made = event(about, type=kind)
            assert stripe_service.post(json.dumps(made).encode()).status_code == 200
            assert sql("select processed_at is not null as done from stripe_events where id = %s", [made["id"]])[0][
                "done"
            ]


def test_an_unreadable_event_in_stripes_list_does_not_stop_the_pass(stripe_service: StripeService, sql: Sql) -> None:
    broken, good = event({"id": ["prod_1"]}), event()
    stripe_service.events = [broken, good]
    assert stripe_service.reconcile() == 0
    stored = sql("select id from stripe_events where id = any(%s)", [[broken["id"], good["id"]]])
    assert [row["id"] for row in stored] == [good["id"]]


@pytest.mark.parametrize("path", ["pixio", "stripe"])
def test_a_body_over_the_limit_gets_413_with_and_without_its_length(
    stripe_service: StripeService, api_client: ApiClient, path: str
) -> None:
    address = webhook_path(api_client.secret, api_client.started()) if path == "pixio" else "/api/webhooks/stripe"
    body = b" " * (1024 * 1024 + 1)
    announced = stripe_service.http.post(address, data=body, headers=signature(body))
    chunked = stripe_service.http.post(
        address,
        input_stream=io.BytesIO(body),
        headers={**signature(body), "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert error_of(announced)[:2] == error_of(chunked)[:2] == (413, "payload_too_large")


# ---------------------------------------------------------------- nothing is retried forever


def test_an_event_that_always_fails_is_given_up_and_reported_with_the_retry_command(
    stripe_service: StripeService, sql: Sql
) -> None:
    made = event()
    stripe_service.on_retrieve = lambda _: json_response({"error": {"message": "no"}}, 401)
    assert stripe_service.post(json.dumps(made).encode()).status_code == 500
    stripe_service.events = [made]  # Stripe lists it, too
    sql("update stripe_events set attempts = 37, received_at = now() - interval '1 day' where id = %s", [made["id"]])
    for _ in range(6):
        stripe_service.reconcile()
    (row,) = sql("select attempts, given_up, error from stripe_events where id = %s", [made["id"]])
    assert row == {"attempts": 40, "given_up": True, "error": "AuthenticationError"}
    output = stripe_service.runner.invoke(args=["doctor"]).output
    assert f"{made['id']} (product.updated, tried 40 times, AuthenticationError) was given up" in output
    retry_statement = output.partition("To retry it: ")[2].partition(";")[0]
    stripe_service.on_retrieve = lambda _: json_response({"error": {"message": "none"}}, 404)
    sql(retry_statement)
    stripe_service.reconcile()
    (row,) = sql("select processed_at is not null as done, given_up from stripe_events where id = %s", [made["id"]])
    assert row == {"done": True, "given_up": False}
