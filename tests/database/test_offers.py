"""Offers: a trial once, and the credits that an upgrade adds."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from .plan_user import APRIL, BEGIN, YEAR_LATER, PlanUser, plan_user, shared_database

__all__ = ["plan_user", "shared_database"]

PER_MAILBOX = "update settings set value = %s where name = 'free_months_per_mailbox'"


def offers(plan_user: PlanUser) -> dict[str, dict[str, Any]]:
    """The user's offers, by price."""
    plan_user.db.run(
        "select set_config('request.jwt.claims', %s, true)", f'{{"sub": "{plan_user.user}", "role": "authenticated"}}'
    )
    mine = "select o.* from plan_offers() o join prices p on p.id = o.price_id where p.product_id like %s"
    return {row["price_id"]: row for row in plan_user.db.rows(mine, f"%{plan_user.shop.mark}")}


def upgrade(plan_user: PlanUser, plan: str, interval: str = "month") -> int | None:
    """The credits that an upgrade would add now."""
    credits_: int | None = offers(plan_user)[plan_user.shop.price(plan, interval)]["upgrade_credits"]
    return credits_


# ---------------------------------------------------------------- upgrades


@pytest.mark.parametrize("later", [{}, {"days": 3, "hours": 7}, {"days": 15, "hours": 12}, {"days": 30, "hours": 12}])
def test_an_upgrade_adds_what_was_offered(plan_user: PlanUser, later: dict[str, int]) -> None:
    plan = plan_user.subscribe()
    plan_user.clock.advance(**later)
    offered, before = upgrade(plan_user, "business"), plan_user.balance
    plan_user.shop.sync(plan_user.shop.upgraded(plan, "business", plan_user.clock.now))
    assert plan_user.balance - before == offered


@pytest.mark.parametrize("ends", [{"cancel_at": APRIL}, {"cancel_at_period_end": True}])
def test_ending_plan_is_offered_no_upgrade(plan_user: PlanUser, ends: dict[str, Any]) -> None:
    """The portal offers no switch then."""
    plan = plan_user.subscribe()
    assert upgrade(plan_user, "business") == 3000
    plan_user.shop.sync({**plan, **ends})
    assert upgrade(plan_user, "business") is None


