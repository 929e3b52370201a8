"""Concurrent requests end as if sent one after the other: each generation is paid once and ends once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.conftest import Sql
from tests.running import RunningStack, eventually
from tests.service.api_client import Person, webhook_path
from tests.service.billing.shop import Buyer

AT_ONCE = 8


def at_once(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """Send all these requests at the same time."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


@pytest.fixture
def http(stack: RunningStack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.service_url, timeout=60, trust_env=False) as http:
        yield http


def start(
    http: httpx.Client, person: Person, generation_id: str | None = None, **inputs: Any
) -> Callable[[], httpx.Response]:
    body = {
        "model": "krea-flux",
        "generations": [{"id": generation_id or str(uuid.uuid4()), "inputs": {"text": "[slow] x", **inputs}}],
    }
    return lambda: http.post("/api/generations", json=body, headers=person.headers)


def cancel(http: httpx.Client, person: Person, generation_id: str) -> Callable[[], httpx.Response]:
    return lambda: http.post(f"/api/generations/{generation_id}/cancel", headers=person.headers)


def report(
    http: httpx.Client, stack: RunningStack, generation_id: str, run_id: str, status: str
) -> Callable[[], httpx.Response]:
    body = {"run_id": run_id, "status": status, "outputs": []}
    return lambda: http.post(webhook_path(stack.pixio_webhook_secret, generation_id), json=body)


def run_of(sql: Sql, generation_id: str) -> str:
    """Wait for the run id of a generation."""
    eventually(lambda: sql("select 1 from generated_media where id = %s and run_id is not null", [generation_id]), 30)
    (row,) = sql("select run_id from generated_media where id = %s", [generation_id])
    return str(row["run_id"])


def test_concurrent_starts_respect_the_limit(http: httpx.Client, ada: Person) -> None:
    answers = at_once(*[start(http, ada) for _ in range(AT_ONCE)])
    assert [answer.status_code for answer in answers] == [202] * AT_ONCE
    assert sum(row["status"] == "waiting" for row in ada.generations()) == AT_ONCE - 5
    assert ada.balance() == 500 - 10 * AT_ONCE


def test_concurrent_starts_with_one_id_create_one_generation(http: httpx.Client, ada: Person, bob: Person) -> None:
    generation_id = str(uuid.uuid4())
    mine = [start(http, ada, generation_id) for _ in range(4)] + [start(http, ada, generation_id.upper())]
    answers = at_once(*mine, *[start(http, bob, generation_id) for _ in range(3)])
    taken = {answer.status_code for answer in answers}
    assert taken == {202, 409}
    assert {ada.balance(), bob.balance()} == {490, 500}
    assert len(ada.generations()) + len(bob.generations()) == 1


def test_the_generation_id_of_another_user_is_useless(http: httpx.Client, ada: Person, bob: Person) -> None:
    generation_id = str(uuid.uuid4())
    assert start(http, ada, generation_id)().status_code == 202
    assert start(http, bob, generation_id)().status_code == 409
    for spelling in (
        generation_id,
        generation_id.upper(),
        generation_id.replace("-", ""),
        f"{{{generation_id}}}",
        f"urn:uuid:{generation_id}",
    ):
        assert cancel(http, bob, spelling)().status_code == 404
    assert (ada.balance(), bob.balance()) == (490, 500)


def test_concurrent_cancels_and_reports_end_a_generation_once(
    http: httpx.Client, stack: RunningStack, ada: Person, sql: Sql
) -> None:
    for status in ("failed", "cancelled", "timeout"):
        generation_id = str(uuid.uuid4())
        assert start(http, ada, generation_id)().status_code == 202
        run_id = run_of(sql, generation_id)
        ends = [cancel(http, ada, generation_id)] * 3 + [report(http, stack, generation_id, run_id, status)] * 3
        answers = at_once(*ends)
        assert {answer.status_code for answer in answers} <= {200, 409}
        lines = sql("select amount from credit_usage where generation_id = %s order by amount", [generation_id])
        assert [line["amount"] for line in lines] == [-10, 10]
    assert ada.balance() == 500


def test_a_cancel_during_the_start_leaves_no_unpaid_run(http: httpx.Client, ada: Person) -> None:
    for _ in range(3):
        generation_id = str(uuid.uuid4())
        _, cancelled = at_once(start(http, ada, generation_id), cancel(http, ada, generation_id))
        assert cancelled.status_code in (200, 404)
        cancel(http, ada, generation_id)()
    assert {row["status"] for row in ada.generations()} == {"failed"}
    assert ada.balance() == 500


def test_an_account_deletion_during_starts_leaves_nothing(http: httpx.Client, ada: Person, sql: Sql) -> None:
    assert start(http, ada)().status_code == 202
    delete = [lambda: http.delete("/api/account", headers=ada.headers)] * 2
    answers = at_once(*[start(http, ada) for _ in range(4)], *delete)
    assert {answer.status_code for answer in answers} <= {200, 202, 401, 429, 503}, [a.text for a in answers]
    http.delete("/api/account", headers=ada.headers)
    for table in ("users", "generated_media", "credit_usage", "credit_grants"):
        column = "id" if table == "users" else "user_id"
        query: Any = f"select 1 from {table} where {column} = %s"
        assert sql(query, [ada.id]) == [], table
    assert start(http, ada)().status_code == 401


def test_an_account_deletion_during_a_purchase_blocks_no_event(buyer: Buyer) -> None:
    plan, pack = buyer.checkout(), buyer.checkout_pack()
    pay = buyer.shop.stripe.pay
    at_once(lambda: pay(plan), lambda: pay(pack), lambda: buyer.delete("/api/account"))
    buyer.shop.arrive()
    assert buyer.shop.unprocessed() == []


def test_concurrent_checkouts_create_one_customer(buyer: Buyer) -> None:
    price, pack = buyer.shop.prices["pro_monthly"], buyer.shop.prices["credit_pack_1000"]
    calls: list[Callable[[], httpx.Response]] = []
    for _ in range(4):
        calls.append(lambda: buyer.post("/api/create-checkout-session", price_id=price))
        calls.append(lambda: buyer.post("/api/purchase-credits", price_id=pack))
    assert {answer.status_code for answer in at_once(*calls)} == {200}
    assert len(buyer.customers()) == 1


def test_concurrent_deductions_with_one_key_are_charged_once(ada: Person, admin: Any) -> None:
    sent = {"p_user_id": ada.id, "p_amount": 50, "p_description": "Export", "p_key": "export-17"}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda _: admin.rpc("deduct_credits", sent).execute().data["charged"], range(AT_ONCE)))
    assert sorted(done) == [False] * (AT_ONCE - 1) + [True]
    assert ada.balance() == 450
