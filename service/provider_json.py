"""Parse the JSON of providers into typed models, with limits on size, depth and numbers.

A body is either parsed as a whole or refused with the path of the field at fault. The value itself is never quoted.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

MOST_BYTES = 4 * 1024 * 1024
DEEPEST = 64
LONGEST_ID = 255
_CONTAINERS = (dict, list)  # isinstance with a tuple takes half as long as with a union, and runs for every member

Json = dict[str, Any]


class UnreadableJson(ValueError):
    """A body that cannot be parsed. `field` is the path of the member at fault; None if the body is not a JSON object.
    `content` is the object, if there is one."""

    def __init__(self, field: str | None = None, content: Json | None = None) -> None:
        super().__init__(field or "no JSON object")
        self.field = field
        self.content = content or {}


class Received(BaseModel):
    """Base of the models of providers' JSON. Members that a model does not name may be anything."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


Model = TypeVar("Model", bound=BaseModel)


def _printable(text: str) -> str:
    """No NUL, no line break, no lone surrogate: safe to store, to log and to put into a URL."""
    if not text.isprintable():
        raise ValueError
    return text


Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID), AfterValidator(_printable)]
"""An id or a type of a provider."""


def id_or_none(value: Any) -> str | None:
    """`value` if it is a valid id, else None."""
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable() else None


def read(model: type[Model], content: Json) -> Model:
    """`content` validated as a `model`.

    Raises:
        UnreadableJson: naming the first field that is wrong.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise UnreadableJson(".".join(map(str, first["loc"])), content) from None


def json_object(body: bytes) -> Json:
    """The JSON object in a body.

    Raises:
        UnreadableJson: if it is too long, too deep, not a JSON object, or contains a number that no double can hold.
    """
    if len(body) > MOST_BYTES:
        raise UnreadableJson
    try:
        content = json.loads(body.decode(), parse_constant=_refuse, parse_float=_finite, parse_int=_integer)
    except (ValueError, OverflowError, RecursionError):
        raise UnreadableJson from None
    if not isinstance(content, dict) or _is_too_deep(content):
        raise UnreadableJson
    return content


def _is_too_deep(content: Json) -> bool:
    layer: list[Any] = [content]
    for _ in range(DEEPEST):
        layer = [child for each in layer for child in _members(each) if isinstance(child, _CONTAINERS)]
        if not layer:
            return False
    return True


def _members(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def _integer(text: str) -> int:
    """Raises OverflowError for a number beyond any double, ValueError for one of thousands of digits."""
    number = int(text)
    float(number)
    return number
