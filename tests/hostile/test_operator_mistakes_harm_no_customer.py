"""What an operator types in Studio or Stripe is refused with the field's name, or affects no customer.

Each case changes a row as Studio does. If the database accepts it, a new customer signs up, starts a generation and
requests a plan: no response may be a 5xx, no event may stay unprocessed, and no other customer may be affected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.api_client import ApiClient, Person, sign_up
from tests.service.billing.shop import Buyer, Shop
from tests.service.scripted_pixio import Pixio


@dataclass
class Operator:
    """An operator who runs SQL. `restore` undoes the changes."""

    sql: Sql
    saved: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.saved = {table: self.sql(f"select * from {table}") for table in ("products", "prices", "settings")}

    def refusal(self, statement: str) -> str:
        """The database's refusal of a statement, empty if it accepts it."""
        try:
            self.sql(statement)
        except psycopg.Error as error:
            return str(error)
        return ""

    def restore(self) -> None:
        """Restore the rows of all three tables."""
        for table, rows in self.saved.items():
            for row in rows:
                values = [_parameter(name, value) for name, value in row.items()]
                marks = ", ".join(["%s"] * len(row))
                changes = ", ".join(f"{name} = excluded.{name}" for name in row)
                target = f"insert into {table} ({', '.join(row)}) values ({marks})"
                self.sql(f"{target} on conflict ({next(iter(row))}) do update set {changes}", values)


def _parameter(column: str, value: Any) -> Any:
    return Jsonb(value) if value is not None and column in ("metadata", "value") else value


@pytest.fixture
def operator(sql: Sql, shop: Shop) -> Iterator[Operator]:
    """An operator in Studio. Products, prices and settings are restored at the end."""
    operator = Operator(sql)
    yield operator
    shop.arrive()
    operator.restore()


@pytest.fixture
def new_buyer(shop: Shop, stack: RunningStack, sql: Sql) -> Callable[[], Buyer]:
    """A function that signs a customer up."""
    return lambda: Buyer(sign_up(stack, sql), shop)


def start(buyer: Buyer) -> int:
    """Start a generation. Returns the response's status."""
    return buyer.post(
        "/api/generations", model="krea-flux", generations=[{"id": str(uuid4()), "inputs": {"text": "x"}}]
    ).status_code


def assert_a_customer_is_served(buyer: Buyer, after: str) -> None:
    """Assert that no request of a customer fails, and that what they pay for is booked or not sold."""
    assert start(buyer) in (202, 402, 429), after
    answer = buyer.post("/api/create-checkout-session", price_id=buyer.shop.prices["pro_monthly"])
    assert answer.status_code in (200, 422), after
    if answer.status_code == 200:
        assert buyer.shop.stripe.pay(answer.json()["url"]).status_code == 303, after
        buyer.shop.arrive()
        assert buyer.shop.unprocessed() == [], after
        assert buyer.credits()[0] >= 2990, after


CREDITS = ("abc", "-1", "", "1e3", "3,000", "999999999999", "٣٠٠٠", " 3000")
PLAN = "update products set metadata = metadata || jsonb_build_object('{}', '{}'::text) where id = 'plan_pro'"
ACCEPTED = (
    PLAN.format("credits", "abc"),  # database/test_tiers.py tries other values
    *(PLAN.format("tier", tier) for tier in ("gold", "")),
    *(PLAN.format("features", features) for features in ("[", "5")),
    "update products set metadata = metadata || '{\"credits\": -1}' where id = 'plan_pro'",
    "update products set metadata = metadata || '{\"credits\": {}}' where id = 'plan_pro'",
    "update products set metadata = metadata || '{\"tier\": null}' where id = 'plan_pro'",
    "update products set metadata = null where id = 'plan_pro'",
    "update products set name = null, description = null, image = null where id = 'plan_pro'",
    "update products set active = null where id = 'plan_pro'",
    "update products set name = null, active = false where id = 'free'",
    "update prices set product_id = null where product_id = 'plan_pro'",
    "update prices set type = null where product_id = 'plan_pro'",
    "update prices set interval = null, unit_amount = null, currency = null where product_id = 'plan_pro'",
    "update prices set unit_amount = -5, currency = 'zzz' where product_id = 'plan_pro'",
    "update settings set value = '0' where name = 'max_running_generations'",
    "delete from settings",
)


@pytest.mark.parametrize("table", ["products", "prices", "settings"])
def test_an_accepted_mistake_affects_no_customer(
    operator: Operator, new_buyer: Callable[[], Buyer], table: str
) -> None:
    statements = [statement for statement in ACCEPTED if statement.split()[1] == table or statement.split()[2] == table]
    assert statements
    for statement in statements:
        try:
            assert operator.refusal(statement) == ""
            assert_a_customer_is_served(new_buyer(), statement)
        finally:
            operator.restore()


