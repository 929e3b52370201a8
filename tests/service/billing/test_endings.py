"""Live subscriptions that Stripe does not show any more end only if that is sure, and many at once only on request."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from service import create_app
from service.stripe.endings import Endings, TooManyEndings
from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.billing.shop import Buyer, Shop
from tests.service.people import sign_up

COMMANDS = (["reconcile"], ["stripe", "sync"])
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def buyers(calm_shop: Shop, stack: RunningStack, sql: Sql) -> list[Buyer]:
    """Three subscribers of whom no event tells anything any more."""
    made = [Buyer(sign_up(stack, sql), calm_shop) for _ in range(3)]
    for each in made:
        each.subscribe()
    calm_shop.arrive()
    calm_shop.reconcile()
    calm_shop.stripe.fault(event="*", delivery="drop")
    return made


@pytest.fixture
def run(calm_shop: Shop, billing_environment: dict[str, str]) -> Run:
    """A command in a process of its own: exit code and output."""

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
def test_one_that_the_list_of_the_customer_does_not_have_either_has_ended(
    buyers: list[Buyer], run: Run, command: list[str]
) -> None:
    gone = buyers[0]
    gone.shop.stripe.forget(id_of(gone))
    assert run(*command)[0] == 0
    assert [state(each) for each in buyers] == [("canceled", 500), ("active", 3000), ("active", 3000)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_404_alone_ends_nothing(buyers: list[Buyer], run: Run, command: list[str]) -> None:
    """It is neither an answer of the list, nor does it count where Stripe does not know the customer."""
    listed, unknown, _ = buyers
    stripe = listed.shop.stripe
    stripe.fault(request=f"GET /v1/subscriptions/{id_of(listed)}", api=404)
    stripe.v1.subscriptions.update(id_of(listed), {"metadata": {"note": "an event that nobody hears"}})
    stripe.forget(id_of(unknown), str(unknown.customer_id()))
    assert run(*command)[0] == 0
    assert [state(each) for each in buyers] == [("active", 3000)] * 3
    assert run(*command, "--yes")[0] == 0
    assert (state(listed), state(unknown)) == (("active", 3000), ("canceled", 500))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("how", ["gone", "cancelled"])
def test_many_at_once_end_only_on_request(
    buyers: list[Buyer], run: Run, command: list[str], how: str, caplog: pytest.LogCaptureFixture
) -> None:
    stripe = buyers[0].shop.stripe
    for each in buyers:
        if how == "gone":
            stripe.forget(id_of(each))
        else:
            stripe.v1.subscriptions.cancel(id_of(each))
    code, told = run(*command)
    assert (code, "3 of 3 live subscriptions would end" in told, "--yes" in told) == (1, True, True), told
    assert [record.levelname for record in caplog.records if "too many" in record.message] == ["ERROR"]
    assert [state(each) for each in buyers] == [("active", 3000)] * 3
    assert run(*command, "--yes")[0] == 0
    assert [state(each) for each in buyers] == [("canceled", 500)] * 3
    assert run("reconcile")[0] == 0
    assert buyers[0].shop.unprocessed() == []


@pytest.mark.parametrize(("ending", "live", "refused"), [(2, 2, False), (3, 29, True), (3, 30, False)])
def test_more_than_two_and_more_than_a_tenth_are_too_many(
    monkeypatch: pytest.MonkeyPatch, ending: int, live: int, refused: bool
) -> None:
    monkeypatch.setattr("service.stripe.endings._live_count", lambda: live)
    written: list[None] = []
    endings = Endings(False, {str(number): lambda: written.append(None) for number in range(ending)})
    with pytest.raises(TooManyEndings) if refused else nullcontext():
        endings.write()
    assert len(written) == (0 if refused else ending)


def test_what_ended_by_mistake_comes_back_with_the_truth(buyers: list[Buyer], run: Run) -> None:
    mistaken = buyers[0]
    mistaken.use(1000)
    with mistaken.shop.stripe.without(id_of(mistaken)):
        assert run("reconcile")[0] == 0
        assert state(mistaken) == ("canceled", 500)
        mistaken.use(100)
    assert run("reconcile")[0] == 0
    assert state(mistaken) == ("active", 1900)


def test_a_plan_whose_product_loses_its_tier_goes_on(calm_buyer: Buyer, run: Run) -> None:
    shop, subscription = calm_buyer.shop, calm_buyer.subscribe()
    shop.arrive()
    calm_buyer.use(1000)
    before = shop.stripe.v1.products.retrieve("plan_pro").metadata.to_dict()
    try:
        shop.stripe.v1.products.update("plan_pro", {"metadata": {"tier": ""}})
        shop.stripe.v1.subscriptions.update(subscription, {"metadata": {"note": "an event of the plan"}})
        shop.arrive()
        assert run("reconcile")[0] == run("stripe", "sync")[0] == 0
        assert state(calm_buyer) == ("active", 2000)
        shop.stripe.renew(subscription)
        shop.arrive()
        assert state(calm_buyer) == ("active", 3000)  # a new month
    finally:
        shop.stripe.v1.products.update("plan_pro", {"metadata": before})
        shop.arrive()
    assert run("reconcile")[0] == 0
    assert state(calm_buyer) == ("active", 3000)


def test_a_loop_goes_on_where_one_pass_asks(
    buyers: list[Buyer], billing_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nobody to ask. Every pass does all but end them, and says so in its log."""
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


def test_a_loop_cannot_be_told_yes(run: Run) -> None:
    assert run("reconcile", "--every", "60", "--yes")[0] == 2
