"""Object shapes, read from the annotations of the SDK's classes.

`complete` fills in the fields that Stripe would send as null, empty or false, and refuses fields that the SDK does not
know. Other missing fields are left out: code that reads one fails instead of getting a wrong value.
"""

from collections.abc import Collection
from functools import cache
from types import NoneType
from typing import Any, ClassVar, Union, get_args, get_origin

from stripe import StripeObject
from stripe._object_classes import get_object_class
from stripe._stripe_object import UntypedStripeObject

Json = dict[str, Any]


class ShapeError(Exception):
    """An object does not match the SDK's class."""


def complete(object_type: str, fields: Json) -> Json:
    """An object of this type: `fields`, and the empty value of every other field. Raises ShapeError."""
    return _completed(_class_of(object_type), {**fields, "object": object_type}, object_type)


def complete_field(object_type: str, field: str, value: Any) -> Any:
    """The value of a field, with the empty value of every missing nested field. Raises ShapeError."""
    fields = _fields_of(_class_of(object_type))
    if field not in fields:
        raise ShapeError(f"{object_type}: the SDK does not know {field}")
    return _completed_value(fields[field], value, f"{object_type}.{field}")


def fields_of(object_type: str) -> Collection[str]:
    """The names of all fields of this type."""
    return _fields_of(_class_of(object_type)).keys()


@cache
def _class_of(object_type: str) -> type:
    found = get_object_class("V1", object_type)
    if found is StripeObject:
        raise ShapeError(f"{object_type}: the SDK has no such object")
    return found


@cache
def _fields_of(cls: type) -> dict[str, Any]:
    annotations = vars(cls).get("__annotations__", {})
    return {name: each for name, each in annotations.items() if get_origin(each) is not ClassVar and name[0] != "_"}


@cache
def _absent(cls: type, where: str) -> frozenset[str]:
    if where == "payment_method":
        # A payment method has only the details of its own type.
        own = (name for name, each in _fields_of(cls).items() if _inner_class(each) and name != "billing_details")
        return frozenset({*own, "deleted"})
    # The SDK fails on null where it expects a map of objects.
    return frozenset({"deleted", *getattr(cls, "_inner_class_dicts", ())})


def _completed(cls: type, value: Json, where: str) -> Json:
    fields = _fields_of(cls)
    if unknown := value.keys() - fields.keys():
        raise ShapeError(f"{where}: the SDK does not know {', '.join(sorted(unknown))}")
    given = {name: _completed_value(fields[name], each, f"{where}.{name}") for name, each in value.items()}
    empty = {name: _empty(fields[name]) for name in sorted(fields.keys() - value.keys() - _absent(cls, where))}
    return given | {name: each for name, each in empty.items() if each is not ...}


def _completed_value(annotation: Any, value: Any, where: str) -> Any:
    if isinstance(value, list) and (item := _item_class(annotation)):
        return [_completed(item, each, where) if isinstance(each, dict) else each for each in value]
    if isinstance(value, dict) and (cls := _inner_class(annotation)):
        return _completed(cls, value, where)
    return value


def _empty(annotation: Any) -> Any:
    """The value of a field that is not set; `...` if the field is left out."""
    kinds = _members(annotation)
    if NoneType in kinds:
        return None
    if list in {get_origin(each) for each in kinds}:
        return []
    if any(_is_map(each) for each in kinds):
        return {}
    return False if bool in kinds else ...


def _members(annotation: Any) -> tuple[Any, ...]:
    """The types of a union; any other type by itself."""
    if get_origin(annotation) is not Union:
        return (annotation,)
    return tuple(member for each in get_args(annotation) for member in _members(each))


def _inner_class(annotation: Any) -> type | None:
    """The nested SDK class of this value, if it has one."""
    inner = [each for each in _members(annotation) if isinstance(each, type) and issubclass(each, StripeObject)]
    return inner[0] if inner and not _is_map(inner[0]) else None


def _item_class(annotation: Any) -> type | None:
    lists = [each for each in _members(annotation) if get_origin(each) is list]
    return _inner_class(get_args(lists[0])[0]) if lists else None


def _is_map(annotation: Any) -> bool:
    """Whether this is an object with arbitrary keys."""
    return get_origin(annotation) is UntypedStripeObject or annotation is UntypedStripeObject
