"""Where a browser may be sent after a link in a mail: the allow-list, and nowhere else."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.responses import RedirectResponse

MAX_URL = 2048
GLOBS = {"**": ".*", "*": "[^./]*", "?": "[^./]"}
TOKENS = re.compile(r"\*\*|.", re.DOTALL)


class AllowList:
    """The site itself, plus globs: `*` is any run of characters but `.` and `/`, `**` any run, `?` one character but those."""

    def __init__(self, site_url: str, patterns: tuple[str, ...]) -> None:
        self.site_url = site_url
        own = (site_url, f"{site_url.rstrip('/')}/**")
        self._patterns = [re.compile(_regex(pattern), re.DOTALL) for pattern in (*own, *patterns)]

    def resolve(self, wanted: str | None) -> str:
        """The wanted address if it is allowed, else the site's."""
        return wanted if wanted and self._allows(wanted) else self.site_url

    def _allows(self, url: str) -> bool:
        return _is_plain(url) and any(pattern.fullmatch(url) for pattern in self._patterns)


def with_query(url: str, parameters: dict[str, str]) -> str:
    """The address with these parameters added to its query, its fragment dropped."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *sorted(parameters.items())]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def with_fragment(url: str, parameters: dict[str, str]) -> str:
    """The address with these parameters for its fragment; `sb` says whose they are."""
    fragment = urlencode(sorted({**parameters, "sb": ""}.items()))
    return urlunsplit(urlsplit(url)._replace(fragment=fragment))


def with_news(url: str, parameters: dict[str, str], *, pkce: bool) -> str:
    """The address with what a page has to say: in the fragment, and with PKCE in the query too."""
    return with_fragment(with_query(url, parameters if pkce else {}), parameters)


def see_other(url: str) -> RedirectResponse:
    """Send the browser on."""
    headers = {"cache-control": "no-store", "content-type": "text/html; charset=utf-8"}
    return RedirectResponse(url, 303, headers=headers)


def _is_plain(url: str) -> bool:
    """Whether every browser reads the same host from it: no user part, no backslash, nothing outside ASCII."""
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        return "@" not in urlsplit(url).netloc
    except ValueError:
        return False


def _regex(glob: str) -> str:
    return "".join(GLOBS.get(token) or re.escape(token) for token in TOKENS.findall(glob))
