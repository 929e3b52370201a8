"""List the objects and folders of a folder in one order, as the real Storage does.

Prefix, search and order compare names in lower case.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.storage import objects
from local.storage.errors import StorageError
from local.storage.requests import acting, caller_of, integer, json_of, text

# A folder has no row: it is the part of names up to the next slash, and sorts with that slash.
LIST = """
    with seen as (
      select *, substr(name, length(%(prefix)s) + 1) as rest
      from storage.objects
      where bucket_id = %(bucket)s and starts_with(lower(name) collate "C", lower(%(prefix)s || %(search)s))
    ), listed as (
      select rest as name, id, updated_at, created_at, last_accessed_at, metadata, lower(rest) as key
      from seen where strpos(rest, '/') = 0
      union all
      select min(split_part(rest, '/', 1)), null, null, null, null, null, lower(split_part(rest, '/', 1)) || '/' as key
      from seen where strpos(rest, '/') > 0 group by key
    )
    select name, id, updated_at, created_at, last_accessed_at, metadata from listed
"""
BY_NAME = ' order by key collate "C" {order}'
BY_TIME = ' order by id is not null, {column} {order}, key collate "C" {order}'
PAGE = " limit %(limit)s offset %(offset)s"
TIMES = ("updated_at", "created_at", "last_accessed_at")
MOST_LISTED = 1500


async def list_objects(request: Request) -> Response:
    caller, body = caller_of(request), await json_of(request)
    prefix = text(body, "prefix")
    values = {
        "bucket": request.path_params["bucket"],
        "prefix": f"{prefix}/" if prefix and not prefix.endswith("/") else prefix,
        "search": text(body, "search", ""),
        "limit": min(integer(body, "limit", 100, least=1), MOST_LISTED),
        "offset": integer(body, "offset", 0),
    }
    async with acting(request, caller) as connection:
        listed = await objects.rows(connection, (LIST + _order(body.get("sortBy") or {}) + PAGE).encode(), values)
    return JSONResponse([objects.to_json(row) for row in listed])


def _order(sort_by: Any) -> str:
    """Return the ORDER BY for a `sortBy` such as `{"column": "created_at", "order": "desc"}`."""
    if not isinstance(sort_by, dict):
        raise StorageError("InvalidRequest", "body/sortBy must be object")
    column, order = sort_by.get("column") or "name", sort_by.get("order") or "asc"
    if column not in ("name", *TIMES):
        raise StorageError("InvalidRequest", "body/sortBy/column must be equal to one of the allowed values")
    if order not in ("asc", "desc"):
        raise StorageError("InvalidRequest", "body/sortBy/order must be equal to one of the allowed values")
    return (BY_NAME if column == "name" else BY_TIME).format(column=column, order=order)


ROUTES = [Route("/object/list/{bucket}", list_objects, methods=["POST"], name="object.list")]
