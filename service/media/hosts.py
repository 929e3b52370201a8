"""Which addresses results may be fetched from."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

_HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


@dataclass(frozen=True)
class MediaHosts:
    """An allow-list. A host (`cdn.example.com`) or a suffix (`*.example.com`) allows https on port 443, an origin
    (`http://127.0.0.1:54330`) allows exactly itself and is how something local is named."""

    hosts: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    origins: frozenset[tuple[str, str, int]] = frozenset()

    @classmethod
    def parse(cls, text: str) -> MediaHosts:
        """The list as it stands in the settings, parted by commas.

        Raises:
            ValueError: if an entry is none of the three kinds.
        """
        entries = [entry.strip().lower() for entry in text.split(",") if entry.strip()]
        names = [entry for entry in entries if "://" not in entry]
        for name in names:
            if not _HOST.fullmatch(name):
                raise ValueError(f"holds {name!r}, which is no host, *.suffix or origin")
        return cls(
            hosts=frozenset(name.strip("[]") for name in names if not name.startswith("*.")),
            suffixes=tuple(name[1:] for name in names if name.startswith("*.")),
            origins=frozenset(_origin(entry) for entry in entries if "://" in entry),
        )

    def allows(self, url: httpx.URL) -> bool:
        """May something be fetched from `url`?"""
        if url.userinfo or not url.host:
            return False
        scheme, host, port = origin = origin_of(url)
        return origin in self.origins or (scheme == "https" and port == 443 and self._knows(host))

    def names(self, host: str, port: int) -> bool:
        """Was this very host and port named as an origin? Then it may be private: the operator meant it."""
        return any((host, port) == origin[1:] for origin in self.origins)

    def _knows(self, host: str) -> bool:
        return host in self.hosts or host.endswith(self.suffixes)


def _origin(text: str) -> tuple[str, str, int]:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.path not in ("", "/") or url.query:
        raise ValueError(f"holds {text!r}, which is no origin such as http://127.0.0.1:54330")
    return origin_of(url)


def origin_of(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host (as DNS has it) and port."""
    return url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)