def test_an_upgrade_within_a_year_adds_what_was_offered(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe("pro", YEAR_LATER, price_id=plan_user.shop.price("pro", "year"))
    plan_user.next_month(40)
    offered, before = upgrade(plan_user, "business", "year"), plan_user.balance
    yearly = {"price_id": plan_user.shop.price("business", "year")}
    changed = plan_user.shop.upgraded(plan, "business", plan_user.clock.now)
    changed["invoices"][1]["lines"][1] |= yearly
    plan_user.shop.sync({**changed, **yearly})
    assert plan_user.balance - before == offered


def test_yearly_switch_is_an_upgrade_only_with_more_credits(plan_user: PlanUser) -> None:
    plan_user.subscribe()
    plan_user.clock.advance(days=15, hours=12)
    assert (upgrade(plan_user, "pro", "year"), upgrade(plan_user, "business", "year")) == (None, 1500)


def test_the_full_amount_comes_with_the_next_month(plan_user: PlanUser) -> None:
    plan_user.subscribe()
    plan_user.clock.advance(days=20)
    offer = offers(plan_user)[plan_user.shop.price("business")]
    assert (offer["full_credits"], offer["full_from"]) == (6000, APRIL)


def test_scheduled_change_has_no_offer(plan_user: PlanUser) -> None:
    plan_user.subscribe("business", YEAR_LATER, price_id=plan_user.shop.price("business", "year"))
    found = offers(plan_user)
    assert [offer["upgrade_credits"] for offer in found.values()] == [None] * 4
    assert [offer["full_from"] for offer in found.values()] == [None] * 4


@pytest.mark.parametrize("status", ["past_due", "unpaid", "paused"])
def test_nothing_is_offered_while_a_payment_is_due(plan_user: PlanUser, status: str) -> None:
    plan = plan_user.subscribe()
    plan_user.shop.sync({**plan, "status": status})
    assert upgrade(plan_user, "business") is None


# ---------------------------------------------------------------- trials


def trial_of(plan_user: PlanUser, plan: str = "pro") -> int | None:
    days: int | None = plan_user.db.value("select trial_days(%s, %s)", plan_user.user, plan_user.shop.price(plan))
    assert offers(plan_user)[plan_user.shop.price(plan)]["trial_days"] == days
    return days


@pytest.fixture
def with_trials(plan_user: PlanUser) -> PlanUser:
    """The monthly prices begin with a trial of 7 days."""
    plan_user.db.run("update prices set trial_period_days = 7 where id like %s", f"%month_{plan_user.shop.mark}")
    return plan_user


def test_the_trial_length_comes_from_the_price(with_trials: PlanUser) -> None:
    assert trial_of(with_trials) == 7
    yearly = with_trials.shop.price("pro", "year")
    assert with_trials.db.value("select trial_days(%s, %s)", with_trials.user, yearly) is None


@pytest.mark.parametrize("per_mailbox", ["true", "false"])
def test_second_trial_is_not_offered(with_trials: PlanUser, per_mailbox: str) -> None:
    with_trials.db.run(PER_MAILBOX, per_mailbox)
    end = BEGIN + timedelta(days=7)
    trial = {"status": "trialing", "trial_start": BEGIN, "trial_end": end, "current_period_end": end}
    plan = with_trials.subscribe("pro", end, **trial)
    assert trial_of(with_trials) is None
    with_trials.end(plan)
    assert (trial_of(with_trials), trial_of(with_trials, "business")) == (None, None)


def begin_trial(plan_user: PlanUser, at: timedelta = timedelta(0), **changes: Any) -> dict[str, Any]:
    """A trial of 7 days, mirrored."""
    start, end = BEGIN + at, BEGIN + at + timedelta(days=7)
    invoice = plan_user.shop.invoice(plan_user.shop.line(plan_user.shop.price("pro"), start, end, 0))
    about = {"status": "trialing", "trial_start": start, "trial_end": end, "current_period_start": start}
    return plan_user.subscribe("pro", end, created=start, invoices=[invoice], **about, **changes)


def another_account(plan_user: PlanUser, email: str) -> None:
    """The user deletes the account and signs up again with this address."""
    plan_user.db.run("delete from auth.users where id = %s", plan_user.user)
    plan_user.user = uuid4()
    confirmed = "insert into auth.users (id, email, created_at, email_confirmed_at) values (%s, %s, %s, %s)"
    plan_user.db.run(confirmed, plan_user.user, email, plan_user.clock.now, plan_user.clock.now)


def set_address(plan_user: PlanUser, email: str) -> None:
    """Change the user's address."""
    plan_user.db.run("update auth.users set email = %s where id = %s", email, plan_user.user)


@pytest.mark.parametrize("again", ["ada@trial.example", "ADA+2@trial.example"])
def test_mailbox_has_one_trial_across_all_its_accounts(with_trials: PlanUser, again: str) -> None:
    set_address(with_trials, "ada@trial.example")
    with_trials.end(begin_trial(with_trials))
    another_account(with_trials, again)
    assert trial_of(with_trials) is None
    another_account(with_trials, "grace@trial.example")
    assert trial_of(with_trials) == 7


def test_trial_counts_for_every_address_the_account_had(with_trials: PlanUser) -> None:
    addresses = [f"{name}@trial.example" for name in ("ada", "grace", "mary")]
    set_address(with_trials, addresses[0])
    with_trials.end(begin_trial(with_trials))
    for changed in addresses[1:]:
        set_address(with_trials, changed)
    for again in addresses:
        another_account(with_trials, again)
        assert trial_of(with_trials) is None


def test_first_trial_of_two_accounts_of_a_mailbox_grants_credits(with_trials: PlanUser) -> None:
    set_address(with_trials, "ada@trial.example")
    begin_trial(with_trials)
    with_trials.user = uuid4()
    with_trials.db.run("insert into auth.users (id, email) values (%s, 'ada+2@trial.example')", with_trials.user)
    begin_trial(with_trials, timedelta(hours=1))  # its page was open before the first trial began
    assert with_trials.balance <= 500


@pytest.mark.parametrize("per_mailbox", ["true", "false"])
def test_only_the_first_of_two_trials_grants_credits(with_trials: PlanUser, per_mailbox: str) -> None:
    with_trials.db.run(PER_MAILBOX, per_mailbox)
    first, second = begin_trial(with_trials), begin_trial(with_trials, timedelta(hours=1))
    with_trials.use(1000)
    with_trials.end(first)
    with_trials.shop.sync(second)
    assert with_trials.balance == 500


@pytest.mark.parametrize(("ids", "left"), [(("sub_a", "sub_b"), 500), (("sub_b", "sub_a"), 3000 - 1000)])
def test_trial_with_the_smaller_id_counts_within_one_second(
    with_trials: PlanUser, ids: tuple[str, str], left: int
) -> None:
    """Stripe counts in seconds. What was used of the one that does not count is taken back."""
    first, second = (begin_trial(with_trials, id=f"{each}_{uuid4().hex}") for each in ids)
    with_trials.use(1000)
    with_trials.end(first)
    with_trials.shop.sync(second)
    assert with_trials.balance == left


def test_trial_is_still_offered_after_an_earlier_payment(with_trials: PlanUser) -> None:
    plan = with_trials.subscribe()
    assert trial_of(with_trials, "business") is None
    with_trials.end(plan)
    assert trial_of(with_trials, "business") == 7


def test_visitor_and_banned_user_get_no_offer(with_trials: PlanUser) -> None:
    ban = "update auth.users set banned_until = %s where id = %s"
    with_trials.db.run(ban, YEAR_LATER, with_trials.user)
    assert offers(with_trials) == {}


def test_a_plan_that_is_not_for_sale_is_not_offered(plan_user: PlanUser) -> None:
    product = f"prod_business_{plan_user.shop.mark}"
    plan_user.db.run('update products set metadata = metadata || \'{"credits": "3,000"}\' where id = %s', product)
    assert set(offers(plan_user)) == {plan_user.shop.price("pro"), plan_user.shop.price("pro", "year")}
