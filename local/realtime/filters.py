"""Filters on the rows that a client wants to hear of, such as `user_id=eq.42,status=in.(pending,failed)`."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

from local.realtime.values import Type

MOST_VALUES = 100
LONGEST = 2000
OPERATORS = {
    "eq": "=",
    "neq": "<>",
    "lt": "<",
    "lte": "<=",
    "gt": ">",
    "gte": ">=",
    "in": "= any",
    "like": "like",
    "ilike": "ilike",
    "is": "is",
    "isdistinct": "is distinct from",
}
IS = ("null", "true", "false", "unknown")
CONDITION = re.compile(r"(?P<column>[^=,]+)=(?P<negated>not\.)?(?P<operator>[a-z]+)\.(?P<value>.*)", re.DOTALL)
# Between conditions: a comma with the next `column=operator.` behind it.
BETWEEN = re.compile(r",(?=[^=,()\"]+=(?:not\.)?[a-z]+\.)")
# A value of a list: quoted, or bare up to the next comma.
VALUE = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,]+)', re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)

# Types whose values are equal exactly when these forms of their texts are: no need to ask Postgres.
PLAIN: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("text", "varchar"), str),
    **dict.fromkeys(("int2", "int4", "int8"), int),
    "uuid": uuid.UUID,
}


class InvalidFilter(Exception):
    """A filter that cannot be read; the message says why and is safe to show."""


@dataclass(frozen=True)
class Filter:
    """One condition on one column; `values` has one value, but for `in`."""

    column: str
    operator: str
    values: tuple[str, ...]
    negated: bool = False

    async def passes(self, connection: AsyncConnection[Any], type_: Type, text: str | None) -> bool:
        """Whether the value with this text passes. What Postgres cannot compare does not."""
        try:
            return self._passes_plainly(type_, text)
        except (LookupError, ValueError):
            return await self._passes_in_postgres(connection, type_, text)

    def _passes_plainly(self, type_: Type, text: str | None) -> bool:
        if self.operator not in ("eq", "in") or text is None:
            raise LookupError(self.operator)
        form = PLAIN[type_.name]
        return (form(text) in {form(value) for value in self.values}) != self.negated

    async def _passes_in_postgres(self, connection: AsyncConnection[Any], type_: Type, text: str | None) -> bool:
        try:
            async with connection.transaction():
                cursor = await connection.execute(self._comparison(type_), self._operands(text))
                row = await cursor.fetchone()
        except psycopg.DatabaseError:
            return False
        return row is not None and row[0] is True

    def _comparison(self, type_: Type) -> sql.Composed:
        right = {"in": f"(%s::{type_.sql}[])", "is": self.values[0]}.get(self.operator, f"%s::{type_.sql}")
        comparison = f"%s::{type_.sql} {OPERATORS[self.operator]} {right}"
        return sql.SQL("select {} ({})").format(sql.SQL("not" if self.negated else ""), _trusted(comparison))

    def _operands(self, text: str | None) -> list[object]:
        right = {"in": [list(self.values)], "is": []}.get(self.operator, [self.values[0]])
        return [text, *right]


def _trusted(query: str) -> sql.SQL:
    """SQL that holds nothing of a caller's: operators, `is` words and type names are all from lists of ours."""
    return sql.SQL(query)


def parse(text: str | None) -> tuple[Filter, ...]:
    """The conditions of a filter, all of which must be met; raises InvalidFilter."""
    if not text:
        return ()
    if len(text) > LONGEST:
        raise InvalidFilter("the filter is too long")
    return tuple(_parse(condition) for condition in BETWEEN.split(text))


def _parse(condition: str) -> Filter:
    match = CONDITION.fullmatch(condition)
    if match is None or match["operator"] not in OPERATORS:
        raise InvalidFilter(f"Error parsing `filter` params: {condition!r}")
    operator, value = match["operator"], match["value"]
    values = _list(value) if operator == "in" else (_unquoted(value),)
    if operator == "is" and values[0] not in IS:
        raise InvalidFilter("invalid value for is filter: must be null, true, false, or unknown")
    return Filter(match["column"], operator, values, bool(match["negated"]))


def _list(text: str) -> tuple[str, ...]:
    if not (text.startswith("(") and text.endswith(")")):
        raise InvalidFilter("`in` filter value must be wrapped by parentheses")
    values = tuple(_unquoted(match[0].strip()) for match in VALUE.finditer(text[1:-1]))
    if len(values) > MOST_VALUES:
        raise InvalidFilter(f"too many values for `in` filter. Maximum {MOST_VALUES}")
    return values


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return ESCAPED.sub(r"\1", text[1:-1]) if quoted else text
