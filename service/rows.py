"""All rows of a query, page by page: an answer of PostgREST holds only so many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from service.errors import Unavailable
from service.supabase import supabase

PAGE = 1000
MOST_PAGES = 100_000


def each_row(query: Callable[[], Any], key: str = "id") -> Iterator[dict[str, Any]]:
    """Every row that `query`, which makes a query anew for each page, selects; `key` is a unique column of it.

    Raises:
        Unavailable: when Supabase cannot be reached, or its rows do not end.
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
