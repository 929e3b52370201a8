"""What the annotations of the SDK's classes say about a field."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, ForwardRef, Union, get_args, get_origin

from stripe import StripeObject
from stripe._object_classes import get_object_class
from stripe._stripe_object import UntypedStripeObject

# Fields that an object has only when they are asked for or hold something.
ABSENT: dict[str, frozenset[str]] = {
    "account": frozenset({"company", "external_accounts", "future_requirements", "groups", "individual"}),
    "charge": frozenset({"refunds"}),
    "checkout.session": frozenset({"line_items"}),
    "customer": frozenset({"cash_balance", "invoice_credit_balance", "sources", "subscriptions", "tax", "tax_ids"}),
    "event.data": frozenset({"previous_attributes"}),
    "invoice": frozenset({"confirmation_secret", "payments"}),
    "plan": frozenset({"tiers"}),
    "price": frozenset({"currency_options", "tiers"}),
}


@cache
def class_of(object_type: str) -> type | None:
    """The SDK's class of an object of this type."""
    found = get_object_class("V1", object_type)
    return None if found is StripeObject else found


@cache
def fields_of(cls: type) -> dict[str, Any]:
    """The fields of a class of the SDK, each with its annotation."""
    annotations = vars(cls).get("__annotations__", {})
    return {name: each for name, each in annotations.items() if get_origin(each) is not ClassVar and name[0] != "_"}


@cache
def absent(cls: type, where: str) -> frozenset[str]:
    """The fields of a class that may stay away, where it describes `where` (`customer`, `event.data`)."""
    if where == "payment_method":
        # A payment method has the details of its own type only.
        own = (name for name, each in fields_of(cls).items() if inner_class(each) and name != "billing_details")
        return frozenset({*own, "deleted"})
    # The SDK cannot read null where a map of objects may be.
    maps = getattr(cls, "_inner_class_dicts", ())
    return ABSENT.get(where, frozenset()) | {"deleted", *maps}


def members(annotation: Any) -> tuple[Any, ...]:
    """What a union is made of; anything else is made of itself."""
    if get_origin(annotation) is not Union:
        return (annotation,)
    return tuple(member for each in get_args(annotation) for member in members(each))


def inner_class(annotation: Any) -> type | None:
    """The class inside a class that describes this value, if one does."""
    inner = [each for each in members(annotation) if is_class(each)]
    return inner[0] if inner else None


def item_class(annotation: Any) -> type | None:
    """The class inside a class that describes what is in this list, if one does."""
    lists = [each for each in members(annotation) if get_origin(each) is list]
    return inner_class(get_args(lists[0])[0]) if lists else None


def is_class(annotation: Any) -> bool:
    """Whether this is a class inside a class of the SDK."""
    return isinstance(annotation, type) and issubclass(annotation, StripeObject) and not is_map(annotation)


def is_map(annotation: Any) -> bool:
    """Whether this is an object with names of its own."""
    return get_origin(annotation) is UntypedStripeObject or annotation is UntypedStripeObject


def is_object(annotation: Any) -> bool:
    """Whether this is another whole object, which says itself what it is."""
    return isinstance(annotation, ForwardRef | str)
