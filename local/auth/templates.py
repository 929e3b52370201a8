"""Mail templates: placeholders as in Go templates, escaped for their context."""

import re
from html import escape
from typing import Any
from urllib.parse import quote

PLACEHOLDER = re.compile(r"\{\{-?\s*\.([A-Za-z]\w*(?:\.\w+)*)\s*-?\}\}")
# The text before a placeholder that is in the query of a URL: its value is one parameter.
OPEN_QUERY = re.compile(r"""=\s*(?:"[^"<>]*|'[^'<>]*)\?[^"'<>]*$""")

Values = dict[str, Any]


class TemplateError(Exception):
    """A template with more than placeholders; the message names it."""


class Template:
    """A text with placeholders such as `{{ .TokenHash }}` or `{{ .Data.full_name }}`; an unknown one is empty."""

    def __init__(self, source: str, name: str) -> None:
        rest = PLACEHOLDER.sub("", source)
        if "{{" in rest:
            action = rest[rest.index("{{") :][:40].splitlines()[0]
            raise TemplateError(f"{name}: only placeholders are supported, not {action}")
        self._source = source

    def html(self, values: Values) -> str:
        """Return the text with each value escaped for HTML, or for the query of a URL."""
        return PLACEHOLDER.sub(lambda match: self._escaped(match, values), self._source)

    def line(self, values: Values) -> str:
        """Return the text as one plain line, for the subject of a mail."""
        return " ".join(PLACEHOLDER.sub(lambda match: _value(values, match[1]), self._source).split())

    def _escaped(self, match: re.Match[str], values: Values) -> str:
        value = _value(values, match[1])
        return quote(value, safe="") if OPEN_QUERY.search(self._source[: match.start()]) else escape(value)


def _value(values: Values, path: str) -> str:
    found: Any = values
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return "" if found is None else str(found)
