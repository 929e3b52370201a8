"""Fixtures: one stand-in and shop for all tests of a module, and a receiver for its webhooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import StandIn, WebhookReceiver, running_stripe, webhook_receiver


@pytest.fixture(scope="module")
def receiver() -> Iterator[WebhookReceiver]:
    with webhook_receiver() as started:
        yield started


@pytest.fixture(scope="module")
def running(receiver: WebhookReceiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    pauses = [0.05, 0.1, 0.2]
    with running_stripe(tmp_path_factory.mktemp("stripe"), receiver.url, retry_pauses=pauses) as started:
        started.send_events(False)
        yield started


@pytest.fixture
def webhooks(running: StandIn, receiver: WebhookReceiver) -> Iterator[WebhookReceiver]:
    """The receiver. Events are sent only in tests that use it, because sending them is slow."""
    running.send_events(True)
    yield receiver
    running.send_events(False)
    receiver.answers.clear()


@pytest.fixture(scope="module")
def shop(running: StandIn) -> Shop:
    return Shop(running)


@pytest.fixture
def stand_in(running: StandIn) -> Iterator[StandIn]:
    """The stand-in; faults are reset after each test."""
    yield running
    running.control("/reset")


@pytest.fixture
def v1(stand_in: StandIn) -> stripe.V1Services:
    """The SDK's services."""
    return stand_in.v1
