"""The SQL of docs/ledger.md and what it returns: `python -m tests.database.ledger_examples` records it (`make ledger`).

Each `sql` block runs in the order of the page, and the `text` block below it is its recorded result. A block that
begins with a comment of date and time (UTC) sets the clock. All of it is one transaction, which is rolled back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg

from local.console import say
from tests.running import ROOT
from tests.throwaway import throwaway_database

from .clock import Clock, rolled_back_database
from .conftest import Row

PAGE = ROOT / "docs" / "ledger.md"
EXAMPLE = re.compile(r"```sql\n(?P<sql>.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
VOID = 2278  # the type of a function that returns nothing
TIME = re.compile(r"-- (\d{4}-\d\d-\d\d \d\d:\d\d)\n")


def recorded(page: str, url: str) -> str:
    """The page with the results that the database at `url` returns now."""
    with rolled_back_database(url) as (db, clock):
        db.connection.execute("set local timezone to 'UTC'")
        return EXAMPLE.sub(lambda example: _example(example["sql"], db.connection, clock), page)


def _example(sql: str, connection: psycopg.Connection[Row], clock: Clock) -> str:
    if time := TIME.match(sql):
        clock.set(datetime.fromisoformat(time[1]).replace(tzinfo=UTC))
    result = "\n\n".join(_results(sql, connection))
    return f"```sql\n{sql}```\n" + (f"\n```text\n{result}\n```\n" if result else "")


def _results(sql: str, connection: psycopg.Connection[Row]) -> Iterator[str]:
    try:
        with connection.transaction():
            cursor = connection.execute(sql.encode())
            while True:
                if cursor.description and cursor.description[0].type_code != VOID:
                    yield _table([column.name for column in cursor.description], cursor.fetchall())
                if not cursor.nextset():
                    return
    except psycopg.Error as error:
        yield "\n".join(filter(None, [f"ERROR:  {error.diag.message_primary}", error.diag.message_detail]))


def _table(names: list[str], rows: list[Row]) -> str:
    """The rows as psql shows them: text to the left, numbers to the right."""
    if not rows:
        return "(no rows)"
    cells = [names, *([_text(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    right = [type(rows[0][name]) is int for name in names]
    lines = [_line(line, widths, right) for line in cells]
    return "\n".join([lines[0], "-+-".join("-" * width for width in widths), *lines[1:]])


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    aligned = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return " | ".join(aligned).rstrip()


def _text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    with throwaway_database() as database:
        PAGE.write_text(recorded(PAGE.read_text(encoding="utf-8"), database.url()), encoding="utf-8")
    say(f"Written: {PAGE.relative_to(ROOT)}")
