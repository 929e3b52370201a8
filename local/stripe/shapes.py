"""The shape of every object, read from the annotations of the SDK's own classes, so that no object can drift from it.

`complete` fills in what Stripe would send as null, and refuses what the SDK does not know; `check` refuses a finished
object that has a field too many, one too few, or a value of another type.
"""

from __future__ import annotations

from types import NoneType
from typing import Any, ForwardRef, get_origin

from local.stripe.annotations import absent, class_of, fields_of, inner_class, is_map, item_class, members
from local.stripe.shape_checks import ShapeError, check_object

__all__ = ["ShapeError", "check", "complete", "complete_field", "is_expandable"]

Json = dict[str, Any]


def complete(object_type: str, fields: Json) -> Json:
    """A whole object of this type: `fields`, and the empty value of every other field. Raises ShapeError."""
    whole = _completed(_class(object_type), {**fields, "object": object_type}, object_type)
    check(whole)
    return whole


def complete_field(object_type: str, field: str, value: Any) -> Any:
    """The value of one field, with the empty value of every field inside it. Raises ShapeError."""
    fields = fields_of(_class(object_type))
    if field not in fields:
        raise ShapeError(f"{object_type}: the SDK knows no {field}")
    return _completed_value(fields[field], value, f"{object_type}.{field}")


def check(value: Json) -> None:
    """Raises ShapeError unless the object has exactly the fields and types that the SDK describes."""
    check_object(value)


def is_expandable(object_type: str, field: str) -> bool:
    """Whether the field holds an id that may be expanded to its object."""
    kinds = members(fields_of(_class(object_type)).get(field))
    return str in kinds and any(isinstance(each, ForwardRef) for each in kinds)


def _class(object_type: str) -> type:
    found = class_of(object_type)
    if found is None:
        raise ShapeError(f"{object_type}: no object of the SDK")
    return found


def _completed(cls: type, value: Json, where: str) -> Json:
    fields = fields_of(cls)
    if unknown := value.keys() - fields.keys():
        raise ShapeError(f"{where}: the SDK knows no {', '.join(sorted(unknown))}")
    given = {name: _completed_value(fields[name], each, f"{where}.{name}") for name, each in value.items()}
    empty = {name: _empty(fields[name]) for name in fields.keys() - value.keys() - absent(cls, where)}
    return given | {name: each for name, each in sorted(empty.items()) if each is not ...}


def _completed_value(annotation: Any, value: Any, where: str) -> Any:
    if isinstance(value, list) and (item := item_class(annotation)):
        return [_completed(item, each, where) if isinstance(each, dict) else each for each in value]
    if isinstance(value, dict) and (cls := inner_class(annotation)):
        return _completed(cls, value, where)
    return value


def _empty(annotation: Any) -> Any:
    """What stands in a field nobody has filled; `...` where it must be filled."""
    kinds = members(annotation)
    if NoneType in kinds:
        return None
    if list in {get_origin(each) for each in kinds}:
        return []
    if any(is_map(each) for each in kinds):
        return {}
    return False if bool in kinds else ...
