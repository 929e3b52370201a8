"""Auth responds like the real one: each recorded walk is replayed, and every response is compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Sql
from tests.exchanges.comparison import exceptions, problems
from tests.exchanges.walks import Player, Walk, walks_of
from tests.running import RunningStack

pytestmark = pytest.mark.superuser
WALKS = walks_of("auth.json")
HOOK_WALKS = walks_of("auth-hook.json")
HIDES_USERS = pytest.mark.own_supabase("it hides all users but its own from Auth")
ALONE = {"operators: pages": [HIDES_USERS]}


@pytest.mark.parametrize(
    "walk", [pytest.param(walk, id=walk["walk"], marks=ALONE.get(walk["walk"], [])) for walk in WALKS]
)
def test_responses_of_a_walk_match_the_recording(stack: RunningStack, sql: Sql, walk: Walk) -> None:
    wrong = problems("auth", Player(stack, sql).play(walk))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("walk", HOOK_WALKS, ids=[walk["walk"] for walk in HOOK_WALKS])
def test_hook_requests_match_the_recording(stack: RunningStack, sql: Sql, own_hook: None, walk: Walk) -> None:
    wrong = problems("auth", Player(stack, sql).play(walk))
    assert not wrong, "\n".join(wrong)


def test_every_exception_belongs_to_a_recorded_walk() -> None:
    walks = [walk["walk"] for walk in (*WALKS, *HOOK_WALKS)]
    assert [name for name in exceptions("auth") if not any(name.startswith(f"{walk}: ") for walk in walks)] == []


@pytest.fixture
def own_hook(sql: Sql) -> Iterator[None]:
    """Restore the project's hook, which the walks replace."""
    (kept,) = sql("select pg_get_functiondef('public.before_user_created(jsonb)'::regprocedure) as definition")
    yield
    sql(kept["definition"])
