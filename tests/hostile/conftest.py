"""Attackers and their victims, in front of the real parts. After every test each balance must equal its history."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Sql
from tests.hostile.ledger import assert_balances_match_history
from tests.service.conftest import (  # noqa: F401  these are fixtures
    ada,
    app,
    bob,
    client,
    desk,
    desk_of,
    environment,
    make_app,
    one_origin,
    one_pixio,
    origin,
    pixio,
    runner,
)
from tests.web.conftest import (  # noqa: F401  these too; its `pixio` is the stand-in of a stack
    browser_context_args,
    browser_type_launch_args,
    complaints,
    kept_context,
    new_page,
    new_studio,
    studio,
    visitor,
)


@pytest.fixture(autouse=True)
def balances_match_history(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test that used a stack: the balances of all its users are the sums of their histories."""
    sql: Sql | None = request.getfixturevalue("sql") if "stack" in request.fixturenames else None
    yield
    if sql is not None:
        assert_balances_match_history(sql)
