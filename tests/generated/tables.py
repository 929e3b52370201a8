"""Whether the tables in `public` are secured and explained."""

from typing import Any

import psycopg

TABLES = """
    select c.relname, c.relrowsecurity as secured, obj_description(c.oid, 'pg_class') is not null as commented,
           has_any_column_privilege('anon', c.oid, 'select, insert, update')
             or has_any_column_privilege('authenticated', c.oid, 'select, insert, update')
             or has_table_privilege('anon', c.oid, 'delete') or has_table_privilege('authenticated', c.oid, 'delete') as granted
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1"""


def table_problems(connection: psycopg.Connection[Any]) -> list[str]:
    """Return what is wrong with the tables in `public`, a line for each."""
    problems = []
    for name, secured, commented, granted in connection.execute(TABLES).fetchall():
        if granted and not secured:
            problems.append(f"public.{name} is granted to API roles without row level security: enable it.")
        if not granted and not commented:
            problems.append(f"public.{name} has neither a grant nor a comment: grant it, or say what it is for.")
    return problems
