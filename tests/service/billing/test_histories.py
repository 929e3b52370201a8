"""Random histories: purchases, plans, renewals, refunds, disputes, in fair weather and in a storm, end in the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.billing.history import History
from tests.service.billing.shop import Buyer, Shop
from tests.service.people import sign_up

STEPS = 10


@pytest.mark.parametrize("seed", range(4))
def test_the_same_history_ends_in_the_same_however_its_events_travel(
    make_shop: Callable[[bool], Shop], stack: RunningStack, sql: Sql, seed: int
) -> None:
    fair, stormy = (_lived(make_shop(storm), stack, sql, seed) for storm in (False, True))
    assert stormy == fair


def _lived(shop: Shop, stack: RunningStack, sql: Sql, seed: int) -> tuple[list[str], dict[str, object]]:
    """What was done, and how it ended; the next shop has forgotten all of it."""
    history = History(Buyer(sign_up(stack, sql), shop), seed)
    history.live(STEPS)
    assert shop.unprocessed() == []
    assert set(history.grants_by_month()) <= {1}
    return history.done, history.end()
