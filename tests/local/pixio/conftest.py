"""One stand-in for all tests of a file, without a delay, and a receiver of its webhooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.local.pixio.stand_in import Pixio, Receiver, running_pixio, running_receiver


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with running_receiver() as started:
        yield started


@pytest.fixture(scope="module")
def running(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pixio]:
    with running_pixio(tmp_path_factory.mktemp("pixio"), receiver.url) as started:
        yield started


@pytest.fixture
def pixio(running: Pixio, receiver: Receiver) -> Iterator[Pixio]:
    """Yield the stand-in, and remove its faults after each test."""
    yield running
    running.reset()
    receiver.answers.clear()
