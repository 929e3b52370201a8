"""Requests: keys, versions, ids, idempotency, and errors as the SDK expects them."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import KEY, StandIn, running_stripe


def test_another_key_is_refused(stand_in: StandIn) -> None:
    stranger = stripe.StripeClient("sk_test_stranger", base_addresses={"api": stand_in.url})
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided"):
        stranger.v1.products.list()


def test_no_key_is_refused(stand_in: StandIn) -> None:
    answer = stand_in.http.get(f"{stand_in.url}/v1/products")
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_key_may_come_as_the_name_of_basic_authentication(stand_in: StandIn) -> None:
    assert httpx.get(f"{stand_in.url}/v1/products", auth=(KEY, ""), trust_env=False).status_code == 200


def test_an_unknown_object_is_missed_by_its_id(v1: stripe.V1Services) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.customers.retrieve("cus_nobody")
    error = caught.value
    assert (error.http_status, error.code, error.param) == (404, "resource_missing", "id")
    assert error.user_message == "No such customer: 'cus_nobody'"


def test_an_object_of_another_type_is_missed(v1: stripe.V1Services, shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        v1.customers.retrieve(shop.pro_monthly)


def test_an_unknown_object_in_a_parameter_is_a_bad_request(v1: stripe.V1Services) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.subscriptions.create({"customer": "cus_nobody", "items": []})
    assert (caught.value.http_status, caught.value.param) == (400, "customer")


def test_an_unknown_address_is_said_to_be_unknown(stand_in: StandIn) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        stand_in.v1.payment_links.list()


def test_every_answer_has_a_request_id_and_the_version(v1: stripe.V1Services) -> None:
    answer = v1.products.list().last_response
    assert answer is not None
    assert answer.request_id
    assert answer.headers["Stripe-Version"] == stripe.api_version


def test_another_version_is_refused(stand_in: StandIn) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        stand_in.v1.products.list(options={"stripe_version": "2020-08-27"})


def test_the_same_key_with_the_same_parameters_gets_the_same_answer(v1: stripe.V1Services) -> None:
    first = v1.customers.create({"email": "a@example.com"}, {"idempotency_key": "same"})
    again = v1.customers.create({"email": "a@example.com"}, {"idempotency_key": "same"})
    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(v1.customers.list({"email": "a@example.com"}).data) == 1


def test_the_same_key_with_other_parameters_is_refused(v1: stripe.V1Services) -> None:
    v1.customers.create({"email": "b@example.com"}, {"idempotency_key": "other"})
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        v1.customers.create({"email": "c@example.com"}, {"idempotency_key": "other"})


def test_a_request_that_made_no_sense_leaves_its_key_free(v1: stripe.V1Services) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        v1.subscriptions.create({"customer": "cus_nobody"}, {"idempotency_key": "free"})
    assert v1.customers.create({"email": "d@example.com"}, {"idempotency_key": "free"}).email == "d@example.com"


def test_a_request_that_fails_has_done_nothing(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer("visa")
    with pytest.raises(stripe.InvalidRequestError):
        v1.subscriptions.create({"customer": customer, "items": [{"price": shop.pro_monthly}, {"price": shop.pack}]})
    assert v1.subscriptions.list({"customer": customer, "status": "all"}).data == []
    assert v1.invoices.list({"customer": customer}).data == []


def test_ids_are_expanded_to_their_objects(v1: stripe.V1Services, shop: Shop) -> None:
    made = shop.subscribed()
    expanded = v1.subscriptions.retrieve(
        made.id, {"expand": ["customer", "latest_invoice", "items.data.price.product"]}
    )
    values = expanded.to_dict(for_json=True)
    assert values["customer"]["object"] == "customer"
    assert values["latest_invoice"]["object"] == "invoice"
    assert values["items"]["data"][0]["price"]["product"]["name"] == "Pro"


def test_lists_are_expanded_below_data(v1: stripe.V1Services) -> None:
    price = v1.prices.list({"expand": ["data.product"], "limit": 1}).data[0]
    assert isinstance(price.product, stripe.Product)


def test_what_is_no_id_cannot_be_expanded(v1: stripe.V1Services, shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"This property cannot be expanded \(unit_amount\)"):
        v1.prices.retrieve(shop.pack, {"expand": ["unit_amount"]})


def test_the_account_says_that_it_can_charge(v1: stripe.V1Services) -> None:
    account = v1.accounts.retrieve_current()
    assert account.charges_enabled
    assert account.id.startswith("acct_")


def test_each_stand_in_is_an_account_of_its_own_and_a_restart_keeps_it(tmp_path: Path) -> None:
    seen = []
    for folder in ("one", "one", "two"):
        with running_stripe(tmp_path / folder, "http://127.0.0.1:1/hook") as stand_in:
            account = stand_in.v1.accounts.retrieve_current().id
        seen.append(account)
    assert (seen[0] == seen[1], seen[0] == seen[2]) == (True, False)
