"""One stand-in for all tests of a file, without a delay, and a receiver of its webhooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.local.pixio.stand_in import Ear, Pixio, ear, running_pixio


@pytest.fixture(scope="module")
def listening() -> Iterator[Ear]:
    with ear() as started:
        yield started


@pytest.fixture(scope="module")
def running(listening: Ear, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pixio]:
    with running_pixio(tmp_path_factory.mktemp("pixio"), listening.url) as started:
        yield started


@pytest.fixture
def pixio(running: Pixio, listening: Ear) -> Iterator[Pixio]:
    """Yield the stand-in, and remove its faults after each test."""
    yield running
    running.reset()
    listening.answers.clear()
