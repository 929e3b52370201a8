"""A live subscription that Stripe no longer lists ends only after a second check; many end only with a confirmation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from service import create_app
from service.stripe.endings import Endings, TooManyEndings
from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.api_client import sign_up
from tests.service.billing.shop import Buyer, Shop

COMMANDS = (["reconcile"], ["stripe", "sync"])
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def buyers(ordered_shop: Shop, stack: RunningStack, sql: Sql) -> list[Buyer]:
    """Three subscribers whose webhooks are dropped from now on."""
    made = [Buyer(sign_up(stack, sql), ordered_shop) for _ in range(3)]
    for each in made:
        each.subscribe()
    ordered_shop.arrive()
    ordered_shop.reconcile()
    ordered_shop.stripe.fault(event="*", delivery="drop")
    return made


@pytest.fixture
def run(ordered_shop: Shop, billing_environment: dict[str, str]) -> Run:
    """Run a command in its own app; returns exit code and output."""

    def run(*arguments: str) -> tuple[int, str]:
        ended = create_app(billing_environment).test_cli_runner().invoke(args=list(arguments))
        return ended.exit_code, ended.output

    return run


def state(buyer: Buyer) -> tuple[str, int]:
    return buyer.subscription()["status"], buyer.credits()[0]


def id_of(buyer: Buyer) -> str:
    subscription_id: str = buyer.subscription()["id"]
    return subscription_id


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_subscription_missing_in_the_customers_list_too_has_ended(
    buyers: list[Buyer], run: Run, command: list[str]
) -> None:
    gone = buyers[0]
    gone.shop.stripe.forget(id_of(gone))
    assert run(*command)[0] == 0
    assert [state(each) for each in buyers] == [("canceled", 500), ("active", 3000), ("active", 3000)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_single_404_does_not_end_a_subscription(buyers: list[Buyer], run: Run, command: list[str]) -> None:
    """The 404 comes from the retrieve call, or Stripe does not know the customer."""
    listed, unknown, _ = buyers
    stripe = listed.shop.stripe
    stripe.fault(request=f"GET /v1/subscriptions/{id_of(listed)}", api=404)
    stripe.v1.subscriptions.update(id_of(listed), {"metadata": {"note": "an event that nobody hears"}})
    stripe.forget(id_of(unknown), str(unknown.customer_id()))
    assert run(*command)[0] == 0
    assert [state(each) for each in buyers] == [("active", 3000)] * 3
    assert run(*command, "--yes")[0] == 0
    assert (state(listed), state(unknown)) == (("active", 3000), ("canceled", 500))


@pytest.mark.parametrize(
    ("how", "command"),
    [("cancelled", COMMANDS[0]), ("gone", COMMANDS[1])],
    ids=["cancelled-reconcile", "gone-stripe sync"],
)
def test_many_subscriptions_end_only_with_a_confirmation(
    buyers: list[Buyer], run: Run, command: list[str], how: str, caplog: pytest.LogCaptureFixture
) -> None:
    stripe = buyers[0].shop.stripe
    for each in buyers:
        if how == "gone":
            stripe.forget(id_of(each))
        else:
            stripe.v1.subscriptions.cancel(id_of(each))
    code, output = run(*command)
    assert (code, "3 of 3 live subscriptions would end" in output, "--yes" in output) == (1, True, True), output
    assert [record.levelname for record in caplog.records if "too many" in record.message] == ["ERROR"]
    assert [state(each) for each in buyers] == [("active", 3000)] * 3
    assert run(*command, "--yes")[0] == 0
    assert [state(each) for each in buyers] == [("canceled", 500)] * 3
    assert run("reconcile")[0] == 0
    assert buyers[0].shop.unprocessed() == []


@pytest.mark.parametrize(("ending", "live", "refused"), [(2, 2, False), (3, 29, True), (3, 30, False)])
def test_limit_of_ends_is_two_or_a_tenth(
    monkeypatch: pytest.MonkeyPatch, ending: int, live: int, refused: bool
) -> None:
    monkeypatch.setattr("service.stripe.endings._live_count", lambda: live)
    written: list[None] = []
    endings = Endings(False, {str(number): lambda: written.append(None) for number in range(ending)})
    with pytest.raises(TooManyEndings) if refused else nullcontext():
        endings.write()
    assert len(written) == (0 if refused else ending)


def test_subscription_ended_by_mistake_is_restored_by_the_next_sync(buyers: list[Buyer], run: Run) -> None:
    mistaken = buyers[0]
    mistaken.use(1000)
    with mistaken.shop.stripe.without(id_of(mistaken)):
        assert run("reconcile")[0] == 0
        assert state(mistaken) == ("canceled", 500)
        mistaken.use(100)
    assert run("reconcile")[0] == 0
    assert state(mistaken) == ("active", 1900)


def test_plan_continues_when_its_product_loses_its_tier(ordered_buyer: Buyer, run: Run) -> None:
    shop, subscription = ordered_buyer.shop, ordered_buyer.subscribe()
    shop.arrive()
    ordered_buyer.use(1000)
    before = shop.stripe.v1.products.retrieve("plan_pro").metadata.to_dict()
    try:
        shop.stripe.v1.products.update("plan_pro", {"metadata": {"tier": ""}})
        shop.stripe.v1.subscriptions.update(subscription, {"metadata": {"note": "an event of the plan"}})
        shop.arrive()
        assert run("reconcile")[0] == run("stripe", "sync")[0] == 0
        assert state(ordered_buyer) == ("active", 2000)
        shop.stripe.renew(subscription)
        shop.arrive()
        assert state(ordered_buyer) == ("active", 3000)  # a new month
    finally:
        shop.stripe.v1.products.update("plan_pro", {"metadata": before})
        shop.arrive()
    assert run("reconcile")[0] == 0
    assert state(ordered_buyer) == ("active", 3000)


def test_loop_continues_where_one_pass_requires_a_confirmation(
    buyers: list[Buyer], billing_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop cannot ask: each pass does everything except end them, and logs it."""
    passes = 0

    def pause(*_: object) -> bool:
        nonlocal passes
        passes += 1
        if passes == 2:
            raise RuntimeError("enough")
        return False

    for each in buyers:
        each.shop.stripe.forget(id_of(each))
    runner = create_app(billing_environment).test_cli_runner()
    monkeypatch.setattr("service.commands.Event", lambda: SimpleNamespace(wait=pause))
    runner.invoke(args=["reconcile", "--every", "60"])
    assert passes == 2
    assert [state(each) for each in buyers] == [("active", 3000)] * 3


def test_loop_refuses_the_confirmation_option(run: Run) -> None:
    assert run("reconcile", "--every", "60", "--yes")[0] == 2
