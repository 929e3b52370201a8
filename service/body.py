"""Parse the JSON body of a request strictly, and validate it against a JSON Schema with our own error messages.

The validator's own messages quote the value, which may be a prompt.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, NoReturn

import re2
from flask import request
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from referencing import Registry
from werkzeug.exceptions import RequestEntityTooLarge

from service.errors import InvalidInput, InvalidJson

_MESSAGES: dict[str, Callable[[Any], str]] = {
    "required": lambda _: "This is required.",
    "additionalProperties": lambda _: "There is no such input.",
    "type": lambda kind: f"This must be of type {kind}.",
    "minimum": lambda bound: f"This must be at least {bound}.",
    "maximum": lambda bound: f"This must be at most {bound}.",
    "multipleOf": lambda step: f"This must be a multiple of {step}.",
    "minLength": lambda length: (
        "This must not be empty." if length == 1 else f"This needs at least {length} characters."
    ),
    "maxLength": lambda length: f"This may have at most {length} characters.",
    "enum": lambda values: f"This must be one of: {', '.join(map(str, values))}.",
    "pattern": lambda _: "This does not have the right form.",
}


def json_object() -> dict[str, Any]:
    """The body of the request.

    Raises:
        InvalidJson: if it is not a JSON object, or contains NaN or an infinite number.
        RequestEntityTooLarge: if it is longer than the app allows.
    """
    try:
        body = json.loads(whole_body(), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise InvalidJson from None
    if not isinstance(body, dict):
        raise InvalidJson
    return body


def whole_body() -> bytes:
    """The bytes of the request's body.

    Raises:
        RequestEntityTooLarge: if it is longer than the app allows, whether its length was announced or not.
    """
    body = request.get_data(cache=False)
    if request.content_length is None and len(body) >= (request.max_content_length or math.inf):
        raise RequestEntityTooLarge  # werkzeug truncates a body of unknown length without an error
    return body


def exactly(number: float) -> Fraction:
    """The number as written in decimal: 0.3 is a multiple of 0.1, although it is not in binary."""
    return Fraction(repr(number))


def _pattern(_: Any, pattern: str, text: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(text, str) and _can_be_kept(text) and not re2.search(pattern, text, _RE2):
        yield ValidationError("pattern")


def _multiple_of(validator: Any, step: float, number: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(number, "number") and exactly(number) % exactly(step):
        yield ValidationError("multipleOf")


_RE2 = re2.Options()
_RE2.log_errors = False
# RE2 matches in linear time. The validator's default is Python's `re`, which some patterns keep busy for hours; its
# `multipleOf` divides binary numbers.
_Validator: type[Validator] = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern, "multipleOf": _multiple_of}
)


def check(value: Any, schema: dict[str, Any], path: tuple[str, ...] = ()) -> None:
    """Validate `value` against a JSON Schema (draft 2020-12), and its texts against what Postgres can store.

    Raises:
        InvalidInput: for the first field that is wrong, in the schema's order; `field` is its path below `path`.
    """
    problems = _problems(value, schema)
    if problems:
        field, message = min(problems, key=lambda problem: _order(schema, problem[0]))
        raise InvalidInput(message, field=".".join((*path, *map(str, field))))


Problem = tuple[tuple[Any, ...], str]


def _problems(value: Any, schema: dict[str, Any]) -> list[Problem]:
    validator = _Validator(schema, registry=Registry())
    try:
        return [*_schema_problems(validator.iter_errors(value)), *_text_problems(value)]
    except RecursionError:  # shallow enough to parse, too deep to validate
        raise InvalidJson from None


def _schema_problems(errors: Iterable[ValidationError]) -> Iterator[Problem]:
    for error in errors:
        keyword, rule, path = str(error.validator), error.validator_value, tuple(error.absolute_path)
        message = _MESSAGES.get(keyword, lambda _: "This is not valid.")(rule)
        yield from ((path + name, message) for name in _members_at_fault(keyword, error))


def _members_at_fault(keyword: str, error: Any) -> list[tuple[str, ...]]:
    """The paths, below the error's own, of the members that a `required` or `additionalProperties` error names."""
    if keyword == "required":
        return [(name,) for name in error.validator_value if name not in error.instance]
    if keyword == "additionalProperties":
        return [(name,) for name in error.instance if name not in error.schema.get("properties", {})]
    return [()]


def _text_problems(value: Any) -> Iterator[Problem]:
    members = value.items() if isinstance(value, dict) else ()
    for name, member in members:
        if isinstance(member, str) and not _can_be_kept(member):
            yield (name,), "This holds a character that cannot be stored."


def _can_be_kept(text: str) -> bool:
    """No NUL and no lone surrogate: Postgres refuses both."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _order(schema: dict[str, Any], field: tuple[Any, ...]) -> tuple[float, tuple[str, ...]]:
    properties = schema.get("properties", {})
    name = field[0] if field else ""
    if name not in properties:
        return math.inf, tuple(map(str, field))
    return properties[name].get("x-order", list(properties).index(name)), tuple(map(str, field))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
