"""One stand-in for all tests of a file, what it sells, and an ear for its webhooks, for those tests that listen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import Ear, StandIn, ear, running_stripe


@pytest.fixture(scope="module")
def an_ear() -> Iterator[Ear]:
    with ear() as started:
        yield started


@pytest.fixture(scope="module")
def running(an_ear: Ear, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    pauses = [0.05, 0.1, 0.2]
    with running_stripe(tmp_path_factory.mktemp("stripe"), an_ear.url, retry_pauses=pauses) as started:
        started.send_events(False)
        yield started


@pytest.fixture
def listening(running: StandIn, an_ear: Ear) -> Iterator[Ear]:
    """The ear. Only to a test that asks for it events are sent, which takes longer than to make them."""
    running.send_events(True)
    yield an_ear
    running.send_events(False)
    an_ear.answers.clear()


@pytest.fixture(scope="module")
def shop(running: StandIn) -> Shop:
    return Shop(running)


@pytest.fixture
def stand_in(running: StandIn) -> Iterator[StandIn]:
    """The stand-in, in good order again after each test."""
    yield running
    running.control("/reset")


@pytest.fixture
def v1(stand_in: StandIn) -> stripe.V1Services:
    """The SDK's services."""
    return stand_in.v1
