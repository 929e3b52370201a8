"""A stack with a Stripe stand-in that the tests control; its webhooks pass through a relay.

The stack is separate from that of the other tests, whose plans, prices and customers are in another Stripe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from flask import Flask
from psycopg.rows import dict_row
from supabase import Client

from service import create_app
from tests.conftest import PASSWORD, NewUser, Sql, User, client_of, sign_in
from tests.running import RunningStack, folder, running_stack, wait_until_reconciled
from tests.service.api_client import sign_up
from tests.service.billing.relay import Relay, webhook_relay
from tests.service.billing.shop import Buyer, Shop
from tests.service.billing.stand_in import SECRET_KEY, WEBHOOK_SECRET, StandIn, running_stand_in
from tests.service.media_host import MediaHost
from tests.service.scripted_pixio import Pixio

# Deletes the data of earlier tests.
DELETE_OLD_DATA: tuple[LiteralString, ...] = (
    "delete from auth.users where email like '%@example.com'",
    "delete from orphaned_customers",
    "delete from prices where product_id !~ '^(plan|credit_pack)_'",
    "delete from products where id !~ '^(plan|credit_pack)_|^free$'",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests in this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.own_supabase("it deletes users, and its Stripe is another one"))


@pytest.fixture(scope="session")
def relay() -> Iterator[Relay]:
    with webhook_relay() as relay:
        yield relay


@pytest.fixture(scope="session")
def one_stripe(relay: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running_stand_in(tmp_path_factory.mktemp("stripe"), relay.url) as stand_in:
        yield stand_in


@pytest.fixture(scope="session")
def stripe_settings(one_stripe: StandIn) -> dict[str, str]:
    """The service's settings for the stand-in."""
    return {
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_URL": one_stripe.url,
        "RATELIMIT_BILLING": "1000/minute",
        "RECONCILE_AFTER_SECONDS": "0",
    }


