"""The JSON Schemas that a model may have: an allow-list of keywords, with the type and range of each.

The database makes the same check when a row is written (`private.check_schema`), and the page when it draws the form
(`input-rules.ts`). docs/models.md describes the list; tests/schemas/cases.json tests all three.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from service.body import check, exactly
from service.errors import InvalidInput
from service.generations.patterns import check_pattern

MAX_WHOLE = 2**53 - 1  # JavaScript reads no larger number exactly
MAX_FRACTION = 10**9  # with six decimal places
MAX_LENGTH = 20_000
MAX_INPUTS = 40
MAX_OPTIONS = 50
MAX_FPS = 240

SCHEMA_KEYWORDS = ("type", "additionalProperties", "properties", "required", "x-prompt", "x-shape")
_EVERY_INPUT = ("type", "title", "description", "x-order")
INPUT_KEYWORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": (*_EVERY_INPUT, "x-widget", "default", "minLength", "maxLength", "pattern"),
        "number": (*_EVERY_INPUT, "x-widget", "x-fps", "default", "minimum", "maximum", "multipleOf"),
        "choice": (*_EVERY_INPUT, "x-widget", "default", "enum"),
        "switch": (*_EVERY_INPUT, "default"),
        "picture": (*_EVERY_INPUT, "x-widget", "format", "maxLength"),
    }
)
_WIDGETS = {"text": ("text", "textarea"), "number": ("number", "seed"), "choice": ("select",), "picture": ("image",)}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")
# Members of every object in JavaScript.
_UNSAFE_NAMES = frozenset(
    [
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "prototype",
        "toLocaleString",
        "toString",
        "valueOf",
    ]
)


class BrokenSchema(Exception):
    """A model's schema is not valid. `path` is the place at fault, such as `input_schema.properties.width`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = ".".join(filter(None, ("input_schema", path)))
        self.reason = reason
        super().__init__(f"{self.path}: {reason}")


def read_schema(text: str) -> dict[str, Any]:
    """The schema in this JSON.

    Raises:
        BrokenSchema: if a model may not have it.
    """
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):  # Postgres accepts deeper nesting, and more digits
        raise BrokenSchema("", "is nested too deep, or contains a number of too many digits") from None
    check_schema(schema)
    return cast("dict[str, Any]", schema)


def check_schema(schema: Any) -> None:
    """Refuse a schema that a model may not have.

    Raises:
        BrokenSchema: naming the first keyword that is wrong.
    """
    _must(isinstance(schema, dict), "", "must be an object")
    _check_known(schema, SCHEMA_KEYWORDS, "", "a schema")
    _must(schema.get("type") == "object", "type", "must be object")
    _must(schema.get("additionalProperties") is False, "additionalProperties", "must be false")
    inputs = schema.get("properties")
    _must(isinstance(inputs, dict), "properties", "must be an object")
    _must(1 <= len(inputs) <= MAX_INPUTS, "properties", f"must hold 1 to {MAX_INPUTS} inputs")
    for name, definition in inputs.items():
        _must(_is_name(name), "properties", f'holds the name "{name[:60]}", which an input may not have')
        _check_input(definition, f"properties.{name}")
    _must(_is_list_of(schema.get("required", []), inputs), "required", "must be a list of different names of inputs")
    prompt = schema.get("x-prompt")
    _must(
        isinstance(prompt, str) and prompt in inputs and _is_prompt(inputs[prompt]),
        "x-prompt",
        "must be the name of an input of type string that is no picture",
    )
    _must(
        "x-shape" not in schema or _is_shape(schema["x-shape"], inputs),
        "x-shape",
        'must be {"width", "height"}, the names of two different whole numbers',
    )


def kind_of(definition: Mapping[str, Any]) -> str:
    """The kind of an input: text, number, choice, switch or picture."""
    if definition["type"] == "boolean":
        return "switch"
    if definition["type"] == "string" and "format" in definition:
        return "picture"
    if "enum" in definition:
        return "choice"
    return "text" if definition["type"] == "string" else "number"


