"""The service is killed while it processes an event: the retry or `python -m service reconcile` completes it, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Sql
from tests.running import RunningStack, eventually
from tests.service.api_client import sign_up
from tests.service.billing.shop import Buyer, Shop
from tests.service.holding_proxy import Gate, gate_to
from tests.service.processes import RunningService, running_service

# A kill after one step leaves the same state as a kill before the next one.
STEPS = (
    ("POST /rest/v1/rpc/receive_stripe_event", False),
    ("POST /rest/v1/rpc/receive_stripe_event", True),
    ("POST /rest/v1/rpc/fulfil_purchase", True),
    ("POST /rest/v1/rpc/finish_stripe_event", True),
)


@pytest.fixture(scope="module")
def gate(stack: RunningStack) -> Iterator[Gate]:
    with gate_to(stack.supabase_url) as gate:
        yield gate


@pytest.fixture(scope="module")
def killable_service(
    billing_environment: dict[str, str], gate: Gate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    """A service whose requests to Supabase pass through the gate."""
    folder = tmp_path_factory.mktemp("killable_service")
    with running_service(folder, {**billing_environment, "SUPABASE_URL": gate.url}) as running:
        yield running


def paying_for_a_pack(buyer: Buyer, gate: Gate, step: str, *, after: bool) -> Buyer:
    """Pay; the service is stopped at this step."""
    url = buyer.checkout_pack()
    buyer.shop.stripe.wait_until_delivered()
    gate.close_at(step, after=after)
    buyer.shop.stripe.pay(url)
    assert gate.held.wait(20)
    return buyer


@pytest.mark.parametrize(("step", "after"), STEPS)
def test_service_killed_at_any_step_grants_once(
    make_shop: Callable[[bool], Shop],
    killable_service: RunningService,
    gate: Gate,
    stack: RunningStack,
    sql: Sql,
    step: str,
    after: bool,
) -> None:
    shop = make_shop(False)
    shop.relay.target = killable_service.url
    buyer = paying_for_a_pack(Buyer(sign_up(stack, sql), shop), gate, step, after=after)
    killable_service.kill_workers()
    gate.open()
    shop.stripe.wait_until_delivered()
    assert (buyer.credits(), buyer.purchases()) == ((500, 1000), [1000])
    eventually(lambda: shop.unprocessed() == [])


def test_reconcile_processes_events_that_were_interrupted(
    make_shop: Callable[[bool], Shop],
    killable_service: RunningService,
    gate: Gate,
    stack: RunningStack,
    sql: Sql,
) -> None:
    shop = make_shop(False)
    shop.relay.target = killable_service.url
    buyer = paying_for_a_pack(Buyer(sign_up(stack, sql), shop), gate, "POST /rest/v1/rpc/fulfil_purchase", after=False)
    shop.relay.lose_everything = True
    killable_service.kill_workers()
    gate.open()
    shop.stripe.wait_until_delivered()
    assert shop.unprocessed() != []
    shop.reconcile()
    assert (buyer.credits(), shop.unprocessed()) == ((500, 1000), [])
