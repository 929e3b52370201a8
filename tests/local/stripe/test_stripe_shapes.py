"""Shapes: objects are as the SDK describes them, or they are not made."""

from __future__ import annotations

from typing import Any

import pytest

from local.stripe.shapes import ShapeError, check, complete, is_expandable

PRODUCT: dict[str, Any] = {"id": "prod_1", "name": "Pro", "created": 1, "updated": 1, "type": "service"}


def test_what_nobody_has_filled_is_there_as_null_empty_or_false() -> None:
    product = complete("product", PRODUCT)
    assert product["description"] is None
    assert product["images"] == []
    assert product["metadata"] == {}
    assert product["livemode"] is False


def test_a_field_that_the_sdk_does_not_know_is_refused() -> None:
    with pytest.raises(ShapeError, match="product: the SDK knows no nmae"):
        complete("product", {**PRODUCT, "nmae": "Pro"})


def test_a_field_inside_a_field_that_the_sdk_does_not_know_is_refused() -> None:
    with pytest.raises(ShapeError, match=r"customer.invoice_settings: the SDK knows no default_method"):
        complete("customer", {"id": "cus_1", "created": 1, "invoice_settings": {"default_method": None}})


def test_a_field_that_must_be_filled_is_missed() -> None:
    with pytest.raises(ShapeError, match="product: without name"):
        complete("product", {name: value for name, value in PRODUCT.items() if name != "name"})


def test_a_finished_object_that_has_gained_a_field_is_refused() -> None:
    with pytest.raises(ShapeError, match="product: the SDK knows no nmae"):
        check({**complete("product", PRODUCT), "nmae": "Pro"})


def test_an_id_is_expandable_and_other_texts_are_not() -> None:
    assert is_expandable("invoice", "customer")
    assert not is_expandable("invoice", "number")
    assert not is_expandable("product", "name")
