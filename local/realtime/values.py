"""Column values as JSON: from Postgres' text form to what `to_jsonb` would make of it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

# An offset from UTC such as +00 or -03:30, at the end of a time.
OFFSET = re.compile(r"([+-]\d\d)$")
# A piece of an array: a brace, a comma, a quoted text, a bare one.
PIECE = re.compile(r'[{},]|"(?:[^"\\]|\\.)*"|[^{},"]+', re.DOTALL)
BOUNDS = re.compile(r"^\[[-\d:\[\]]+\]=")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Type:
    """A type: its name, that name in SQL, the type beneath a domain, and that of an array's elements."""

    name: str
    sql: str
    base: str
    element: str | None = None


def to_json(type_: Type, text: str) -> Any:
    """The value that this text stands for."""
    if type_.element is not None:
        return _array(text, READERS.get(type_.element, str))
    return READERS.get(type_.base, str)(text)


def _number(text: str) -> int | float | str:
    try:
        return int(text)
    except ValueError:
        number = float(text)
    return number if math.isfinite(number) else text


def _time(text: str) -> str:
    return OFFSET.sub(r"\1:00", text.replace(" ", "T", 1))


def _array(text: str, read: Callable[[str], Any]) -> Any:
    pieces = (match[0] for match in PIECE.finditer(BOUNDS.sub("", text)))
    next(pieces)
    return _elements(pieces, read)


def _elements(pieces: Iterator[str], read: Callable[[str], Any]) -> list[Any]:
    elements: list[Any] = []
    for piece in pieces:
        if piece == "}":
            break
        if piece == "{":
            elements.append(_elements(pieces, read))
        elif piece != ",":
            elements.append(_element(piece, read))
    return elements


def _element(piece: str, read: Callable[[str], Any]) -> Any:
    if piece.startswith('"'):
        return read(ESCAPED.sub(r"\1", piece[1:-1]))
    return None if piece == "NULL" else read(piece)


READERS: dict[str, Callable[[str], Any]] = {
    "bool": lambda text: text == "t",
    **dict.fromkeys(("int2", "int4", "int8", "float4", "float8", "numeric", "oid"), _number),
    **dict.fromkeys(("json", "jsonb"), json.loads),
    **dict.fromkeys(("timestamp", "timestamptz"), _time),
}
