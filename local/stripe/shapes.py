"""The shape of every object, read from the annotations of the SDK's own classes, so that no object can drift from it.

`complete` fills in what Stripe would send as null, and refuses what the SDK does not know; `check` refuses a finished
object that has a field too many, one too few, or a value of another type.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, ClassVar, ForwardRef, Literal, Union, get_args, get_origin

from stripe import ListObject, StripeObject
from stripe._object_classes import get_object_class
from stripe._stripe_object import UntypedStripeObject

Json = dict[str, Any]

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


class ShapeError(Exception):
    """An object is not as the SDK describes it."""


def complete(object_type: str, fields: Json) -> Json:
    """A whole object of this type: `fields`, and the empty value of every other field. Raises ShapeError."""
    whole: Json = _completed(_class_of(object_type), {"object": object_type, **fields}, object_type)
    check(whole)
    return whole


def complete_field(object_type: str, field: str, value: Any) -> Any:
    """The value of one field, with the empty value of every field inside it. Raises ShapeError."""
    fields = fields_of(_class_of(object_type))
    if field not in fields:
        raise ShapeError(f"{object_type}: the SDK knows no {field}")
    return _completed_value(fields[field], value, f"{object_type}.{field}")


def check(value: Json) -> None:
    """Raises ShapeError unless the object has exactly the fields and types that the SDK describes."""
    object_type = value.get("object")
    if not isinstance(object_type, str):
        raise ShapeError(f"no object: {value!r}")
    _check_class(value, _class_of(object_type), object_type)


def is_expandable(object_type: str, field: str) -> bool:
    """Whether the field holds an id that may be expanded to its object."""
    annotation = fields_of(_class_of(object_type)).get(field)
    return annotation is not None and {str, ForwardRef} <= {_kind(each) for each in _members(annotation)}


@cache
def fields_of(cls: type) -> dict[str, Any]:
    """The fields of a class of the SDK, each with its annotation."""
    annotations = vars(cls).get("__annotations__", {})
    return {name: each for name, each in annotations.items() if get_origin(each) is not ClassVar and name[0] != "_"}


def _class_of(object_type: str) -> type:
    found = get_object_class("V1", object_type)
    if found is StripeObject:
        raise ShapeError(f"{object_type}: no object of the SDK")
    return found


def _completed(cls: type, value: Json, where: str) -> Json:
    fields = fields_of(cls)
    if unknown := value.keys() - fields.keys():
        raise ShapeError(f"{where}: the SDK knows no {', '.join(sorted(unknown))}")
    absent = _absent(cls, where)
    given = {name: _completed_value(fields[name], each, f"{where}.{name}") for name, each in value.items()}
    empty = {name: _empty(fields[name]) for name in fields.keys() - value.keys() - absent}
    return given | {name: each for name, each in empty.items() if each is not ...}


def _absent(cls: type, where: str) -> frozenset[str]:
    """The fields that may stay away."""
    if where == "payment_method":
        # A payment method has the details of its own type only.
        own = (name for name, each in fields_of(cls).items() if _inner_class(each) and name != "billing_details")
        return frozenset({*own, "deleted"})
    # The SDK cannot read null where a map of objects may be.
    maps = getattr(cls, "_inner_class_dicts", ())
    return ABSENT.get(where, frozenset()) | {"deleted", *maps}


def _completed_value(annotation: Any, value: Any, where: str) -> Any:
    cls = _inner_class(annotation)
    if isinstance(value, list) and (item := _item_class(annotation)):
        return [_completed(item, each, where) if isinstance(each, dict) else each for each in value]
    if isinstance(value, dict) and cls is not None:
        return _completed(cls, value, where)
    return value


def _empty(annotation: Any) -> Any:
    """What stands in a field nobody has filled; `...` where it must be filled."""
    members = _members(annotation)
    if NoneType in members:
        return None
    if list in {get_origin(each) for each in members}:
        return []
    if any(_is_untyped(each) for each in members):
        return {}
    return False if bool in members else ...


def _inner_class(annotation: Any) -> type | None:
    """The class inside a class that describes this value, if one does."""
    inner = [each for each in _members(annotation) if isinstance(each, type) and issubclass(each, StripeObject)]
    return inner[0] if inner and inner[0] is not UntypedStripeObject else None


def _item_class(annotation: Any) -> type | None:
    lists = [each for each in _members(annotation) if get_origin(each) is list]
    return _inner_class(get_args(lists[0])[0]) if lists else None


def _members(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is not Union:
        return (annotation,)
    return tuple(member for each in get_args(annotation) for member in _members(each))


def _kind(annotation: Any) -> Any:
    return ForwardRef if isinstance(annotation, ForwardRef) else annotation


def _is_untyped(annotation: Any) -> bool:
    return get_origin(annotation) is UntypedStripeObject or annotation is UntypedStripeObject


def _check_class(value: Any, cls: type, where: str) -> None:
    if not isinstance(value, dict):
        raise ShapeError(f"{where}: {value!r} is no {cls.__name__}")
    fields = fields_of(cls)
    if unknown := value.keys() - fields.keys():
        raise ShapeError(f"{where}: the SDK knows no {', '.join(sorted(unknown))}")
    missing = fields.keys() - value.keys() - _absent(cls, where)
    # Of what has been deleted, nothing is left but its id.
    if missing and value.get("deleted") is not True:
        raise ShapeError(f"{where}: without {', '.join(sorted(missing))}")
    for name, each in value.items():
        _check_value(each, fields[name], f"{where}.{name}")


def _check_value(value: Any, annotation: Any, where: str) -> None:
    """Raises ShapeError unless one member of the annotation's union takes the value."""
    errors = []
    for member in _members(annotation):
        try:
            _check_member(value, member, where)
        except ShapeError as error:
            errors.append(error)
        else:
            return
    raise max(errors, key=lambda error: len(str(error).split(":")[0]))


def _check_member(value: Any, annotation: Any, where: str) -> None:
    inside = _inside(value, annotation)
    if inside is not None:
        for each in inside:
            _check_value(each, (*get_args(annotation), Any)[0], where)
    elif isinstance(annotation, ForwardRef | str):
        _check_whole(value, where)
    elif isinstance(annotation, type) and issubclass(annotation, StripeObject):
        _check_class(value, annotation, where)
    elif not _fits(value, annotation):
        raise ShapeError(f"{where}: {value!r} is no {annotation}")


def _inside(value: Any, annotation: Any) -> list[Any] | None:
    """What is in a list, a page of a list, or an object with names of its own, if the annotation is of such a one."""
    origin = get_origin(annotation)
    if origin is list and isinstance(value, list):
        return value
    if origin is ListObject and isinstance(value, dict) and value.get("object") == "list":
        return list(value["data"])
    return list(value.values()) if _is_untyped(annotation) and isinstance(value, dict) else None


def _check_whole(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise ShapeError(f"{where}: {value!r} is no object")
    check(value)


def _fits(value: Any, annotation: Any) -> bool:
    if annotation is Any:
        return True
    if get_origin(annotation) is Literal:
        return value in get_args(annotation)
    if annotation is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if annotation is Decimal:
        return isinstance(value, str)  # which is how they travel
    if annotation not in {NoneType, str, int, bool}:
        return False
    return isinstance(value, annotation) and not (annotation is int and isinstance(value, bool))
