"""Deletion and export of an account."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
from flask.testing import FlaskClient

from local.claims import mint
from service import create_app
from tests.conftest import NewUser, Sql
from tests.conftest import User as SignedUp
from tests.running import RunningStack
from tests.service.api_client import ApiClient, Person, claims_of, config_of, sign_up
from tests.service.billing.shop import Buyer, Shop
from tests.service.holding_proxy import gate_to
from tests.service.scripted_pixio import Pixio

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture
def customer(ordered_shop: Shop, new_user: NewUser, stack: RunningStack, sql: Sql) -> tuple[Buyer, SignedUp]:
    """A user with a plan, a pack and files, some with names that the product never uses."""
    user = new_user(f"{uuid4().hex}@example.com")
    buyer = Buyer(Person(user.id, user.access_token, sql), ordered_shop)
    buyer.subscribe()
    buyer.buy()
    ordered_shop.arrive()
    headers = {"apikey": stack.secret_key, "authorization": f"Bearer {stack.secret_key}", "content-type": "image/png"}
    for path in ("uploads/a.png", "/deeper/b.png", "images/c.png"):
        url = f"{stack.supabase_url}/storage/v1/object/generated-media/{user.id}/{path}"
        assert httpx.post(url, content=PNG, headers=headers).status_code == 200
    return buyer, user


def files_of(sql: Sql, user_id: str) -> list[str]:
    rows = sql("select name from storage.objects where name like %s order by name", [f"{user_id}/%"])
    return [row["name"].removeprefix(f"{user_id}/") for row in rows]


def exists(sql: Sql, user_id: str) -> bool:
    return bool(sql("select 1 from auth.users where id = %s", [user_id]))


def test_deleted_account_leaves_nothing(customer: tuple[Buyer, SignedUp], sql: Sql) -> None:
    buyer, _ = customer
    customer_id, subscription_id = str(buyer.customer_id()), buyer.subscription()["id"]
    api = buyer.shop.stripe.v1
    answer = buyer.delete("/api/account")
    assert (answer.status_code, answer.json()) == (200, {"deleted": True})
    assert api.subscriptions.retrieve(subscription_id).status == "canceled"
    assert api.customers.retrieve(customer_id).deleted
    assert (exists(sql, buyer.id), files_of(sql, buyer.id)) == (False, [])
    for table in ("users", "customers"):
        assert sql(f"select id from {table} where id = %s", [buyer.id]) == []
    for table in ("subscriptions", "generated_media", "credit_grants", "credit_purchases", "credit_usage"):
        assert sql(f"select id from {table} where user_id = %s", [buyer.id]) == []
    buyer.shop.arrive()
    assert buyer.shop.unprocessed() == []


def test_spent_credits_of_a_plan_refunded_after_deletion_become_a_debt(
    customer: tuple[Buyer, SignedUp], sql: Sql
) -> None:
    buyer, _ = customer
    sql("select deduct_credits(%s, 2000, 'x', 'used')", [buyer.id])
    api = buyer.shop.stripe.v1
    invoice = str(api.subscriptions.retrieve(buyer.subscription()["id"]).latest_invoice)
    payment = api.invoice_payments.list({"invoice": invoice}).data[0].payment.payment_intent
    assert buyer.delete("/api/account").status_code == 200
    buyer.shop.arrive()
    api.refunds.create({"payment_intent": str(payment)})
    buyer.shop.arrive()
    assert buyer.shop.unprocessed() == []
    kept = sql("select used, taken_back from private.mailbox_debts where account = %s and not packs", [buyer.id])
    assert kept == [{"used": 2000, "taken_back": 2000}]


@pytest.mark.parametrize(
    ("step", "when"),
    [
        ("GET /v1/customers/*", "before"),
        ("GET /v1/subscriptions", "before"),
        ("DELETE /v1/subscriptions/*", "before"),
        ("DELETE /v1/subscriptions/*", "after"),
        ("DELETE /v1/customers/*", "after"),
    ],
)
def test_deletion_interrupted_by_stripe_can_be_repeated(
    customer: tuple[Buyer, SignedUp], sql: Sql, step: str, when: str
) -> None:
    buyer, _ = customer
    customer_id = str(buyer.customer_id())
    buyer.shop.stripe.fault(request=step, api=401, when=when, times=1)
    answer = buyer.delete("/api/account")
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "stripe_unavailable")
    assert (exists(sql, buyer.id), len(files_of(sql, buyer.id))) == (True, 3)
    assert buyer.delete("/api/account").status_code == 200
    assert exists(sql, buyer.id) is False
    assert buyer.shop.stripe.v1.customers.retrieve(customer_id).deleted


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("POST /rest/v1/rpc/list_user_files", False),
        ("DELETE /storage/v1/object/generated-media", True),
        ("DELETE /auth/v1/admin", True),
    ],
)
def test_deletion_interrupted_by_supabase_can_be_repeated(
    customer: tuple[Buyer, SignedUp],
    stack: RunningStack,
    sql: Sql,
    billing_environment: dict[str, str],
    step: str,
    after: bool,
) -> None:
    buyer, _ = customer
    with gate_to(stack.supabase_url) as gate, ThreadPoolExecutor(1) as pool:
        client = create_app({**billing_environment, "SUPABASE_URL": gate.url}).test_client()
        token = mint(config_of(stack), claims_of(gate.url, buyer.id))
        gate.close_at(step, after=after)
        answer = pool.submit(client.delete, "/api/account", headers={"Authorization": f"Bearer {token}"})
        assert gate.held.wait(20)
        gate.drop()
        assert answer.result(20).status_code == 503
    assert buyer.delete("/api/account").status_code == 200
    assert (exists(sql, buyer.id), files_of(sql, buyer.id)) == (False, [])


def test_deletion_of_a_deleted_account_succeeds(ordered_buyer: Buyer) -> None:
    for _ in range(2):
        assert ordered_buyer.delete("/api/account").status_code == 200


def test_open_checkout_page_is_expired_on_deletion(ordered_buyer: Buyer) -> None:
    url = ordered_buyer.checkout_pack()
    ordered_buyer.delete("/api/account")
    assert ordered_buyer.shop.stripe.pay(url).status_code != 303


def test_runs_of_a_deleted_account_are_stopped(
    make_app: Callable[..., object], api_client: ApiClient, ada: Person, pixio: Pixio, client: FlaskClient
) -> None:
    generation_id = api_client.started()
    assert client.delete("/api/account", headers=ada.headers).status_code == 200
    assert pixio.cancelled == [pixio.run_of(generation_id)]


def test_account_of_a_customer_is_not_deleted_without_a_stripe_key(
    customer: tuple[Buyer, SignedUp], sql: Sql, environment: dict[str, str]
) -> None:
    buyer, _ = customer
    answer = create_app(environment).test_client().delete("/api/account", headers=buyer.person.headers)
    assert (answer.status_code, exists(sql, buyer.id)) == (503, True)


def test_account_without_purchases_is_deleted_without_stripe(
    ordered_buyer: Buyer, sql: Sql, environment: dict[str, str]
) -> None:
    answer = create_app(environment).test_client().delete("/api/account", headers=ordered_buyer.person.headers)
    assert (answer.status_code, exists(sql, ordered_buyer.id)) == (200, False)


def test_files_of_other_users_are_kept(customer: tuple[Buyer, SignedUp], stack: RunningStack, sql: Sql) -> None:
    buyer, user = customer
    other = Buyer(sign_up(stack, sql), buyer.shop)
    assert other.delete("/api/account").status_code == 200
    assert (exists(sql, user.id), len(files_of(sql, user.id))) == (True, 3)


def test_an_operator_exports_and_deletes_the_account_of_a_banned_user(ordered_buyer: Buyer, sql: Sql) -> None:
    ordered_buyer.subscribe()
    customer_id = ordered_buyer.customer_id()
    sql("update auth.users set banned_until = '2999-12-31' where id = %s", [ordered_buyer.id])
    exported = ordered_buyer.shop.flask("account", "export", ordered_buyer.id)
    assert json.loads(exported.stdout)["stripe_customer"]["stripe_customer_id"] == customer_id
    assert ordered_buyer.shop.flask("account", "delete", ordered_buyer.id).exit_code == 0
    assert not exists(sql, ordered_buyer.id)
    assert ordered_buyer.shop.stripe.v1.customers.retrieve(str(customer_id)).deleted
    assert ordered_buyer.shop.flask("account", "delete", ordered_buyer.id).exit_code == 0
    assert ordered_buyer.shop.flask("account", "export", ordered_buyer.id).exit_code == 1


def test_second_sign_up_grants_no_second_free_month(
    ordered_shop: Shop, new_user: NewUser, stack: RunningStack, sql: Sql
) -> None:
    name, given = uuid4().hex, []
    for spelling in (f"{name}@example.com", f"{name}+2@example.com", f"{name.upper()}@example.com"):
        user = new_user(email=spelling)
        buyer = Buyer(Person(user.id, user.access_token, sql), ordered_shop)
        (row,) = sql("select subscription_credits from users where id = %s", [user.id])
        given.append(row["subscription_credits"])
        if given[-1]:
            buyer.use(min(300, given[-1]))
        assert buyer.delete("/api/account").status_code == 200
    assert given == [500, 200, 0]


def test_export_contains_all_data_of_the_user_and_none_of_others(
    customer: tuple[Buyer, SignedUp], ordered_buyer: Buyer
) -> None:
    buyer, user = customer
    ordered_buyer.buy()
    buyer.use(100)
    answer = buyer.get("/api/account/export")
    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="account-\d{4}-\d\d-\d\d\.json"', answer.headers["content-disposition"])
    assert answer.headers["content-type"].startswith("application/json")
    document = answer.json()
    assert (document["account"]["email"], document["profile"]["full_name"]) == (user.email, "Ada Tester")
    assert document["profile"]["purchased_credits"] == 1000
    assert document["stripe_customer"]["stripe_customer_id"] == buyer.customer_id()
    assert [row["status"] for row in document["subscriptions"]] == ["active"]
    (invoice,) = document["subscriptions"][0]["stripe_invoices"]
    assert (invoice["amount_paid"], [line["credits"] for line in invoice["stripe_invoice_lines"]]) == (2900, [3000])
    assert [row["amount"] for row in document["credit_purchases"]] == [1000]
    assert [row["amount"] for row in document["credit_usage"]] == [-100]
    assert {row["kind"]: row["amount"] for row in document["credit_grants"]} == {
        "free_month": 500,
        "expired": -500,
        "plan_month": 3000,
    }
    kept = document["kept_after_deletion"]
    assert "credits and trials are given once" in kept["why"]
    assert len(bytes.fromhex(kept["address_hash"])) == 32
    assert sorted(file["path"] for file in document["files"]) == [
        f"{user.id}//deeper/b.png",
        f"{user.id}/images/c.png",
        f"{user.id}/uploads/a.png",
    ]
    assert [httpx.get(file["url"]).content for file in document["files"]] == [PNG] * 3
    assert ordered_buyer.id not in answer.text


def test_export_of_several_pages_is_complete(ordered_buyer: Buyer, sql: Sql) -> None:
    sql(
        "insert into generated_media (user_id, prompt, media_type, credits_used, model_id, status, finished_at, failure_reason)"
        " select %s, 'number ' || n, 'image', 0, 'krea-flux', 'failed', now(), 'failed' from generate_series(1, 2345) n",
        [ordered_buyer.id],
    )
    document = json.loads(ordered_buyer.get("/api/account/export").text)
    assert {row["prompt"] for row in document["generations"]} == {f"number {n}" for n in range(1, 2346)}


def test_export_of_a_deleted_account_is_refused(ordered_buyer: Buyer) -> None:
    ordered_buyer.delete("/api/account")
    assert ordered_buyer.get("/api/account/export").status_code == 401
