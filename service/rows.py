"""All rows of a query, page by page: PostgREST limits the rows of one response."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from service.errors import Unavailable
from service.supabase import supabase

PAGE = 1000
MOST_PAGES = 100_000


def each_row(query: Callable[[], Any], key: str = "id") -> Iterator[dict[str, Any]]:
    """Every row that a query selects. `query` is called for each page, and returns a new query; `key` is a unique column.

    Raises:
        Unavailable: when Supabase cannot be reached, or the pages never end.
    """
    last = None
    for _ in range(MOST_PAGES):
        rows = supabase.fetch(_after(query(), key, last).order(key).limit(PAGE))
        if not rows:
            return
        yield from rows
        last = rows[-1][key]
    raise Unavailable


def _after(query: Any, key: str, last: Any) -> Any:
    return query if last is None else query.gt(key, last)
