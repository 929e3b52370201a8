"""The tables and their references as a diagram, docs/database.md: drawn from the database that the migrations make."""

from typing import Any

import psycopg

from local.programs import ROOT

FILE = ROOT / "docs" / "database.md"
HEAD = """# The database

The tables of the schemas `public` and `private`, drawn from the migrated database by `make types`. PK is the primary key, FK a reference. A line is labelled with the referring column; its fork is where many rows may refer to one.

"""
COLUMNS = """
    select n.nspname || '.' || c.relname, a.attname, format_type(a.atttypid, null), coalesce(k.kinds, '')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join lateral (
      select string_agg(distinct case contype when 'p' then 'PK' else 'FK' end, ', ' order by case contype when 'p' then 'PK' else 'FK' end desc) kinds
      from pg_constraint where conrelid = c.oid and contype in ('p', 'f') and a.attnum = any (conkey)) k on true
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p')
    order by n.nspname desc, c.relname, a.attnum"""
# A reference is to one row from at most one if its columns are unique; it may be missing if a column may be null.
REFERENCES = """
    select from_n.nspname || '.' || f.relname, to_n.nspname || '.' || t.relname,
           (select string_agg(a.attname, ', ' order by a.attnum) from pg_attribute a
            where a.attrelid = f.oid and a.attnum = any (r.conkey)),
           exists (select from pg_index i where i.indrelid = f.oid and i.indisunique and i.indpred is null
                   and i.indkey::int2[] <@ r.conkey),
           exists (select from pg_attribute a where a.attrelid = f.oid and a.attnum = any (r.conkey) and not a.attnotnull)
    from pg_constraint r
    join pg_class f on f.oid = r.conrelid join pg_namespace from_n on from_n.oid = f.relnamespace
    join pg_class t on t.oid = r.confrelid join pg_namespace to_n on to_n.oid = t.relnamespace
    where r.contype = 'f' and from_n.nspname in ('public', 'private')
    order by 1, 2, 3"""
COMMENTS = """
    select n.nspname || '.' || c.relname, coalesce(obj_description(c.oid, 'pg_class'), '')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') order by n.nspname desc, c.relname"""


def diagram(connection: psycopg.Connection[Any]) -> str:
    """Return the document as it should be in the file."""
    lines = ["```mermaid", "erDiagram"]
    for table, columns in _by_table(connection.execute(COLUMNS).fetchall()).items():
        lines += [f"  {_entity(table)} {{", *(f"    {line}" for line in columns), "  }"]
    for child, parent, columns, is_unique, may_be_null in connection.execute(REFERENCES).fetchall():
        ends = f"{'|o' if may_be_null else '||'}--{'o|' if is_unique else 'o{'}"
        lines.append(f'  {_entity(parent)} {ends} {_entity(child)} : "{columns}"')
    rows = [f"| `{table}` | {comment} |" for table, comment in connection.execute(COMMENTS).fetchall()]
    return HEAD + "\n".join([*lines, "```", "", "| Table | What it holds |", "|---|---|", *rows]) + "\n"


def _by_table(rows: list[tuple[str, str, str, str]]) -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    for table, column, type_name, keys in rows:
        tables.setdefault(table, []).append(f"{_word(type_name)} {column} {keys}".rstrip())
    return tables


def _entity(table: str) -> str:
    """The name of a table in the diagram, which has no dots."""
    return table.removeprefix("public.").replace(".", "_")


def _word(type_name: str) -> str:
    """A type in one word, such as timestamptz."""
    short = type_name.replace("timestamp with time zone", "timestamptz").replace("double precision", "float8")
    return short.replace("character varying", "varchar").replace("public.", "").replace(" ", "_").replace('"', "")
