"""Parameters: what Stripe would refuse is refused, and what the stand-in cannot do is not ignored."""

from __future__ import annotations

from typing import Any, cast

import pytest
import stripe

from tests.local.stripe.shop import Shop

Params = dict[str, Any]


def refusal(v1: stripe.V1Services, params: Params) -> stripe.InvalidRequestError:
    """The error that making a price of these gets."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.prices.create(params)  # type: ignore[arg-type]
    return caught.value


def test_a_misspelt_parameter_is_refused_by_its_name(v1: stripe.V1Services) -> None:
    error = refusal(v1, {"currency": "usd", "unitamount": 1})
    assert (error.http_status, error.code, error.param) == (400, "parameter_unknown", "unitamount")
    assert error.user_message == "Received unknown parameter: unitamount"


def test_a_misspelt_parameter_inside_another_is_refused_by_its_path(v1: stripe.V1Services) -> None:
    error = refusal(v1, {"currency": "usd", "recurring": {"interval": "month", "intervall": 1}})
    assert (error.code, error.param) == ("parameter_unknown", "recurring[intervall]")


def test_a_misspelt_parameter_in_a_list_is_refused_by_its_path(v1: stripe.V1Services, shop: Shop) -> None:
    subscription, misspelt = shop.subscribed(), cast(Any, {"items": [{"prize": "price_1"}]})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.subscriptions.update(subscription.id, misspelt)
    assert caught.value.param == "items[0][prize]"


def test_a_missing_parameter_is_named(v1: stripe.V1Services) -> None:
    error = refusal(v1, {"unit_amount": 100})
    assert (error.code, error.param) == ("parameter_missing", "currency")


def test_a_word_that_is_none_of_an_enumeration_is_refused(v1: stripe.V1Services) -> None:
    error = refusal(v1, {"currency": "usd", "recurring": {"interval": "monthly"}})
    assert error.param == "recurring[interval]"


def test_a_text_where_a_number_should_be_is_refused(v1: stripe.V1Services) -> None:
    error = refusal(v1, {"currency": "usd", "unit_amount": "ten"})
    assert (error.code, error.param) == ("parameter_invalid_integer", "unit_amount")


def test_an_empty_text_unsets_only_what_can_be_unset(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer(name="Ada")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.customers.create({"email": ""})
    assert caught.value.code == "parameter_invalid_empty"
    v1.customers.update(customer, {"address": {"city": "Berlin"}})
    assert v1.customers.update(customer, {"address": ""}).address is None


def test_what_the_stand_in_cannot_do_is_refused_and_not_ignored(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer("visa")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.subscribe(customer, transfer_data={"destination": "acct_1"})
    assert (caught.value.code, caught.value.param) == ("stand_in_unsupported", "transfer_data")
    assert v1.subscriptions.list({"customer": customer}).data == []


def test_a_parameter_that_is_switched_off_may_be_there(shop: Shop) -> None:
    session = shop.checkout(shop.pack, invoice_creation={"enabled": False})
    assert session.status == "open"
    with pytest.raises(stripe.InvalidRequestError, match="invoice_creation"):
        shop.checkout(shop.pack, invoice_creation={"enabled": True})


def test_metadata_are_merged_and_an_empty_value_takes_one_away(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer(metadata={"user_id": "1", "plan": "pro"})
    v1.customers.update(customer, {"metadata": {"plan": "", "colour": "red"}})
    assert v1.customers.retrieve(customer).to_dict()["metadata"] == {"user_id": "1", "colour": "red"}
    v1.customers.update(customer, {"metadata": ""})
    assert v1.customers.retrieve(customer).to_dict()["metadata"] == {}


@pytest.mark.parametrize("metadata", [{"k" * 41: "v"}, {"k": "v" * 501}, {f"k{n}": "v" for n in range(51)}])
def test_too_much_metadata_is_refused(v1: stripe.V1Services, metadata: dict[str, str]) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Metadata can have"):
        v1.customers.create({"metadata": metadata})
