"""Placeholders in recorded requests and responses: `{{name}}` for a value that this replay knows, `<uuid>` for any id."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
SHORTEST_KNOWN = 6  # a shorter value may occur in a text by chance

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?")
HTTP_DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")
JWT = re.compile(r"eyJ[\w-]+\.[\w-]*\.[\w-]*")


def fill(value: Any, named: Mapping[str, str]) -> Any:
    """Replace each `{{name}}` in the value. Raises KeyError for a name without a value."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: named[found[1]], value)
    if isinstance(value, dict):
        return {fill(name, named): fill(each, named) for name, each in value.items()}
    if isinstance(value, list):
        return [fill(each, named) for each in value]
    return value


def with_names(text: str, named: Mapping[str, str]) -> str:
    """Replace each known value in the text by its `{{name}}`, also where it is escaped for a URL."""
    for name, value in sorted(named.items(), key=lambda each: -len(each[1])):
        if len(value) >= SHORTEST_KNOWN:
            for written in (value, urllib.parse.quote(value, safe="")):
                text = text.replace(written, "{{" + name + "}}")
    return text


def with_kinds(text: str) -> str:
    """Replace values that differ in each replay by their kind."""
    for pattern, kind in ((JWT, "<jwt>"), (UUID, "<uuid>"), (TIME, "<time>"), (HTTP_DATE, "<date>")):
        text = pattern.sub(kind, text)
    return text
