"""Parameters as they travel: `items[0][price]=…`, in a query or a form, read into objects and lists."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from local.stripe.wire.errors import InvalidRequest

NAME = re.compile(r"^[^\[\]]+(\[[^\[\]]*\])*$")
PART = re.compile(r"[^\[\]]+|\[\]")

Json = dict[str, Any]


def parse(text: str) -> Json:
    """The parameters of a form or query; every value is a text. Raises InvalidRequest."""
    tree: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if not NAME.match(name):
            raise InvalidRequest(f"Invalid parameter name: {name}", param=name)
        _put(tree, PART.findall(name), value)
    return {name: _lists(value) for name, value in tree.items()}


def _put(tree: Json, path: list[str], value: str) -> None:
    *folders, last = path
    for folder in folders:
        inner = tree.setdefault(_key(tree, folder), {})
        if not isinstance(inner, dict):
            raise InvalidRequest(f"Invalid parameter: {folder}", param=folder)
        tree = inner
    tree[_key(tree, last)] = value


def _key(tree: Json, part: str) -> str:
    return str(len(tree)) if part == "[]" else part


def _lists(value: Any) -> Any:
    """Objects whose names are 0, 1, 2, … are lists."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
