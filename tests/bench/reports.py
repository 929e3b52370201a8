"""The operators' reports over a year with a million generations, read as `python -m service report` does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import psycopg

from tests.bench.figures import Figure, milliseconds, within

USERS, GENERATIONS = 10_000, 1_000_000
SECONDS = 1

# Triggers are off: insert the rows of a year of sign-ups and generations, ordered by time.
FILL = """
    set session_replication_role = replica;
    insert into auth.users (id, email, email_confirmed_at, created_at)
      select gen_random_uuid(), 'user' || i || '@example.com', now(), now() - interval '1 year'
      from generate_series(1, :users) i;
    insert into public.users (id, subscription_credits) select id, 500 from auth.users on conflict do nothing;
    create temporary table numbered as select id, row_number() over () as number from auth.users;
    create index on numbered (number);
    insert into public.generated_media
      (user_id, prompt, media_type, model_id, credits_used, status, media_url, storage_path, failure_reason,
       created_at, updated_at, finished_at)
      select u.id, 'A paper boat', 'image', 'krea-flux', 10,
             case when i % 20 = 0 then 'failed' else 'completed' end,
             case when i % 20 = 0 then '' else 'https://media.example/x.png' end,
             case when i % 20 = 0 then '' else 'x.png' end, case when i % 20 = 0 then 'failed' end,
             at, at + interval '10 seconds', at + make_interval(secs => i % 60)
      from generate_series(1, :generations) i
      cross join lateral (select now() - interval '1 year' * (1 - i::float / :generations) as at) times
      join numbered u on u.number = 1 + i * 7919::bigint % :users
      order by i;
    insert into public.credit_usage
      (user_id, kind, amount, subscription_amount, purchased_amount, generation_id, created_at)
      select user_id, 'generation', -10, -10, 0, id, created_at from public.generated_media order by created_at;
    set session_replication_role = origin;
    analyze"""


def measure(url: str) -> Iterator[Figure]:
    """The duration of each report."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(FILL.replace(":users", str(USERS)).replace(":generations", str(GENERATIONS)).encode())
        names = connection.execute("select jsonb_object_keys(public.report_names())").fetchall()
        for (name,) in sorted(names):
            report = partial(connection.execute, "select public.report(%s)", [name])
            report()
            took = milliseconds(report) / 1000
            yield within(SECONDS, "s", f"report {name}, {GENERATIONS:,} generations", took, "")
