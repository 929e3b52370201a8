"""Lists in pages: `page` and `per_page` of the query, and the links to other pages."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from local.auth.errors import invalid


def number(request: Request, name: str, default: int) -> int:
    """A positive whole number of the query; raises AuthError 400 for anything else."""
    value = request.query_params.get(name) or str(default)
    if not re.fullmatch(r"[1-9][0-9]{0,8}", value):
        raise invalid(f"Bad Pagination Parameters: {name}")
    return int(value)


def links(request: Request, page: int, size: int, total: int) -> str:
    """The `Link` header: the next page, if there is one, and the last."""
    last = max(1, -(-total // size))
    pages: dict[str, Any] = {"next": page + 1} if page < last else {}
    pages["last"] = last
    path = request.url.path
    return ", ".join(
        f'<{path}?{urlencode({"page": number, "per_page": size})}>; rel="{name}"' for name, number in pages.items()
    )
