"""Progress reports of running generations, with and without an index on a column that each report changes.

Postgres writes to no index when an update changes no indexed column and the page has room: a heap-only (HOT) update.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import LiteralString

import psycopg

from tests.bench.clients import Clients, Connection, clients
from tests.bench.figures import Figure, in_turns, median_ratio, medians, milliseconds

FINISHED, RUNNING = 100_000, 1000
REPORTS = 50
ROUNDS = 8
PAGES = 50

FILL = """
    set session_replication_role = replica;
    truncate public.generated_media cascade;
    reset session_replication_role;
    insert into auth.users (id, email)
      select gen_random_uuid(), 'runs-' || i || '@example.com' from generate_series(1, 1000) i;
    insert into public.generated_media
      (user_id, prompt, media_type, media_url, storage_path, credits_used, status, created_at, updated_at, model_id,
       inputs, run_id, progress, finished_at)
      select (users.ids)[1 + i % 1000], 'Mountains over a quiet lake at dawn', 'image',
             case when running then '' else 'https://example.com/' || i || '.png' end,
             case when running then '' else 'images/' || i || '.png' end, 10,
             case when running then 'processing' else 'completed' end, made, made, 'krea-flux',
             '{"text": "Mountains over a quiet lake at dawn", "width": 1024, "height": 1024}', 'run-' || i,
             case when running then 0 else 1 end, case when running then null else made end
      from generate_series(1, :all) i,
           (select array_agg(id) as ids from auth.users where email like 'runs-%') users,
           lateral (select i > :finished as running, now() - interval '1 day' as made) row;
    vacuum (analyze) public.generated_media"""
RUNNING_IDS = "select id from public.generated_media where status = 'processing' order by id"
INDEX = """
    create index bench_updated_at on public.generated_media (updated_at) where status in ('pending', 'processing')"""
DROP = "drop index public.bench_updated_at"
REPORT = """
    select public.record_progress(id, run_id, progress + 0.00001::real, 'Sampling')
    from public.generated_media where id = %s"""
FLUSH = "select pg_stat_force_next_flush()"
HEAP_ONLY = "select n_tup_hot_upd from pg_stat_user_tables where relname = 'generated_media'"
LATE = """
    select id, run_id, created_at from public.generated_media
    where status = any('{pending,processing}') and updated_at <= now() - interval '1 minute' and id > %s
    order by id limit 100"""


def measure(url: str) -> Iterator[Figure]:
    """Both rates, how many of the updates were heap-only, and how long the reconciler's page takes."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _statements(FILL):
            connection.execute(statement)
        ids = [str(row[0]) for row in connection.execute(RUNNING_IDS).fetchall()]
        page = partial(connection.execute, LATE, ["00000000-0000-0000-0000-000000000000"])
        read = median(milliseconds(lambda: page().fetchall()) for _ in range(PAGES))
        yield Figure("page of 100 late runs", f"{read:.1f} ms", f"{RUNNING:,} of {FINISHED + RUNNING:,} rows are late")
        with clients(url, ids, _report) as many:
            yield _compare(connection, many)
        yield _heap_only(connection, ids)


def _statements(script: str) -> list[bytes]:
    filled = script.replace(":all", str(FINISHED + RUNNING)).replace(":finished", str(FINISHED))
    return [statement.encode() for statement in filled.split(";")]


def _compare(connection: Connection, many: Clients) -> Figure:
    measured = in_turns(lambda: many.rate(_report), lambda: _indexed(connection, lambda: many.rate(_report)), ROUNDS)
    without, indexed = medians(measured)
    detail = f"{without:,.0f} to {indexed:,.0f} a second"
    return Figure("progress reports / with an index on updated_at", f"{median_ratio(measured):.2f}", detail)


def _heap_only(connection: Connection, ids: list[str]) -> Figure:
    without = _count_heap_only(connection, ids)
    indexed = _indexed(connection, lambda: _count_heap_only(connection, ids))
    detail = f"with an index on updated_at: {indexed:.0f}"
    return Figure("progress reports that write to no index", f"{without:.0f} of {REPORTS}", detail)


def _count_heap_only(connection: Connection, ids: list[str]) -> float:
    before = _value(connection, HEAP_ONLY)
    for id_ in ids[:REPORTS]:
        _report(connection, id_)
    return _value(connection, HEAP_ONLY) - before


def _indexed(connection: Connection, work: Callable[[], float]) -> float:
    with _index(connection):
        return work()


@contextmanager
def _index(connection: Connection) -> Iterator[None]:
    connection.execute(INDEX)
    try:
        yield
    finally:
        connection.execute(DROP)


def _value(connection: Connection, query: LiteralString) -> float:
    connection.execute(FLUSH)
    row = connection.execute(query).fetchone()
    assert row is not None
    return float(row[0])


def _report(connection: Connection, id_: str) -> None:
    connection.execute(REPORT, [id_])
