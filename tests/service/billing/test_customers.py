"""Stripe's customers follow the users: who is deleted in Studio stops paying, and who changes their address is written to
at the new one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from service import create_app
from service.stripe.http import PooledClient
from tests.service.billing.shop import Buyer

Asked = list[tuple[str, str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The requests that services in this process make of Stripe."""
    made: Asked = []
    request = PooledClient.request

    def noted(client: PooledClient, method: str, url: str, *rest: object, **more: object) -> object:
        made.append((method.upper(), url.partition("/v1/")[2]))
        return request(client, method, url, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(PooledClient, "request", noted)
    return made


# ---------------------------------------------------------------- users deleted in Studio


def delete_in_studio(buyer: Buyer) -> str:
    """Delete a user by SQL; the customer whom they leave behind."""
    customer = str(buyer.customer_id())
    buyer.shop.sql("delete from auth.users where id = %s", [buyer.id])
    return customer


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelname == "ERROR"]


def test_a_user_who_is_deleted_in_studio_stops_paying(calm_buyer: Buyer, caplog: pytest.LogCaptureFixture) -> None:
    shop = calm_buyer.shop
    subscription = calm_buyer.subscribe()
    shop.arrive()
    page = calm_buyer.checkout_pack()
    customer = delete_in_studio(calm_buyer)
    invoices = len(shop.stripe.v1.invoices.list({"customer": customer}).data)
    assert f"The user of the Stripe customer {customer} was deleted" in shop.flask("doctor").output
    shop.reconcile()
    assert errors(caplog) == ["a deleted user was still paying: the subscription was cancelled in Stripe"]
    assert shop.stripe.v1.subscriptions.retrieve(subscription).status == "canceled"
    assert len(shop.stripe.v1.invoices.list({"customer": customer}).data) == invoices
    assert shop.stripe.pay(page).status_code != 303
    assert customer not in shop.flask("doctor").output
    caplog.clear()
    shop.reconcile()
    shop.arrive()
    assert (errors(caplog), shop.unprocessed()) == ([], [])


@pytest.mark.parametrize("step", ["GET /v1/subscriptions", "DELETE /v1/subscriptions/*"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_stripe_stops_is_done_by_the_next_pass(calm_buyer: Buyer, step: str, when: str) -> None:
    subscription = calm_buyer.subscribe()
    customer = delete_in_studio(calm_buyer)
    shop = calm_buyer.shop
    shop.stripe.fault(request=step, api=401, when=when, times=1)
    shop.reconcile()
    assert customer in shop.flask("doctor").output
    shop.reconcile()
    assert shop.stripe.v1.subscriptions.retrieve(subscription).status == "canceled"
    assert customer not in shop.flask("doctor").output


def test_of_a_user_whom_the_service_deletes_nothing_is_left_to_do(calm_buyer: Buyer) -> None:
    calm_buyer.subscribe()
    customer = str(calm_buyer.customer_id())
    assert calm_buyer.delete("/api/account").status_code == 200
    assert customer not in calm_buyer.shop.flask("doctor").output


# ---------------------------------------------------------------- addresses


def change_address(buyer: Buyer) -> str:
    email = f"{uuid4().hex}@example.com"
    buyer.shop.sql("update auth.users set email = %s where id = %s", [email, buyer.id])
    return email


def address(buyer: Buyer) -> str | None:
    return buyer.shop.stripe.v1.customers.retrieve(str(buyer.customer_id())).email


def by_portal(buyer: Buyer) -> None:
    buyer.portal()


def by_checkout(buyer: Buyer) -> None:
    buyer.checkout_pack()


def by_reconcile(buyer: Buyer) -> None:
    buyer.shop.reconcile()


@pytest.mark.parametrize("way", [by_portal, by_checkout, by_reconcile])
def test_stripe_gets_a_changed_address(calm_buyer: Buyer, way: Callable[[Buyer], None]) -> None:
    calm_buyer.checkout_pack()
    assert address(calm_buyer) == f"{calm_buyer.id}@example.com"
    changed = change_address(calm_buyer)
    way(calm_buyer)
    assert address(calm_buyer) == changed


def test_an_unchanged_address_costs_no_request(
    calm_buyer: Buyer, billing_environment: dict[str, str], asked: Asked
) -> None:
    app = create_app(billing_environment)
    calm_buyer.checkout_pack()
    change_address(calm_buyer)
    path = f"customers/{calm_buyer.customer_id()}"
    for _ in range(2):
        opened = app.test_client().post("/api/create-customer-portal", headers=calm_buyer.person.headers)
        assert opened.status_code == 200
        assert app.test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
    assert [request for request in asked if request[1].startswith(path)] == [("POST", path)]


def test_an_address_that_was_chosen_in_the_portal_stays_until_the_user_s_own_changes(calm_buyer: Buyer) -> None:
    calm_buyer.checkout_pack()
    shop = calm_buyer.shop
    shop.stripe.v1.customers.update(str(calm_buyer.customer_id()), {"email": "books@example.com"})
    shop.arrive()
    shop.reconcile()
    calm_buyer.portal()
    assert address(calm_buyer) == "books@example.com"
    changed = change_address(calm_buyer)
    shop.reconcile()
    assert address(calm_buyer) == changed


def test_an_address_that_stripe_refuses_stops_neither_a_sale_nor_a_pass(
    calm_buyer: Buyer, caplog: pytest.LogCaptureFixture
) -> None:
    calm_buyer.checkout_pack()
    calm_buyer.shop.sql("update auth.users set email = 'not an address' where id = %s", [calm_buyer.id])
    calm_buyer.shop.stripe.fault(request="POST /v1/customers/*", api=400, times=1)
    calm_buyer.portal()
    calm_buyer.shop.reconcile()
    assert errors(caplog) == []


def test_an_address_that_changes_while_the_customer_is_made_does_not_stop_the_sale(calm_buyer: Buyer) -> None:
    shop = calm_buyer.shop
    shop.stripe.fault(request="POST /v1/customers", api=401, when="after", times=1)
    price = shop.prices["credit_pack_1000"]
    assert calm_buyer.post("/api/purchase-credits", price_id=price).status_code == 502
    changed = change_address(calm_buyer)
    calm_buyer.checkout_pack()
    assert address(calm_buyer) == changed


# ---------------------------------------------------------------- events


def test_a_pass_forgets_what_was_processed_long_ago(calm_buyer: Buyer) -> None:
    made = [f"evt_{uuid4().hex}" for _ in range(3)]
    days = [(91, 91), (91, None), (89, 89)]
    for event, (received, processed) in zip(made, days, strict=True):
        calm_buyer.shop.sql(
            "insert into stripe_events (id, type, created_at, received_at, processed_at, attempts) values"
            " (%s, 'x', now(), now() - make_interval(days => %s), now() - make_interval(days => %s), 40)",
            [event, received, processed],
        )
    calm_buyer.shop.reconcile()
    left = calm_buyer.shop.sql("select id from stripe_events where id = any(%s)", [made])
    assert {row["id"] for row in left} == set(made[1:])
    calm_buyer.shop.sql("delete from stripe_events where id = any(%s)", [made])
