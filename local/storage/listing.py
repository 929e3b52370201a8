"""List a folder: the folders right below it, then the objects in it."""

from __future__ import annotations

from typing import Any

from psycopg.rows import dict_row
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.claims import acting_as
from local.storage import objects
from local.storage.errors import invalid_request
from local.storage.requests import caller_of, json_of, storage_of, text_of, whole

SORTS = {
    "name": 'name collate "C"',
    "updated_at": "updated_at",
    "created_at": "created_at",
    "last_accessed_at": "last_accessed_at",
}
ORDERS = {"asc": "asc nulls last", "desc": "desc nulls last"}
MOST_LISTED = 10_000

# A folder is no row: it is what several names have in common up to the next slash.
LIST = """
    with seen as (
      select *, substr(name, length(%(prefix)s) + 1) as rest
      from storage.objects
      where bucket_id = %(bucket)s and starts_with(name, %(prefix)s)
    ), listed as (
      select distinct split_part(rest, '/', 1) as name, null::uuid as id, null::timestamptz as updated_at,
        null::timestamptz as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata,
        true as folder
      from seen where strpos(rest, '/') > 0
      union all
      select rest, id, updated_at, created_at, last_accessed_at, metadata, false
      from seen where strpos(rest, '/') = 0
    )
    select name, id, updated_at, created_at, last_accessed_at, metadata
    from listed where name ilike %(search)s escape '!'
"""
ORDER = ' order by folder desc, {sort} {order}, name collate "C" limit %(limit)s offset %(offset)s'


async def list_objects(request: Request) -> Response:
    caller, body = caller_of(request), await json_of(request)
    values = {
        "bucket": request.path_params["bucket"],
        "prefix": _folder(text_of(body, "prefix")),
        "search": _beginning(text_of(body, "search", "")),
        "limit": min(whole(body.get("limit", 100), least=1), MOST_LISTED),
        "offset": whole(body.get("offset", 0)),
    }
    async with acting_as(storage_of(request).pool, caller) as connection:
        cursor = connection.cursor(row_factory=dict_row)
        await cursor.execute(LIST + _order(body.get("sortBy") or {}), values)
        return JSONResponse([objects.to_json(row) for row in await cursor.fetchall()])


def _folder(prefix: str) -> str:
    folder = prefix.strip("/")
    return f"{folder}/" if folder else ""


def _beginning(search: str) -> str:
    escaped = search.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"{escaped}%"


def _order(sort_by: Any) -> str:
    """The ORDER BY of a `sortBy` such as `{"column": "created_at", "order": "desc"}`."""
    chosen = sort_by if isinstance(sort_by, dict) else {"column": ""}
    sort, order = SORTS.get(str(chosen.get("column", "name"))), ORDERS.get(str(chosen.get("order") or "asc"))
    if sort is None or order is None:
        raise invalid_request(f"body/sortBy must have a column ({', '.join(SORTS)}) and an order (asc, desc)")
    return ORDER.format(sort=sort, order=order)


ROUTES = [Route("/object/list/{bucket}", list_objects, methods=["POST"])]
