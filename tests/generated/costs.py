"""What makes queries slow and the advisors do not warn about: foreign keys without an index, indexes that another one
contains, and policies (those of storage too) that call a function about the caller for each row."""

from typing import Any, LiteralString

import psycopg

UNINDEXED: LiteralString = """
    select format('%s: the foreign key %s has no index: the deletion of a row that it refers to reads the whole table.',
                  c.conrelid::regclass, c.conname)
    from pg_constraint c
    where c.contype = 'f' and c.connamespace in ('public'::regnamespace, 'private'::regnamespace) and not exists (
      select from pg_index i
      where i.indrelid = c.conrelid and i.indpred is null
        and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)"""
CONTAINED: LiteralString = """
    select format('%s is not needed: %s begins with its columns.', a.indexrelid::regclass, b.indexrelid::regclass)
    from pg_index a join pg_index b on b.indrelid = a.indrelid and b.indexrelid <> a.indexrelid
    join pg_class c on c.oid = a.indrelid
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and not a.indisunique
      and a.indexprs is null and b.indexprs is null and a.indpred is not distinct from b.indpred
      and b.indkey::text || ' ' like a.indkey::text || ' %' and b.indoption::text || ' ' like a.indoption::text || ' %'
      and (a.indexrelid > b.indexrelid or b.indkey <> a.indkey)
      and (select relam from pg_class where oid = a.indexrelid) = (select relam from pg_class where oid = b.indexrelid)"""
PER_ROW: LiteralString = r"""
    select format('The policy "%s" on %s.%s calls a function for each row: write (select auth.uid()).',
                  policyname, schemaname, tablename)
    from pg_policies
    where regexp_replace(concat(qual, ' ', with_check), 'SELECT [a-z_.]+\(', '', 'g')
          ~ '\m(uid|jwt|is_active_user|open_tiers)\('"""


def cost_problems(connection: psycopg.Connection[Any]) -> list[str]:
    """Return what makes queries slow, a line for each."""
    return [line for query in (UNINDEXED, CONTAINED, PER_ROW) for (line,) in connection.execute(query).fetchall()]
