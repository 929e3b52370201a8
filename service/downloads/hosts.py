"""The allow-list of hosts that results may be downloaded from (PIXIO_MEDIA_HOSTS)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

_HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")

# The value is not quoted: somebody may have pasted a key, or an address with a password.
_EXPECTED = (
    "must list hosts (cdn.example.com), suffixes (*.example.com) or origins (http://127.0.0.1:54330), nothing else"
)


@dataclass(frozen=True)
class MediaHosts:
    """A host (`cdn.example.com`) or a suffix (`*.example.com`) allows https on port 443. An origin
    (`http://127.0.0.1:54330`) allows exactly itself, private addresses included."""

    hosts: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    origins: frozenset[tuple[str, str, int]] = frozenset()

    @classmethod
    def parse(cls, text: str) -> MediaHosts:
        """The list in the settings, separated by commas.

        Raises:
            ValueError: if an entry is neither a host, a suffix nor an origin.
        """
        entries = [entry.strip().lower() for entry in text.split(",") if entry.strip()]
        names = [entry for entry in entries if "://" not in entry]
        if not entries or not all(map(_HOST.fullmatch, names)):
            raise ValueError(_EXPECTED)
        return cls(
            hosts=frozenset(name.strip("[]") for name in names if not name.startswith("*.")),
            suffixes=tuple(name[1:] for name in names if name.startswith("*.")),
            origins=frozenset(_origin(entry) for entry in entries if "://" in entry),
        )

    def allows(self, url: httpx.URL) -> bool:
        """May a result be downloaded from `url`?"""
        if url.userinfo or not url.host:
            return False
        scheme, host, port = origin = origin_of(url)
        return origin in self.origins or (scheme == "https" and port == 443 and self._is_listed(host))

    def is_operator_origin(self, host: str, port: int) -> bool:
        """Did the operator list this host and port as an origin? Then its address may be private."""
        return any((host, port) == origin[1:] for origin in self.origins)

    def _is_listed(self, host: str) -> bool:
        return host in self.hosts or host.endswith(self.suffixes)


def _origin(text: str) -> tuple[str, str, int]:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.path not in ("", "/") or url.query:
        raise ValueError(_EXPECTED)
    return origin_of(url)


def origin_of(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host (an international name in its ASCII form) and port."""
    return url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)
