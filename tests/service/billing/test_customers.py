"""Stripe's customers follow the users: deletion in Studio ends their subscriptions, and a changed email address is sent
to Stripe."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from service import create_app
from service.stripe.http import StripeHttpClient
from tests.service.billing.shop import Buyer

StripeRequests = list[tuple[str, str]]


@pytest.fixture
def stripe_requests(monkeypatch: pytest.MonkeyPatch) -> StripeRequests:
    """The requests to Stripe of services in this process."""
    made: StripeRequests = []
    request = StripeHttpClient.request

    def recorded(client: StripeHttpClient, method: str, url: str, *rest: object, **more: object) -> object:
        made.append((method.upper(), url.partition("/v1/")[2]))
        return request(client, method, url, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(StripeHttpClient, "request", recorded)
    return made


# ---------------------------------------------------------------- users deleted in Studio


def delete_in_studio(buyer: Buyer) -> str:
    """Delete a user by SQL; returns the id of the remaining customer."""
    customer = str(buyer.customer_id())
    buyer.shop.sql("delete from auth.users where id = %s", [buyer.id])
    return customer


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelname == "ERROR"]


def test_user_deleted_in_studio_is_no_longer_charged(ordered_buyer: Buyer, caplog: pytest.LogCaptureFixture) -> None:
    shop = ordered_buyer.shop
    subscription = ordered_buyer.subscribe()
    shop.arrive()
    page = ordered_buyer.checkout_pack()
    customer = delete_in_studio(ordered_buyer)
    invoices = len(shop.stripe.v1.invoices.list({"customer": customer}).data)
    assert f"The user of the Stripe customer {customer} was deleted" in shop.flask("doctor").output
    shop.reconcile()
    assert errors(caplog) == ["deleted user was still paying: subscription cancelled in stripe"]
    assert shop.stripe.v1.subscriptions.retrieve(subscription).status == "canceled"
    assert len(shop.stripe.v1.invoices.list({"customer": customer}).data) == invoices
    assert shop.stripe.pay(page).status_code != 303
    assert customer not in shop.flask("doctor").output
    caplog.clear()
    shop.reconcile()
    shop.arrive()
    assert (errors(caplog), shop.unprocessed()) == ([], [])


@pytest.mark.parametrize(
    ("step", "when"), [("GET /v1/subscriptions", "before"), ("DELETE /v1/subscriptions/*", "after")]
)
def test_next_pass_completes_what_a_stripe_error_stopped(ordered_buyer: Buyer, step: str, when: str) -> None:
    subscription = ordered_buyer.subscribe()
    customer = delete_in_studio(ordered_buyer)
    shop = ordered_buyer.shop
    shop.stripe.fault(request=step, api=401, when=when, times=1)
    shop.reconcile()
    assert customer in shop.flask("doctor").output
    shop.reconcile()
    assert shop.stripe.v1.subscriptions.retrieve(subscription).status == "canceled"
    assert customer not in shop.flask("doctor").output


def test_deletion_by_the_service_leaves_no_work_for_reconcile(ordered_buyer: Buyer) -> None:
    ordered_buyer.subscribe()
    customer = str(ordered_buyer.customer_id())
    assert ordered_buyer.delete("/api/account").status_code == 200
    assert customer not in ordered_buyer.shop.flask("doctor").output


# ---------------------------------------------------------------- email addresses


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
def test_changed_email_address_is_sent_to_stripe(ordered_buyer: Buyer, way: Callable[[Buyer], None]) -> None:
    ordered_buyer.checkout_pack()
    assert address(ordered_buyer) == f"{ordered_buyer.id}@example.com"
    changed = change_address(ordered_buyer)
    way(ordered_buyer)
    assert address(ordered_buyer) == changed


def test_unchanged_email_address_sends_no_request(
    ordered_buyer: Buyer, billing_environment: dict[str, str], stripe_requests: StripeRequests
) -> None:
    app = create_app(billing_environment)
    ordered_buyer.checkout_pack()
    change_address(ordered_buyer)
    path = f"customers/{ordered_buyer.customer_id()}"
    for _ in range(2):
        opened = app.test_client().post("/api/create-customer-portal", headers=ordered_buyer.person.headers)
        assert opened.status_code == 200
        assert app.test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
    assert [request for request in stripe_requests if request[1].startswith(path)] == [("POST", path)]


def test_address_set_in_the_portal_is_kept_until_the_user_changes_theirs(ordered_buyer: Buyer) -> None:
    ordered_buyer.checkout_pack()
    shop = ordered_buyer.shop
    shop.stripe.v1.customers.update(str(ordered_buyer.customer_id()), {"email": "books@example.com"})
    shop.arrive()
    shop.reconcile()
    ordered_buyer.portal()
    assert address(ordered_buyer) == "books@example.com"
    changed = change_address(ordered_buyer)
    shop.reconcile()
    assert address(ordered_buyer) == changed


def test_address_refused_by_stripe_stops_neither_sale_nor_pass(
    ordered_buyer: Buyer, caplog: pytest.LogCaptureFixture
) -> None:
    ordered_buyer.checkout_pack()
    ordered_buyer.shop.sql("update auth.users set email = 'not an address' where id = %s", [ordered_buyer.id])
    ordered_buyer.shop.stripe.fault(request="POST /v1/customers/*", api=400, times=1)
    ordered_buyer.portal()
    ordered_buyer.shop.reconcile()
    assert errors(caplog) == []


def test_address_change_during_customer_creation_does_not_stop_the_sale(ordered_buyer: Buyer) -> None:
    shop = ordered_buyer.shop
    shop.stripe.fault(request="POST /v1/customers", api=401, when="after", times=1)
    price = shop.prices["credit_pack_1000"]
    assert ordered_buyer.post("/api/purchase-credits", price_id=price).status_code == 502
    changed = change_address(ordered_buyer)
    ordered_buyer.checkout_pack()
    assert address(ordered_buyer) == changed


# ---------------------------------------------------------------- events


def test_pass_deletes_old_processed_events(ordered_buyer: Buyer) -> None:
    made = [f"evt_{uuid4().hex}" for _ in range(3)]
    days = [(91, 91), (91, None), (89, 89)]
    for event, (received, processed) in zip(made, days, strict=True):
        ordered_buyer.shop.sql(
            "insert into stripe_events (id, type, created_at, received_at, processed_at, attempts) values"
            " (%s, 'x', now(), now() - make_interval(days => %s), now() - make_interval(days => %s), 40)",
            [event, received, processed],
        )
    ordered_buyer.shop.reconcile()
    left = ordered_buyer.shop.sql("select id from stripe_events where id = any(%s)", [made])
    assert {row["id"] for row in left} == set(made[1:])
    ordered_buyer.shop.sql("delete from stripe_events where id = any(%s)", [made])
