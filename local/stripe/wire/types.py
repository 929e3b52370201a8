"""Parameters against the SDK's own TypedDicts: unknown and misspelt ones, missing ones and wrong values are refused."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from stripe import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import get_type_hints, is_typeddict

from local.stripe.wire.errors import InvalidRequest

Json = dict[str, Any]
# Names in the annotations of request options, which are no parameters.
ELSEWHERE = {"StripeContext": Any, "Mapping": dict}
INTEGER = re.compile(r"-?\d+")
MOST_WORDS = 20
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def checked(params: Json, typed_dict: type | None, where: str = "") -> Json:
    """The parameters with their values typed, as the TypedDict wants them. Raises InvalidRequest."""
    known = known_parameters(typed_dict) if typed_dict else {}
    for name in params:
        if name not in known and name != "expand":
            raise _error(f"Received unknown parameter: {_path(where, name)}", "parameter_unknown", _path(where, name))
    for name in sorted(getattr(typed_dict, "__required_keys__", ())):
        if name not in params:
            raise _error(f"Missing required param: {_path(where, name)}.", "parameter_missing", _path(where, name))
    return {name: _typed(value, known.get(name, list[str]), _path(where, name)) for name, value in params.items()}


@cache
def known_parameters(typed_dict: type) -> dict[str, Any]:
    """The parameters of a TypedDict of the SDK, each with its type."""
    hints = get_type_hints(typed_dict, localns=ELSEWHERE)
    options = RequestOptions.__annotations__ if "api_key" in hints else {}
    return {name: hint for name, hint in hints.items() if name not in options}


def _typed(value: Any, hint: Any, where: str) -> Any:
    """The value as the first member of the hint that takes it."""
    members = _members(hint)
    literals = {word for each in members if get_origin(each) is Literal for word in get_args(each)}
    if isinstance(value, str):
        return _typed_text(value, members, literals, where)
    for member in members:
        if isinstance(value, list) and get_origin(member) is list:
            return [_typed(each, get_args(member)[0], f"{where}[{index}]") for index, each in enumerate(value)]
        if isinstance(value, dict) and is_typeddict(member):
            return checked(value, member, where)
        if isinstance(value, dict) and get_origin(member) is dict:
            return {name: _of_map(each, member, f"{where}[{name}]") for name, each in value.items()}
    raise _error(f"Invalid {'array' if isinstance(value, list) else 'object'}", "parameter_invalid", where)


def _of_map(value: Any, hint: Any, where: str) -> Any:
    """The value of a name that the caller has chosen; an empty text takes the name away."""
    return value if value == "" else _typed(value, get_args(hint)[1], where)


def _typed_text(value: str, members: list[Any], literals: set[Any], where: str) -> Any:
    if value in literals:
        return value
    if value == "":
        unset = "We assume empty values are an attempt to unset a parameter"
        message = f"You passed an empty string for '{where}'. {unset}; however '{where}' cannot be unset."
        raise _error(message, "parameter_invalid_empty", where)
    for member in members:
        if (typed := _scalar(value, member, bool(literals - {""}))) is not None:
            return typed
    raise _wrong(value, members, literals, where)


def _scalar(value: str, member: Any, enumerated: bool) -> Any:
    if member is bool and value in {"true", "false"}:
        return value == "true"
    if member is int and INTEGER.fullmatch(value):
        return int(value)
    if member in {float, Decimal} and NUMBER.fullmatch(value):
        return float(value) if member is float else value
    # `Literal[…] | str` is an enumeration that may grow: Stripe itself refuses a word that it does not know.
    return value if member is str and not enumerated else None


def _wrong(value: str, members: list[Any], literals: set[Any], where: str) -> InvalidRequest:
    if words := sorted(str(word) for word in literals if word != ""):
        shown = [*words[:MOST_WORDS], "…"] if len(words) > MOST_WORDS else words
        return _error(f"Invalid {where}: must be one of {', '.join(shown[:-1])}, or {shown[-1]}", None, where)
    if int in members:
        return _error(f"Invalid integer: {value}", "parameter_invalid_integer", where)
    if bool in members:
        return _error(f"Invalid boolean: {value}", None, where)
    return _error(f"Invalid {'array' if any(get_origin(each) is list for each in members) else 'object'}", None, where)


def _members(hint: Any) -> list[Any]:
    if get_origin(hint) in {Union, UnionType}:
        return [member for each in get_args(hint) for member in _members(each)]
    return [] if hint is NoneType or get_origin(hint) is UntypedStripeObject else [hint]


def _path(where: str, name: str) -> str:
    return f"{where}[{name}]" if where else name


def _error(message: str, code: str | None, param: str) -> InvalidRequest:
    return InvalidRequest(message, code=code, param=param)
