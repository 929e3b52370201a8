"""What a mail's HTML says in plain words, and where it links to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
SILENT = frozenset({"script", "style", "head", "title"})
BLOCKS = frozenset({"p", "div", "br", "h1", "h2", "h3", "h4", "li", "tr", "table", "blockquote", "pre", "hr"})
HEAD = re.compile(r"<head\b[^>]*>|<html\b[^>]*>|<!doctype[^>]*>", re.IGNORECASE)
OUT_OF_FRAME = '<base target="_blank">'


def links_of(html: str, text: str) -> tuple[str, ...]:
    """The http addresses that the mail links to, each once, in order."""
    reader = _Reader.of(html)
    found = [link for link in reader.links if link.startswith(("http://", "https://"))]
    return tuple(dict.fromkeys([*found, *WEB_ADDRESS.findall(text)]))


def text_of(html: str) -> str:
    """The words alone, a line for each block."""
    lines = (" ".join(line.split()) for line in "".join(_Reader.of(html).words).splitlines())
    return "\n".join(line for line in lines if line)


def opening_outside(html: str) -> str:
    """The same document, whose links open a tab of their own instead of the frame it is shown in."""
    heads = sorted(HEAD.finditer(html), key=lambda match: match[0][:5].lower() == "<head")
    end = heads[-1].end() if heads else 0
    return html[:end] + OUT_OF_FRAME + html[end:]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self._silent = 0

    @classmethod
    def of(cls, html: str) -> _Reader:
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        if tag in BLOCKS:
            self.words.append("\n")
        self.links.extend(value for name, value in attrs if tag == "a" and name == "href" and value)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)
