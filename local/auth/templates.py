"""Mail templates: the placeholders of Go templates, escaped for the place they stand in, as Supabase Auth does."""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import quote

PLACEHOLDER = re.compile(r"\{\{-?\s*\.([A-Za-z]\w*(?:\.\w+)*)\s*-?\}\}")
OPEN_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*("[^"]*|'[^']*)$""")
URL_ATTRIBUTES = frozenset({"href", "src", "action", "formaction", "cite", "poster", "background"})
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
SAFE_SCHEMES = ("http:", "https:", "mailto:")
URL_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"
BLOCKED_URL = "#ZgotmplZ"

Values = dict[str, Any]


class TemplateError(Exception):
    """A template that asks for more than placeholders; the message names it."""


class Template:
    """A text with placeholders such as `{{ .TokenHash }}` or `{{ .Data.full_name }}`; an unknown one is empty."""

    def __init__(self, source: str, name: str) -> None:
        rest = PLACEHOLDER.sub("", source)
        if "{{" in rest:
            action = rest[rest.index("{{") :][:40].splitlines()[0]
            raise TemplateError(f"{name}: only placeholders are understood here, not {action}")
        self._source = source

    def html(self, values: Values) -> str:
        """The text with every value escaped for HTML, or for the URL inside it."""
        return PLACEHOLDER.sub(lambda match: self._escaped(match, values), self._source)

    def line(self, values: Values) -> str:
        """The text as one plain line, fit for a mail's subject."""
        rendered = PLACEHOLDER.sub(lambda match: _value(values, match[1]), self._source)
        return " ".join("".join(character if character.isprintable() else " " for character in rendered).split())

    def _escaped(self, match: re.Match[str], values: Values) -> str:
        value = _value(values, match[1])
        url_so_far = _open_url(self._source[: match.start()])
        if url_so_far is None:
            return escape(value)
        if "?" in url_so_far or "#" in url_so_far:
            return quote(value, safe="")
        return escape(quote(_web_address(value) if url_so_far == "" else value, safe=URL_CHARACTERS))


def _open_url(before: str) -> str | None:
    """What stands before this point in an attribute that holds a URL; None outside of one."""
    tag = before[before.rfind("<") :]
    attribute = OPEN_ATTRIBUTE.search(tag) if tag.startswith("<") else None
    return attribute[2][1:] if attribute and attribute[1].lower() in URL_ATTRIBUTES else None


def _web_address(value: str) -> str:
    blocked = SCHEME.match(value) and not value.lower().startswith(SAFE_SCHEMES)
    return BLOCKED_URL if blocked else value


def _value(values: Values, path: str) -> str:
    found: Any = values
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return "" if found is None else str(found)
