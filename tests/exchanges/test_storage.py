"""Storage responds like the real one: the recorded exchanges are replayed in order, and each response is compared."""

from __future__ import annotations

from supabase import Client

from tests.conftest import NewUser, Sql
from tests.exchanges.comparison import exceptions, problems
from tests.exchanges.sequence import Player, exchanges, scene
from tests.running import RunningStack


def test_every_response_matches_the_recording(stack: RunningStack, sql: Sql, admin: Client, new_user: NewUser) -> None:
    with scene(stack, sql, admin, new_user) as named:
        wrong = problems("storage", Player(stack, sql, admin, named).play(exchanges()))
    assert not wrong, "\n".join(wrong)


def test_every_exception_belongs_to_a_recorded_exchange() -> None:
    assert exceptions("storage").keys() - {exchange["name"] for exchange in exchanges()} == set()