REFUSED = (
    *(
        (
            f"update products set metadata = metadata || jsonb_build_object('credits', '{credits_}'::text) where id = 'free'",
            '"credits"',
        )
        for credits_ in CREDITS
    ),
    ("update products set metadata = '{}' where id = 'free'", '"credits"'),
    ("update products set metadata = null where id = 'free'", '"credits"'),
    ("update products set id = 'gratis' where id = 'free'", '"free"'),
    ("delete from products where id = 'free'", '"credits"'),
    ("update products set metadata = '[\"tier\"]' where id = 'plan_pro'", "products_metadata"),
    ("update products set metadata = '\"tier\"' where id = 'plan_pro'", "products_metadata"),
    ("update prices set metadata = '5' where product_id = 'plan_pro'", "prices_metadata"),
    *(
        (f"update prices set currency = '{code}' where product_id = 'plan_pro'", "currency")
        for code in ("dollars", "<b>", "US", "")
    ),
    *(
        (f"update settings set value = '{value}' where name = 'max_running_generations'", "max_running_generations")
        for value in ("null", '"5"', "5.5", "-1", "99999", "[]", "true")
    ),
    ("select adjust_credits('{user}', 0, 'Nothing')", "p_amount"),
    ("select adjust_credits('{user}', 99999999999, 'Plenty')", "p_amount"),
    ("select adjust_credits('{user}', 5, ' ')", "p_reason"),
    ("select adjust_credits('{user}', null, 'Nothing')", "p_amount"),
    ("select adjust_credits(gen_random_uuid(), 5, 'Nobody')", "unknown_user"),
    ("update users set full_name = '' where id = '{user}'", "full_name"),
    ("update users set avatar_url = 'javascript:alert(1)' where id = '{user}'", "avatar_url"),
    ("delete from models where id = 'krea-flux'", "generated_media_model_id_fkey"),
    ("update models set credit_cost = 0 where id = 'krea-flux'", "credit_cost"),
    ("update models set credit_cost = -10 where id = 'krea-flux'", "credit_cost"),
    ("update models set about_url = 'javascript:alert(1)' where id = 'krea-flux'", "about_url"),
    ("update models set deployment_id = '' where id = 'krea-flux'", "deployment_id"),
    ("update generated_media set status = 'completed' where user_id = '{user}'", "generated_media"),
)


def test_a_harmful_mistake_is_refused_with_its_field(operator: Operator, buyer: Buyer) -> None:
    assert start(buyer) == 202
    for statement, name in REFUSED:
        assert name in operator.refusal(statement.replace("{user}", buyer.id)), statement
    assert_a_customer_is_served(buyer, "all of it")


def test_a_plan_with_invalid_credits_keeps_its_last_grant(operator: Operator, buyer: Buyer) -> None:
    url = buyer.checkout()
    assert operator.refusal(PLAN.format("credits", "3 000")) == ""
    assert buyer.shop.stripe.pay(url).status_code == 303
    buyer.shop.arrive()
    assert buyer.credits() == (3000, 0)
    assert operator.refusal(PLAN.format("credits", "3000")) == ""
    assert start(buyer) == 202
    assert buyer.credits() == (2990, 0)


def test_metadata_changed_during_a_purchase_block_no_event(buyer: Buyer) -> None:
    stripe = buyer.shop.stripe
    for credits_ in ("9" * 20, "-1", "many", "0"):
        url = buyer.checkout_pack()
        metadata = {"credits": credits_}
        stripe.v1.checkout.sessions.update(url.rpartition("/")[2], {"metadata": metadata})
        assert stripe.pay(url).status_code == 303
        buyer.shop.arrive()
    assert buyer.credits() == (500, 0)
    assert buyer.shop.unprocessed() == []


def test_credits_given_by_hand_never_overflow_a_balance(buyer: Buyer, sql: Sql) -> None:
    for _ in range(3):
        sql("select adjust_credits(%s, 1000000000, 'Plenty')", [buyer.id])
    assert start(buyer) == 202
    assert buyer.credits() == (490, 3_000_000_000)


def test_a_user_deleted_by_hand_during_a_run_blocks_no_report(api_client: ApiClient, pixio: Pixio, bob: Person) -> None:
    generation_id = api_client.started()
    api_client.sql("delete from auth.users where id = %s", [api_client.person.id])
    for status in ("running", "success", "failed"):
        assert api_client.report(generation_id, pixio.run_of(generation_id), status, outputs=[]).status_code == 200
    assert api_client.start().status_code == 401
    assert bob.balance() == 500


def test_a_profile_cannot_be_deleted_without_its_user(api_client: ApiClient) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="under Authentication"):
        api_client.sql("delete from users where id = %s", [api_client.person.id])
    assert api_client.start().status_code == 202


def test_a_buyer_deleted_by_hand_blocks_no_event(buyer: Buyer) -> None:
    plan, pack = buyer.checkout(), buyer.checkout_pack()
    buyer.shop.sql("delete from auth.users where id = %s", [buyer.id])
    for url in (plan, pack):
        assert buyer.shop.stripe.pay(url).status_code == 303
    buyer.shop.arrive()
    assert buyer.shop.unprocessed() == []
