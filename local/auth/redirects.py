"""Redirects of browsers: only to addresses that the allow-list contains."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.responses import RedirectResponse

MAX_URL = 2048
GLOBS = {"**": ".*", "*": "[^./]*", "?": "[^./]"}
TOKENS = re.compile(r"\*\*|.", re.DOTALL)


class AllowList:
    """The site itself, plus globs: `*` matches characters other than `.` and `/`, `?` one of these, `**` any characters."""

    def __init__(self, site_url: str, patterns: tuple[str, ...]) -> None:
        self.site_url = site_url
        own = (site_url, f"{site_url.rstrip('/')}/**")
        self._patterns = [re.compile(_regex(pattern), re.DOTALL) for pattern in (*own, *patterns)]

    def resolve(self, wanted: str | None) -> str:
        """Return the wanted address if it is allowed, else the site's."""
        allowed = wanted and _is_plain(wanted) and any(pattern.fullmatch(wanted) for pattern in self._patterns)
        return wanted if wanted and allowed else self.site_url


def with_query(url: str, parameters: dict[str, str]) -> str:
    """Add these parameters to the query of the address and drop its fragment."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *sorted(parameters.items())]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def with_fragment(url: str, parameters: dict[str, str]) -> str:
    """Replace the fragment of the address by these parameters and `sb`, which marks them as Supabase's."""
    fragment = urlencode(sorted({**parameters, "sb": ""}.items()))
    return urlunsplit(urlsplit(url)._replace(fragment=fragment))


def with_message(url: str, parameters: dict[str, str], *, pkce: bool) -> str:
    """Add an error or message for the page: in the fragment, with PKCE in the query, too."""
    return with_fragment(with_query(url, parameters if pkce else {}), parameters)


def see_other(url: str) -> RedirectResponse:
    """Return the redirect to this address."""
    headers = {"cache-control": "no-store", "content-type": "text/html; charset=utf-8"}
    return RedirectResponse(url, 303, headers=headers)


def _is_plain(url: str) -> bool:
    """Return whether all browsers read the same host: no user part, no backslash, nothing outside ASCII."""
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        return "@" not in urlsplit(url).netloc
    except ValueError:
        return False


def _regex(glob: str) -> str:
    return "".join(GLOBS.get(token) or re.escape(token) for token in TOKENS.findall(glob))
