"""A waiting list of one user, for tests: one generation runs, and three wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import Sql
from tests.service.api_client import ApiClient
from tests.service.scripted_pixio import Pixio, webhook_of

SetLimit = Callable[[int], None]


@pytest.fixture(autouse=True)
def nothing_waits_afterwards(sql: Sql) -> Iterator[None]:
    """End what still waits: the reconciler of a later test would start it."""
    yield
    sql("select fail_generation(id, 'cancelled') from generated_media where status = 'waiting'")


def queued_ids(pixio: Pixio) -> list[str]:
    """The generations whose runs were queued, in order."""
    return [webhook_of({"queued": body})["generation"] for body in pixio.queued]


def statuses_in(response: Any) -> list[str]:
    """The status of each generation in a response."""
    return [each["status"] for each in response.json["generations"]]


@pytest.fixture
def ids(api_client: ApiClient, pixio: Pixio, set_limit: SetLimit) -> list[str]:
    """Ada's generations: one runs, and three wait."""
    set_limit(1)
    response, started = api_client.start_set(4)
    assert statuses_in(response) == ["processing", "waiting", "waiting", "waiting"]
    assert queued_ids(pixio) == started[:1]
    return started
