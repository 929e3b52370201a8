"""Random histories of purchases, plans, refunds and disputes end the same with ordered webhooks and in a storm."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Sql
from tests.running import RunningStack
from tests.search import EXAMPLES_FACTOR
from tests.service.api_client import sign_up
from tests.service.billing.history import History
from tests.service.billing.shop import Buyer, Shop

STEPS = 10


@pytest.mark.parametrize("seed", range(2 * EXAMPLES_FACTOR))
def test_history_ends_the_same_with_ordered_and_lossy_events(
    make_shop: Callable[[bool], Shop], stack: RunningStack, sql: Sql, seed: int
) -> None:
    ordered, in_storm = (_history_in(make_shop(storm), stack, sql, seed) for storm in (False, True))
    assert in_storm == ordered


def _history_in(shop: Shop, stack: RunningStack, sql: Sql, seed: int) -> tuple[list[str], dict[str, object]]:
    """Run a history in a new shop; returns its steps and final state."""
    history = History(Buyer(sign_up(stack, sql), shop), seed)
    history.run(STEPS)
    assert shop.unprocessed() == []
    assert set(history.grants_by_month()) <= {1}
    return history.done, history.end()
