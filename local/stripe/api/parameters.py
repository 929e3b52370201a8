"""Request parameters: parse the form encoding (`items[0][price]=…`), validate against the SDK's TypedDicts."""

import re
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin
from urllib.parse import parse_qsl

from stripe import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import get_type_hints, is_typeddict

from local.stripe.api.errors import InvalidRequest

Json = dict[str, Any]
NAME = re.compile(r"[^\[\]]+(\[[^\[\]]*\])*")
PART = re.compile(r"[^\[\]]+|\[\]")
# Names in the annotations of request options; these options are not parameters of the API.
ELSEWHERE = {"StripeContext": Any, "Mapping": dict}
# Decimal numbers stay strings.
NUMBERS: dict[Any, tuple[str, type]] = {
    int: (r"-?\d+", int), float: (r"-?\d+(\.\d+)?", float), Decimal: (r"-?\d+(\.\d+)?", str),
}  # fmt: skip


def parse(text: str) -> Json:
    """Parse a form body or query string; every value is a string. Raises InvalidRequest."""
    tree: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if not NAME.fullmatch(name):
            raise InvalidRequest(f"Invalid parameter name: {name}", param=name)
        *folders, last = PART.findall(name)
        inside = tree
        for folder in folders:
            inside = inside.setdefault(_key(inside, folder), {})
            if not isinstance(inside, dict):
                raise InvalidRequest(f"Invalid parameter: {folder}", param=folder)
        inside[_key(inside, last)] = value
    return {name: _lists(value) for name, value in tree.items()}


def _key(tree: Json, part: str) -> str:
    return str(len(tree)) if part == "[]" else part


def _lists(value: Any) -> Any:
    """Convert objects with the keys 0, 1, 2, … to lists."""
    if not isinstance(value, dict):
        return value
    inside = {name: _lists(each) for name, each in value.items()}
    return list(inside.values()) if list(inside) == [str(number) for number in range(len(inside))] else inside


def checked(params: Json, typed_dict: type, where: str = "") -> Json:
    """Validate parameters against a TypedDict and convert their values to its types.

    Raises InvalidRequest for a parameter that is unknown, missing or of the wrong type.
    """
    known = _known(typed_dict)
    for name in params:
        if name not in known and name != "expand":
            raise _error(f"Received unknown parameter: {_path(where, name)}", "parameter_unknown", _path(where, name))
    for name in sorted(getattr(typed_dict, "__required_keys__", ())):
        if name not in params:
            raise _error(f"Missing required param: {_path(where, name)}.", "parameter_missing", _path(where, name))
    return {name: _typed(value, known.get(name, list[str]), _path(where, name)) for name, value in params.items()}


@cache
def _known(typed_dict: type) -> dict[str, Any]:
    hints = get_type_hints(typed_dict, localns=ELSEWHERE)
    options = RequestOptions.__annotations__ if "api_key" in hints else {}
    return {name: hint for name, hint in hints.items() if name not in options}


def _typed(value: Any, hint: Any, where: str) -> Any:
    """Convert a value to the first type of a union that accepts it."""
    members = _members(hint)
    if isinstance(value, str):
        return _typed_text(value, members, where)
    for member in members:
        if isinstance(value, list) and get_origin(member) is list:
            return [_typed(each, get_args(member)[0], f"{where}[{index}]") for index, each in enumerate(value)]
        if isinstance(value, dict) and is_typeddict(member):
            return checked(value, member, where)
        if isinstance(value, dict) and get_origin(member) is dict:
            # An empty string removes its key.
            inner = get_args(member)[1]
            return {name: each and _typed(each, inner, f"{where}[{name}]") for name, each in value.items()}
    raise _error(f"Invalid {'array' if isinstance(value, list) else 'object'}", "parameter_invalid", where)


def _typed_text(value: str, members: list[Any], where: str) -> Any:
    literals = {word for each in members if get_origin(each) is Literal for word in get_args(each)}
    if value in literals:
        return value
    if value == "":
        raise _error(f"You passed an empty string for '{where}'.", "parameter_invalid_empty", where)
    for member in members:
        if member is bool and value in {"true", "false"}:
            return value == "true"
        if member in NUMBERS and re.fullmatch(NUMBERS[member][0], value):
            return NUMBERS[member][1](value)
        # `Literal[…] | str` is an enumeration: `str` is for members of later API versions, which Stripe refuses here.
        if member is str and not literals - {""}:
            return value
    code = "parameter_invalid_integer" if int in members else None
    raise _error(f"Invalid {where}: {value}", code, where)


def _members(hint: Any) -> list[Any]:
    if get_origin(hint) in {Union, UnionType}:
        return [member for each in get_args(hint) for member in _members(each)]
    return [] if hint is NoneType or get_origin(hint) is UntypedStripeObject else [hint]


def _path(where: str, name: str) -> str:
    return f"{where}[{name}]" if where else name


def _error(message: str, code: str | None, param: str) -> InvalidRequest:
    return InvalidRequest(message, code=code, param=param)
