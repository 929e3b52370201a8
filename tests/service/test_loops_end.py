"""Paginated reads end, whatever the server returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import stripe
from flask import Flask

from service import reconcile, rows
from service.errors import Unavailable
from service.rows import each_row
from service.stripe import pages as stripe_pages
from service.stripe.pages import EndlessList
from service.supabase import supabase


class Rows:
    """A PostgREST query that accepts every filter."""

    def __getattr__(self, _: str) -> Callable[..., Rows]:
        return lambda *_: self


@pytest.fixture(autouse=True)
def in_app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module, name in ((rows, "MOST_PAGES"), (stripe_pages, "MOST_PAGES"), (reconcile, "MOST_ROUNDS")):
        monkeypatch.setattr(module, name, 5)
    monkeypatch.setattr(stripe_pages, "MOST_OF_ONE", 5)
    monkeypatch.setattr(stripe_pages, "next_ticket", lambda: None)
    with app.app_context():
        yield


def test_repeated_rows_are_not_read_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(supabase), "fetch", lambda *_: [{"id": "the same"}])
    with pytest.raises(Unavailable):
        list(each_row(Rows))
    monkeypatch.setattr(type(supabase), "fetch", lambda *_: [])
    assert list(each_row(Rows)) == []


def test_an_endless_stripe_list_is_read_up_to_the_limit() -> None:
    asked = count()

    def fetch(_: object) -> Any:
        return SimpleNamespace(data=[{"id": f"{next(asked)}"}], has_more=True)

    with pytest.raises(EndlessList):
        list(stripe_pages.pages(fetch))
    assert next(asked) == 5


@pytest.mark.parametrize(("items", "ends"), [(0, True), (5, True), (6, False), (10**9, False)])
def test_the_list_of_one_customer_is_bounded(items: int, ends: bool) -> None:
    listed: Any = SimpleNamespace(auto_paging_iter=lambda: iter(range(items)))
    if ends:
        assert len(list(stripe_pages.each_of(listed))) == items
    else:
        with pytest.raises(EndlessList):
            list(stripe_pages.each_of(listed))


def test_a_pass_over_late_runs_ends(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    row = {"id": "0", "run_id": None, "started_at": "2026-01-01T00:00:00+00:00", "models": {"timeout_seconds": 1}}
    monkeypatch.setattr(type(supabase), "fetch", lambda *_: [row])
    assert len(list(reconcile._late_runs())) == 5
    assert "late runs are left over: there were more than one pass can settle" in caplog.messages


def test_every_paginated_stripe_read_is_bounded() -> None:
    """`each_of` and `pages` are the only functions that read several pages from Stripe."""
    found = [
        path.name
        for path in Path(stripe_pages.__file__).parents[1].rglob("*.py")
        if "auto_paging_iter" in path.read_text() and path.name != "pages.py"
    ]
    assert found == []
    assert hasattr(stripe.ListObject, "auto_paging_iter")
