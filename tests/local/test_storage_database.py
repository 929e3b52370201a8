"""The schema `storage`, as migrations and policies use it."""

from __future__ import annotations

from typing import LiteralString

import pytest

from tests.conftest import Sql

RIGHTS = """
    select distinct privilege_type from information_schema.role_table_grants
    where table_schema = 'storage' and table_name = %s and grantee = %s"""


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("storage.foldername('a/b/c.png')", ["a", "b"]),
        ("storage.foldername('c.png')", []),
        ("storage.foldername('')", None),
        ("storage.filename('a/b/c.png')", "c.png"),
        ("storage.extension('a/b/c.tar.gz')", "gz"),
        ("storage.operation()", "storage.object.list"),
        ("storage.allow_only_operation('object.list')", True),
        ("storage.allow_only_operation('storage.object.list')", True),
        ("storage.allow_only_operation('object')", False),
        ("storage.allow_any_operation(array['object.copy', 'object.list'])", True),
        ("storage.allow_any_operation(array['', null])", False),
        ("storage.allow_any_operation('{}')", False),
    ],
)
def test_functions_for_policies(sql: Sql, call: LiteralString, value: object) -> None:
    query = "select set_config('storage.operation', 'storage.object.list', true), value from (select {} as value) asked"
    (row,) = sql(query.replace("{}", call))
    assert row["value"] == value


@pytest.mark.parametrize("table", ["buckets", "objects"])
@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role", "postgres"])
def test_grants_leave_access_to_row_level_security(sql: Sql, table: str, role: str) -> None:
    rights = {row["privilege_type"] for row in sql(RIGHTS, [table, role])}
    assert rights == {"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"}
    (row,) = sql("select relrowsecurity from pg_class where oid = %s::regclass", [f"storage.{table}"])
    assert row["relrowsecurity"]
