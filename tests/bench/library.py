"""A library page under row level security: the time with many rows compared with few."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from tests.bench.figures import Figure, at_most, in_turns, median_ratio, medians, milliseconds

ROWS = 1_000_000
FEW, MANY = 100, 100_000
OTHERS = 2000
PAGE_ROWS = 25  # a page has 24; one more row tells whether there is a next page
WARM_UP = 30
ROUNDS = 400
AIM = 1.2
Connection = psycopg.Connection[Any]

MAKE_USERS = """
    insert into auth.users (id, email)
    select id, id || '@example.com' from unnest(%s::uuid[]) id"""
# Every tenth row belongs to the user with many rows, every ten thousandth to the user with few rows, so that both are spread over the years.
FILL = """
    insert into public.generated_media (user_id, prompt, media_type, media_url, storage_path, credits_used, status,
                                        created_at, metadata, model_id, inputs, progress, finished_at)
    select owner, 'Mountains over a quiet lake at dawn, number ' || i, 'image',
           'https://example.com/storage/v1/object/public/generated-media/' || owner || '/images/' || i || '.png',
           owner || '/images/' || i || '.png', 10, 'completed', made, '{"bytes": 1048576}', 'krea-flux',
           '{"text": "Mountains over a quiet lake at dawn", "width": 1024, "height": 1024}', 1, made
    from generate_series(1, %(rows)s) i,
    lateral (select now() - (%(rows)s - i) * interval '1 minute' as made,
                    case when i %% (%(rows)s / %(few)s) = 0 then %(owner_of_few)s
                         when i %% (%(rows)s / %(many)s) = 1 then %(owner_of_many)s
                         else (%(others)s::uuid[])[1 + i %% %(count)s] end as owner) row"""
PAGE = """
    select id, prompt, media_type, media_url, storage_path, credits_used, status, created_at, set_position, model_id, inputs,
           progress, live_status, failure_reason, finished_at, thumbnail_url, placeholder, width, height
    from public.generated_media
    where user_id = %(user)s {after}
    order by created_at desc, set_position, id desc limit 25"""
NEWEST = PAGE.format(after="")
DEEP = PAGE.format(
    after="and created_at <= %(last)s and (created_at < %(last)s or set_position > 0 or (set_position = 0 and id < %(id)s))"
)
INDEXES = """
    select indexname, indexdef from pg_indexes where tablename = 'generated_media' and indexdef not like '%%UNIQUE%%'"""


def measure(url: str) -> Iterator[Figure]:
    """Fill the table and compare the pages."""
    few, many = str(uuid.uuid4()), str(uuid.uuid4())
    with psycopg.connect(url, autocommit=True) as connection:
        _fill(connection, few, many)
    # One connection for both users, like a PostgREST pool, whose prepared statements serve all users.
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set role authenticated")
        newest = _reader(connection, NEWEST, user=many)
        measured = in_turns(newest, _reader(connection, NEWEST, user=few), ROUNDS)
        yield at_most(AIM, f"library page, {MANY:,} rows / {FEW} rows", median_ratio(measured), _detail(measured))
        measured = in_turns(_reader(connection, DEEP, user=many, last=_a_year_ago(), id=many), newest, ROUNDS)
        yield Figure("library page, a year back / the newest", f"{median_ratio(measured):.2f}", _detail(measured))


def _detail(measured: list[tuple[float, float]]) -> str:
    one, other = medians(measured)
    return f"{one:.2f} ms to {other:.2f} ms, of {ROWS:,} rows"


def _fill(connection: Connection, few: str, many: str) -> None:
    others = [str(uuid.uuid4()) for _ in range(OTHERS)]
    connection.execute(MAKE_USERS, [[few, many, *others]])
    connection.execute("set session_replication_role = replica")  # a million foreign key checks are unnecessary here
    indexes = connection.execute(INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("drop index public.{}").format(sql.Identifier(name)))
    owners = {"owner_of_few": few, "owner_of_many": many, "others": others, "count": OTHERS}
    connection.execute(FILL, {"rows": ROWS, "few": FEW, "many": MANY, **owners})
    for _, definition in indexes:
        connection.execute(definition)
    connection.execute("set session_replication_role = origin")
    connection.execute("vacuum (analyze) public.generated_media")


def _reader(connection: Connection, page: LiteralString, **parameters: Any) -> Callable[[], float]:
    """Return a function that reads the page as its user and returns the milliseconds.

    Raises:
        AssertionError: if the page is not full.
    """
    claims = json.dumps({"sub": parameters["user"], "role": "authenticated"})

    def rows() -> list[Any]:
        return connection.execute(page, parameters).fetchall()

    def read() -> float:
        connection.execute("select set_config('request.jwt.claims', %s, false)", [claims])
        return milliseconds(rows)

    for _ in range(WARM_UP):
        read()
    assert len(rows()) == PAGE_ROWS, f"{len(rows())} rows"
    return read


def _a_year_ago() -> datetime:
    return datetime.now(UTC) - timedelta(days=365)
