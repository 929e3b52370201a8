"""Whether a value is as an annotation of the SDK says. Each annotation is turned into a function once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from stripe import ListObject

from local.stripe.annotations import absent, class_of, fields_of, is_class, is_map, is_object, members

# Decimal numbers travel as texts, and a whole number is a number too.
SCALARS: dict[Any, tuple[type, ...]] = {
    NoneType: (NoneType,), str: (str,), int: (int,), bool: (bool,), float: (float, int), Decimal: (str,),
}  # fmt: skip

Check = Callable[[Any, str], None]


class ShapeError(Exception):
    """An object is not as the SDK describes it."""


def check_object(value: Any, where: str = "") -> None:
    """Raises ShapeError unless this is a whole object of the API, as its class describes it."""
    object_type = value.get("object") if isinstance(value, dict) else None
    cls = class_of(object_type) if isinstance(object_type, str) else None
    if cls is None:
        raise ShapeError(f"{where}: {value!r} is no object of the SDK")
    check_class(value, cls, str(object_type))


def check_class(value: Any, cls: type, where: str) -> None:
    """Raises ShapeError unless the value has exactly the fields of this class."""
    if not isinstance(value, dict):
        raise ShapeError(f"{where}: {value!r} is no {cls.__name__}")
    checks = _checks(cls)
    if unknown := value.keys() - checks.keys():
        raise ShapeError(f"{where}: the SDK knows no {', '.join(sorted(unknown))}")
    missing = checks.keys() - value.keys() - absent(cls, where)
    # Of what has been deleted, nothing is left but its id.
    if missing and value.get("deleted") is not True:
        raise ShapeError(f"{where}: without {', '.join(sorted(missing))}")
    for name, each in value.items():
        checks[name](each, f"{where}.{name}")


@cache
def _checks(cls: type) -> dict[str, Check]:
    return {name: _check(annotation) for name, annotation in fields_of(cls).items()}


def _check(annotation: Any) -> Check:
    parts = members(annotation)
    scalars = frozenset(kind for part in parts for kind in SCALARS.get(part, ()))
    words = frozenset(word for part in parts if get_origin(part) is Literal for word in get_args(part))
    others = [_other(part) for part in parts if part not in SCALARS and get_origin(part) is not Literal]

    def check(value: Any, where: str) -> None:
        if type(value) in scalars or (isinstance(value, str | bool) and value in words):
            return None
        errors = []
        for other in others:
            try:
                return other(value, where)
            except ShapeError as error:
                errors.append(error)
        # The deepest one says most.
        raise max(errors, key=_depth, default=ShapeError(f"{where}: {value!r} is no {annotation}"))

    return check


def _other(annotation: Any) -> Check:
    origin = get_origin(annotation)
    if annotation is Any:
        return lambda _value, _where: None
    if is_object(annotation):
        return check_object
    if is_class(annotation):
        return lambda value, where: check_class(value, annotation, where)
    if origin is list or origin is ListObject or is_map(annotation):
        return _of_many(origin, _check((*get_args(annotation), Any)[0]))
    raise TypeError(f"an annotation of a kind that nobody knows: {annotation}")


def _of_many(origin: Any, check: Check) -> Check:
    def check_each(value: Any, where: str) -> None:
        if origin is list and isinstance(value, list):
            inside = value
        elif origin is ListObject and isinstance(value, dict) and value.get("object") == "list":
            inside = value["data"]
        elif origin not in {list, ListObject} and isinstance(value, dict):
            inside = list(value.values())
        else:
            raise ShapeError(f"{where}: {value!r} is of another kind")
        for each in inside:
            check(each, where)

    return check_each


def _depth(error: ShapeError) -> int:
    return str(error).partition(":")[0].count(".")
