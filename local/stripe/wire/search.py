"""Search: `active:"true" AND metadata["tier"]:"pro"`, over all objects of a type."""

from __future__ import annotations

import operator
import re
from typing import Any

from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import limit_of
from local.stripe.wire.operations import Call, Operation

CLAUSE = re.compile(
    r"""\s*(?P<minus>-?)(?P<field>[\w.]+)(\[(?P<q>["'])(?P<key>.+?)(?P=q)\])?\s*(?P<sign>:|~|>=|<=|>|<)\s*"""
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>\w+))\s*"""
)
COMPARED = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def searching(object_type: str, path: str, params: Any) -> Operation:
    """The operation that searches objects of a type. A page's token is the number of objects before it."""

    def answer(call: Call) -> Json:
        clauses, every = _parse(call.params["query"])
        joined = all if every else any
        found = [each for each in call.account.find(object_type) if joined(_fits(each, clause) for clause in clauses)]
        start, limit = int(call.params.get("page", 0)), limit_of(call)
        more = len(found) > start + limit
        return {
            "object": "search_result",
            "data": found[start : start + limit],
            "has_more": more,
            "next_page": str(start + limit) if more else None,
            "url": path,
        }

    return Operation("GET", path, answer, params)


def _parse(query: str) -> tuple[list[re.Match[str]], bool]:
    words = re.split(r"\s(AND|OR)\s", query)
    clauses = [CLAUSE.fullmatch(text) for text in words[::2]]
    if None in clauses or len(set(words[1::2])) > 1:
        raise InvalidRequest(f"We were unable to parse your search query: {query}", param="query")
    return [clause for clause in clauses if clause], "OR" not in words[1::2]


def _fits(resource: Resource, clause: re.Match[str]) -> bool:
    value: Any = resource.get(clause["field"])
    if clause["key"] is not None:
        value = (value or {}).get(clause["key"])
    wanted = next(each for each in (clause["double"], clause["single"], clause["bare"]) if each is not None)
    return _compare(value, clause["sign"], wanted) != bool(clause["minus"])


def _compare(value: Any, sign: str, wanted: str) -> bool:
    if value is None or wanted == "null":
        return value is None and wanted == "null"
    if sign in COMPARED:
        return bool(COMPARED[sign](value, int(wanted)))
    text = str(value).lower()
    return wanted.lower() in text if sign == "~" else text == wanted.lower()
