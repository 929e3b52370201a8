"""Requests: keys, ids, parameters, lists, idempotency and errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stripe

from local.stripe.shapes import ShapeError, complete
from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import KEY, StandIn, running_stripe


@pytest.mark.parametrize("key", ["sk_test_stranger", "sk_test_stand_im"])
def test_wrong_key_is_refused(stand_in: StandIn, key: str) -> None:
    stranger = stripe.StripeClient(key, base_addresses={"api": stand_in.url})
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided"):
        stranger.v1.products.list()
    assert stand_in.http.get(f"{stand_in.url}/v1/products").status_code == 401
    assert stand_in.http.get(f"{stand_in.url}/v1/products", auth=(key, "")).status_code == 401
    assert stand_in.http.get(f"{stand_in.url}/v1/products", auth=(KEY, "")).status_code == 200


def test_unknown_id_is_404_in_the_path_and_400_in_a_parameter(v1: stripe.V1Services, shop: Shop) -> None:
    for nobody in ("cus_nobody", shop.pro_monthly):
        with pytest.raises(stripe.InvalidRequestError, match=f"No such customer: '{nobody}'") as caught:
            v1.customers.retrieve(nobody)
        assert (caught.value.http_status, caught.value.code, caught.value.param) == (404, "resource_missing", "id")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.subscriptions.create({"customer": "cus_nobody", "items": []})
    assert (caught.value.http_status, caught.value.param) == (400, "customer")
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        v1.payment_links.list()


@pytest.mark.parametrize(
    ("given", "code", "param"),
    [
        ({"currency": "usd", "unitamount": 1}, "parameter_unknown", "unitamount"),
        ({"currency": "usd", "recurring": {"interval": "month", "x": 1}}, "parameter_unknown", "recurring[x]"),
        ({"currency": "usd", "tiers": [{"up": 1}]}, "parameter_unknown", "tiers[0][up]"),
        ({"unit_amount": 100}, "parameter_missing", "currency"),
        ({"currency": "usd", "recurring": {"interval": "monthly"}}, None, "recurring[interval]"),
        ({"currency": "usd", "unit_amount": "ten"}, "parameter_invalid_integer", "unit_amount"),
        ({"currency": "usd", "nickname": ""}, "parameter_invalid_empty", "nickname"),
        ({"currency": "usd", "unit_amount": 1, "tax_behavior": "inclusive"}, "stand_in_unsupported", "tax_behavior"),
    ],
)
def test_invalid_or_unsupported_parameter_is_refused_by_name(
    v1: stripe.V1Services, shop: Shop, given: Any, code: str | None, param: str
) -> None:
    given["product"] = shop.pro
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.prices.create(given)
    assert (caught.value.http_status, caught.value.code, caught.value.param) == (400, code, param)


def test_metadata_is_merged_and_an_empty_string_removes_a_key(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer(metadata={"user_id": "1", "plan": "pro"}, address={"city": "Berlin"})
    changed = v1.customers.update(customer, {"metadata": {"plan": "", "colour": "red"}, "address": ""})
    assert (changed.to_dict()["metadata"], changed.address) == ({"user_id": "1", "colour": "red"}, None)
    assert v1.customers.update(customer, {"metadata": ""}).to_dict()["metadata"] == {}


def test_idempotency_key_repeats_the_response_for_the_same_parameters_only(v1: stripe.V1Services) -> None:
    first = v1.customers.create({"email": "a@example.com"}, {"idempotency_key": "same"})
    again = v1.customers.create({"email": "a@example.com"}, {"idempotency_key": "same"})
    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        v1.customers.create({"email": "c@example.com"}, {"idempotency_key": "same"})
    with pytest.raises(stripe.InvalidRequestError):
        v1.subscriptions.create({"customer": "cus_nobody"}, {"idempotency_key": "free"})
    assert v1.customers.create({"email": "d@example.com"}, {"idempotency_key": "free"}).email == "d@example.com"


def test_failed_request_changes_nothing(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer("visa")
    with pytest.raises(stripe.InvalidRequestError):
        shop.subscribe(customer, transfer_data={"destination": "acct_1"})
    assert v1.subscriptions.list({"customer": customer, "status": "all"}).data == []
    assert v1.invoices.list({"customer": customer}).data == []


def test_expand_replaces_ids_by_objects_and_refuses_other_fields(v1: stripe.V1Services, shop: Shop) -> None:
    wanted: Any = {"expand": ["customer", "latest_invoice", "items.data.price.product"]}
    values = v1.subscriptions.retrieve(shop.subscribed().id, wanted).to_dict(for_json=True)
    assert values["customer"]["object"] == "customer"
    assert values["latest_invoice"]["object"] == "invoice"
    assert values["items"]["data"][0]["price"]["product"]["name"] == "Pro"
    with pytest.raises(stripe.InvalidRequestError, match=r"This property cannot be expanded \(unit_amount\)"):
        v1.prices.retrieve(shop.pack, {"expand": ["unit_amount"]})


def test_lists_are_paginated_and_filtered(v1: stripe.V1Services, shop: Shop) -> None:
    made = [v1.prices.create({"product": shop.pro, "currency": "usd", "unit_amount": 1}).id for _ in range(5)]
    page = v1.prices.list({"limit": 2, "product": shop.pro})
    assert ([each.id for each in page.data], page.has_more) == (made[:2:-1], True)
    assert [each.id for each in page.auto_paging_iter()][:5] == made[::-1]
    assert v1.prices.list({"created": {"gt": page.data[0].created + 1000}}).data == []
    for refused in ({"limit": 101}, {"starting_after": "nothing"}, {"currency": "usd"}):
        with pytest.raises(stripe.InvalidRequestError, match=r"limit|No such price|stand-in"):
            v1.prices.list(refused)  # type: ignore[arg-type]


def test_objects_have_the_fields_of_the_sdk() -> None:
    product = complete("product", {"id": "prod_1", "created": 1})
    assert (product["description"], product["images"], product["livemode"]) == (None, [], False)
    assert "name" not in product
    with pytest.raises(ShapeError, match="product: the SDK does not know nmae"):
        complete("product", {"id": "prod_1", "nmae": "Pro"})


def test_each_data_folder_is_its_own_account_across_restarts(tmp_path: Path) -> None:
    seen = []
    for folder in ("one", "one", "two"):
        with running_stripe(tmp_path / folder, "http://127.0.0.1:1/hook") as stand_in:
            seen.append(stand_in.v1.accounts.retrieve_current().id)
    assert (seen[0] == seen[1], seen[0] == seen[2]) == (True, False)