@pytest.fixture(scope="session")
def stack(stripe_settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The stack; its service uses the stand-in as Stripe."""
    settings = tmp_path_factory.mktemp("settings") / "env"
    settings.write_text("".join(f"{name}={value}\n" for name, value in stripe_settings.items()), encoding="utf-8")
    options = ("--site", "none", "--pixio-seconds", "0.5", "--reconcile-seconds", "3600", "--env-file", str(settings))
    with folder() as data, running_stack(data, *options) as started:
        wait_until_reconciled(started)
        yield started


@pytest.fixture(scope="session")
def sql(stack: RunningStack) -> Iterator[Sql]:
    """A function that runs SQL as the superuser; each statement is its own transaction."""
    with psycopg.connect(stack.db_url, autocommit=True, row_factory=dict_row) as connection:

        def run(query: LiteralString, parameters: Any = None) -> list[dict[str, Any]]:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

        yield run


@pytest.fixture(scope="session")
def admin(stack: RunningStack) -> Client:
    """A client with the secret key."""
    return client_of(stack, stack.secret_key)


@pytest.fixture(scope="session")
def new_user(stack: RunningStack, admin: Client) -> NewUser:
    """A function that creates a user who signed up by email."""

    def make(email: str) -> User:
        profile = {"full_name": "Ada Tester"}
        wanted: Any = {"email": email, "password": PASSWORD, "email_confirm": True, "user_metadata": profile}
        admin.auth.admin.create_user(wanted)
        return sign_in(stack, email, PASSWORD)

    return make


@pytest.fixture(scope="session")
def environment(stack: RunningStack, one_pixio: Pixio, session_media_host: MediaHost) -> dict[str, str]:
    """The settings of a service without Stripe."""
    return {
        "SITE_URL": stack.site_url,
        "SUPABASE_URL": stack.supabase_url,
        "SUPABASE_PUBLISHABLE_KEY": stack.publishable_key,
        "SUPABASE_SECRET_KEY": stack.secret_key,
        "PIXIO_API_URL": one_pixio.url,
        "PIXIO_DEPLOY_API_KEY": "pixio-api-key",
        "PIXIO_WEBHOOK_SECRET": stack.pixio_webhook_secret,
        "PIXIO_MEDIA_HOSTS": session_media_host.url,
        "RECONCILE_AFTER_SECONDS": "0",
    }


@pytest.fixture(scope="session")
def one_app(environment: dict[str, str]) -> Flask:
    """The app without Stripe in front of this folder's stack: the one of tests/service is in front of another stack."""
    return create_app(environment)


@pytest.fixture(scope="session")
def billing_environment(environment: dict[str, str], stripe_settings: dict[str, str]) -> dict[str, str]:
    """The settings of a service with Stripe."""
    return {**environment, **stripe_settings}


@pytest.fixture(scope="session")
def plans(billing_environment: dict[str, str], one_stripe: StandIn) -> None:
    """Run `python -m service stripe setup`, which creates plans and packs."""
    set_up = create_app(billing_environment).test_cli_runner().invoke(args=["stripe", "setup"])
    assert set_up.exit_code == 0, set_up.output
    one_stripe.keep_present_objects()


@pytest.fixture
def no_stored_account(sql: Sql) -> Iterator[None]:
    """A database without a stored Stripe account; the stand-in's is stored again after the test."""
    (before,) = sql("delete from settings where name = 'stripe_account' returning value::text, description")
    yield
    sql("delete from settings where name = 'stripe_account'")
    sql("insert into settings values ('stripe_account', %s, %s)", [before["value"], before["description"]])


@pytest.fixture(params=["plain", "storm"])
def event_delivery(request: pytest.FixtureRequest) -> str:
    """How webhooks are delivered: in order (`plain`), or shuffled, lost and duplicated (`storm`). Each promise holds in
    both."""
    return str(request.param)


@pytest.fixture
def make_shop(
    request: pytest.FixtureRequest,
    plans: None,
    stack: RunningStack,
    one_stripe: StandIn,
    relay: Relay,
    billing_environment: dict[str, str],
    sql: Sql,
) -> Iterator[Callable[[bool], Shop]]:
    """A function that creates the shop, with ordered webhooks or in a storm. Checks the ledger afterwards."""

    def make(storm: bool) -> Shop:
        relay.target, relay.storm, relay.lose_everything = stack.service_url, False, False
        one_stripe.reset()
        one_stripe.wait_until_delivered()
        one_stripe.forget_events()
        one_stripe.delete_other_objects()
        for statement in DELETE_OLD_DATA:
            sql(statement)
        relay.storm = storm
        one_stripe.control(hold=storm)
        app = create_app(billing_environment)
        return Shop(stack.service_url, one_stripe, relay, app, sql, request.node.name, storm)

    yield make
    assert sql("select * from private.check_ledger()") == []


@pytest.fixture
def shop(make_shop: Callable[[bool], Shop], event_delivery: str) -> Iterator[Shop]:
    """The shop, once with each kind of delivery."""
    shop = make_shop(event_delivery == "storm")
    yield shop
    shop.arrive()
    assert shop.unprocessed() == []


@pytest.fixture
def ordered_shop(make_shop: Callable[[bool], Shop]) -> Shop:
    """The shop with ordered webhooks, for tests that do not depend on delivery."""
    return make_shop(False)


@pytest.fixture
def buyer(shop: Shop, stack: RunningStack, sql: Sql) -> Buyer:
    """A user with 500 free credits, with each kind of delivery."""
    return Buyer(sign_up(stack, sql), shop)


@pytest.fixture
def ordered_buyer(ordered_shop: Shop, stack: RunningStack, sql: Sql) -> Buyer:
    """A user with 500 free credits, with ordered webhooks."""
    return Buyer(sign_up(stack, sql), ordered_shop)


@pytest.fixture
def doctor(
    ordered_shop: Shop, billing_environment: dict[str, str], stack: Any, sql: Sql
) -> Callable[..., tuple[int, str]]:
    """A function that runs the doctor with some changed settings; returns exit code and output.

    The reconciler has just run."""
    sql("update settings set value = to_jsonb(floor(extract(epoch from now()))) where name = 'reconciled_at'")
    settings = {**billing_environment, "PIXIO_API_URL": stack.pixio_url, "PIXIO_DEPLOY_API_KEY": stack.pixio_api_key}

    def run(*options: str, **changes: str) -> tuple[int, str]:
        ended = create_app({**settings, **changes}).test_cli_runner().invoke(args=["doctor", *options])
        return ended.exit_code, ended.output

    return run
