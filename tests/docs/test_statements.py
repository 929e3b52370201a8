"""Each SQL statement in the documents runs on the migrated database."""

from __future__ import annotations

import re
from typing import Any, cast

import psycopg
import pytest

from tests.conftest import User
from tests.docs.documents import Code, blocks, inline

STATEMENT = re.compile(r"^(select|insert|update|delete|create|alter|grant) .*;$", re.DOTALL)
# docs/ledger.md has its own test, which compares what each statement returns.
STATEMENTS = [
    code
    for code in [*blocks("sql"), *(each for each in inline() if STATEMENT.match(each.text))]
    if code.path.name != "ledger.md"
]


@pytest.mark.parametrize("code", STATEMENTS, ids=str)
def test_a_statement_runs(code: Code, database: psycopg.Connection[dict[str, Any]], user: User) -> None:
    """Replaces `…` by a user's id."""
    with database.transaction(force_rollback=True):
        try:
            database.execute(cast(Any, code.text.replace("…", user.id).encode()))
        except (psycopg.errors.DuplicateTable, psycopg.errors.UniqueViolation):
            pytest.skip("a migration of this product has run it already")
