"""The parsers of providers' bodies return bounded values or raise their own error, never another one."""

from __future__ import annotations

import json
import math
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from service.pixio.run import LONGEST_LIVE_STATUS, LONGEST_RUN_ID, Queued, Run, State
from service.provider_json import LONGEST_ID, UnreadableJson, json_object, read
from service.stripe.events import Event
from tests.search import sample

texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)
numbers = st.one_of(
    st.integers(),
    st.integers(min_value=10**300, max_value=10**5000),
    st.floats(),
    st.sampled_from([0, -1, 1e308, 2**63]),
)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=30,
)
ids = st.one_of(st.from_regex(r"[a-z]{2,4}_[A-Za-z0-9]{1,30}", fullmatch=True), texts, anything)
files = st.fixed_dictionaries({"url": texts | anything}, optional={"type": texts, "filename": anything})
reports = st.fixed_dictionaries(
    {},
    optional={
        "run_id": ids,
        "status": st.sampled_from(["running", "success", "failed", "timeout", "cancelled"]) | texts | anything,
        "progress": numbers | anything,
        "live_status": texts | anything,
        "outputs": st.lists(st.fixed_dictionaries({"data": st.dictionaries(texts, st.lists(files))})) | anything,
        "error": anything,
    },
)
objects = st.fixed_dictionaries(
    {},
    optional={
        "id": ids,
        "object": st.sampled_from(["invoice", "charge", "product"]) | anything,
        "parent": st.fixed_dictionaries({"subscription_details": st.fixed_dictionaries({"subscription": ids})})
        | anything,
        "payment_intent": ids,
    },
)
events = st.fixed_dictionaries(
    {},
    optional={
        "id": ids,
        "type": st.sampled_from(["invoice.paid", "charge.refunded"]) | texts | anything,
        "created": st.integers(0, 2**40) | numbers | anything,
        "livemode": st.booleans() | anything,
        "data": st.fixed_dictionaries({"object": objects | anything}) | anything,
    },
)


def body_of(content: Any) -> bytes:
    """JSON with what Python's writer allows: NaN, and lone surrogates as escapes."""
    try:
        return json.dumps(content).encode()
    except ValueError:  # a number of more digits than Python writes
        return b'{"x": ' + b"9" * 5000 + b"}"


def is_storable(text: str) -> bool:
    return text.isprintable() and "\0" not in text and text == text.encode("utf-8", "ignore").decode()


def check_run(body: bytes) -> None:
    """Parse a report and check the bounds of its values."""
    try:
        run = Run.read(body)
    except UnreadableJson:
        return
    assert is_storable(run.id)
    assert 0 < len(run.id) <= LONGEST_RUN_ID
    assert isinstance(run.state, State)
    assert math.isfinite(run.progress)
    assert 0 <= run.progress <= 1
    assert run.live_status is None or (is_storable(run.live_status) and len(run.live_status) <= LONGEST_LIVE_STATUS)
    assert all(isinstance(url, str) for url in run.urls)


def check_queued(body: bytes) -> None:
    """Parse the response to a queue call."""
    try:
        assert is_storable(read(Queued, json_object(body)).run_id)
    except UnreadableJson:
        return


def check_event(body: bytes) -> None:
    """Parse an event and check the bounds of its values."""
    try:
        event = Event.read(json_object(body))
    except UnreadableJson:
        return
    for text in (event.id, event.type, event.object_id, event.parent_id):
        assert text is None or (is_storable(text) and 0 < len(text) <= LONGEST_ID)
    assert "1970" <= event.created_at[:4] <= "9999"


@given(reports)
@sample(100)
@example({"run_id": "r", "status": "running", "progress": 10**400})
@example({"run_id": "r", "status": "running", "progress": math.nan})
def test_a_report_is_parsed_or_refused(content: Any) -> None:
    check_run(body_of(content))
    check_queued(body_of(content))


@given(events)
@sample(100)
@example({"id": "e", "type": "t", "created": 10**12, "data": {"object": {}}})
def test_an_event_is_parsed_or_refused(content: Any) -> None:
    check_event(body_of(content))


@given(st.binary(max_size=2000) | st.text(alphabet='[]{}":,0123456789eE+-.\\u tfn', max_size=2000).map(str.encode))
@sample(100)
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b"9" * 1_000_000)
def test_any_bytes_are_parsed_or_refused(body: bytes) -> None:
    for check in (check_run, check_queued, check_event):
        check(body)