def rules_of(definition: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema for values of an input: its own, with default bounds where it has none."""
    if definition["type"] == "string":
        return {"maxLength": MAX_LENGTH, **definition}
    if definition["type"] == "boolean":
        return definition
    return {"minimum": -MAX_WHOLE, "maximum": MAX_WHOLE, **definition}


def accepts(definition: dict[str, Any], value: Any) -> bool:
    """Whether this value is valid for an input."""
    try:
        check(value, rules_of(definition))
    except InvalidInput:
        return False
    return True


def _check_input(definition: Any, path: str) -> None:
    _must(isinstance(definition, dict), path, "must be an object")
    _must(
        definition.get("type") in (*_OPTIONS, "boolean"), f"{path}.type", "must be string, integer, number or boolean"
    )
    kind = kind_of(definition)
    _check_known(definition, INPUT_KEYWORDS[kind], path, f"a {kind}")
    for keyword, (rule, reason) in _RULES.items():
        if keyword in definition:
            _must(rule(definition[keyword], definition), f"{path}.{keyword}", reason)
    if "pattern" in definition:
        try:
            check_pattern(definition["pattern"])
        except ValueError as error:
            raise BrokenSchema(f"{path}.pattern", str(error)) from None
    for keyword, fits, reason in _COMBINATIONS:
        _must(fits(definition), f"{path}.{keyword}", reason)


def _must(holds: bool, path: str, reason: str) -> None:
    if not holds:
        raise BrokenSchema(path, reason)


def _check_known(keywords: dict[str, Any], known: tuple[str, ...], path: str, owner: str) -> None:
    for keyword in keywords:
        _must(keyword in known, ".".join(filter(None, (path, keyword[:60]))), f"is no keyword of {owner}")


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in _UNSAFE_NAMES


def _is_list_of(names: Any, inputs: dict[str, Any]) -> bool:
    if not isinstance(names, list) or not all(isinstance(name, str) and name in inputs for name in names):
        return False
    return len(set(names)) == len(names)


def _is_prompt(definition: dict[str, Any]) -> bool:
    return definition["type"] == "string" and "format" not in definition


def _is_shape(shape: Any, inputs: dict[str, Any]) -> bool:
    if not isinstance(shape, dict) or shape.keys() != {"width", "height"} or shape["width"] == shape["height"]:
        return False
    return all(isinstance(name, str) and name in inputs and _is_whole_number(inputs[name]) for name in shape.values())


def _is_whole_number(definition: dict[str, Any]) -> bool:
    return definition["type"] == "integer" and kind_of(definition) == "number"


def _is_text(shortest: int, longest: int) -> Callable[[Any, dict[str, Any]], bool]:
    return lambda value, _: isinstance(value, str) and shortest <= len(value) <= longest


def _is_number(value: Any, whole: bool = False) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= MAX_WHOLE:
        return False
    return value == int(value) or (not whole and abs(value) <= MAX_FRACTION and float(f"{value:.6f}") == value)


def _is_number_of_type(value: Any, definition: dict[str, Any]) -> bool:
    return _is_number(value, definition["type"] == "integer")


def _is_length(value: Any, _: dict[str, Any]) -> bool:
    return _is_number(value, whole=True) and 0 <= value <= MAX_LENGTH


def _is_enum(value: Any, definition: dict[str, Any]) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_OPTIONS:
        return False
    return all(map(_OPTIONS[definition["type"]], value)) and len(set(value)) == len(value)


def _is_widget(value: Any, definition: dict[str, Any]) -> bool:
    return value in _WIDGETS[kind_of(definition)]


def _has_multiple(definition: dict[str, Any]) -> bool:
    if not {"multipleOf", "minimum", "maximum"} <= definition.keys():
        return True
    highest = exactly(definition["maximum"])
    return highest - highest % exactly(definition["multipleOf"]) >= exactly(definition["minimum"])


def _is_default(value: Any, definition: dict[str, Any]) -> bool:
    is_number = definition["type"] in ("integer", "number")
    return (not is_number or _is_number(value)) and accepts(definition, value)


def _is_bounded_whole(definition: dict[str, Any]) -> bool:
    return definition["type"] == "integer" and {"minimum", "maximum"} <= definition.keys()


def _in_order(lower: str, upper: str) -> Callable[[dict[str, Any]], bool]:
    return lambda definition: not {lower, upper} <= definition.keys() or definition[lower] <= definition[upper]


_OPTIONS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str) and 1 <= len(value) <= 100,
    "integer": lambda value: _is_number(value, whole=True),
    "number": _is_number,
}
"""The check of a choice's options, by its type."""

_RULES: dict[str, tuple[Callable[[Any, dict[str, Any]], bool], str]] = {
    "title": (_is_text(1, 80), "must be a text of 1 to 80 characters"),
    "description": (_is_text(0, 500), "must be a text of at most 500 characters"),
    "x-order": (lambda value, _: _is_number(value), "must be a number"),
    "x-widget": (_is_widget, "must be a widget of this kind of input"),
    "x-fps": (
        lambda value, _: _is_number(value, whole=True) and 1 <= value <= MAX_FPS,
        f"must be a whole number from 1 to {MAX_FPS}",
    ),
    "format": (lambda value, _: value == "storage-path", "must be storage-path"),
    "enum": (_is_enum, "must hold 1 to 50 different values of the type, texts of 1 to 100 characters"),
    "minLength": (_is_length, f"must be a whole number from 0 to {MAX_LENGTH}"),
    "maxLength": (_is_length, f"must be a whole number from 0 to {MAX_LENGTH}"),
    "pattern": (_is_text(1, 200), "must be a text of 1 to 200 characters"),
    "minimum": (_is_number_of_type, "must be a number of the type"),
    "maximum": (_is_number_of_type, "must be a number of the type"),
    "multipleOf": (
        lambda value, definition: _is_number_of_type(value, definition) and value > 0,
        "must be a number of the type, more than 0",
    ),
}
"""The check of each keyword's value by itself, and its error message."""

_COMBINATIONS: tuple[tuple[str, Callable[[dict[str, Any]], bool], str], ...] = (
    ("x-widget", lambda it: "format" not in it or "x-widget" in it, "must be image for a picture"),
    (
        "x-widget",
        lambda it: it.get("x-widget") != "seed" or _is_bounded_whole(it),
        "may be seed for a whole number with minimum and maximum only",
    ),
    (
        "x-fps",
        lambda it: "x-fps" not in it or (_is_bounded_whole(it) and it.get("x-widget") != "seed"),
        "may be that of a whole number with minimum and maximum only",
    ),
    ("maxLength", _in_order("minLength", "maxLength"), "must not be less than minLength"),
    ("maximum", _in_order("minimum", "maximum"), "must not be less than minimum"),
    ("multipleOf", _has_multiple, "must have a multiple from minimum to maximum"),
    ("default", lambda it: not {"default", "pattern"} <= it.keys(), "must not be combined with pattern"),
    (
        "default",
        lambda it: "default" not in it or _is_default(it["default"], it),
        "must be a value that the input accepts",
    ),
)
"""The checks of keywords together; each is valid by itself."""
