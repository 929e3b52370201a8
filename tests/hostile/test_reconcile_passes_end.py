"""A reconcile pass ends, whatever Stripe or the database returns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from service import reconcile
from service.stripe import pages
from service.supabase import Supabase
from tests.hostile.scripted_providers import StripeService, service_with_stripe
from tests.running import RunningStack
from tests.service.api_client import ApiClient, Person
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio


@pytest.fixture
def stripe_service(make_app: MakeApp, stack: RunningStack) -> Iterator[StripeService]:
    with service_with_stripe(make_app, stack) as made:
        yield made


@pytest.mark.parametrize("kind", ["the same page", "an empty page", "always a new page"])
def test_an_endless_stripe_list_does_not_block_a_pass(
    stripe_service: StripeService,
    api_client: ApiClient,
    ada: Person,
    pixio: Pixio,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 5)
    generation_id = api_client.started()
    pixio.runs[pixio.run_of(generation_id)]["status"] = "failed"
    asked = 0

    def page(_: Any) -> bytes:
        nonlocal asked
        asked += 1
        event = {"id": f"evt_{asked if kind == 'always a new page' else 0}", "object": "event", "created": 1}
        data = [] if kind == "an empty page" else [event]
        return json.dumps({"object": "list", "data": data, "has_more": True, "url": "/v1/events"}).encode()

    stripe_service.on_list = page
    assert stripe_service.reconcile() == 1  # the pass reports that it did not finish
    assert 0 < asked <= 5
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("failed", 500)  # the earlier event was
    # processed


def test_credits_that_stay_due_do_not_block_a_pass(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reconcile, "MOST_ROUNDS", 5)
    rounds = []

    def call(_: Any, function: str, **__: Any) -> int | list[str]:
        rounds.append(function)
        return reconcile.USERS_AT_ONCE if function == "refresh_due_credits" else []

    monkeypatch.setattr(Supabase, "call", call)
    assert app.test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
    assert rounds == ["refresh_due_credits"] * 5 + ["next_files_to_remove"]
    assert "credits still due after one pass" in caplog.messages
