"""Invalid input schemas are refused when the row is written, with path and reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import uuid4

import pytest
from psycopg import DatabaseError
from psycopg.errors import CheckViolation
from supabase import Client

from tests.case_names import case_named
from tests.schemas import (
    ACCEPTED,
    KEYWORDS,
    REFUSED,
    WITHOUT_DEFAULT,
    path_of,
    schema_of,
    schema_with,
    values_of,
)

from .conftest import Database

INSERT = (
    "insert into models (id, name, category, media_type, credit_cost, deployment_id, input_schema) "
    "values (%s, 'Test', 'image', 'image', 5, 'x', %s)"
)


def insert(db: Database, schema: Any) -> None:
    """Insert a model with this schema and roll back."""
    insert_text(db, json.dumps(schema))


def insert_text(db: Database, text: str) -> None:
    """The same with the schema as text."""
    with db.connection.transaction(force_rollback=True):
        db.run(INSERT, f"m-{uuid4()}", text)


@contextmanager
def refused(path: str) -> Iterator[None]:
    """Assert that the schema is refused with this path."""
    with pytest.raises(CheckViolation) as error:
        yield
    assert str(error.value.diag.message_primary).startswith(f"{path}: "), error.value.diag.message_primary


def test_a_valid_schema_is_accepted(db: Database) -> None:
    for case in ACCEPTED:
        with case_named(case["name"]):
            insert(db, schema_of(case))


def test_an_invalid_schema_is_refused_with_its_path(db: Database) -> None:
    for case in REFUSED:
        with case_named(case["name"]), refused(path_of(case)):
            insert(db, schema_of(case))


def test_a_default_must_be_a_value_that_the_input_accepts(db: Database) -> None:
    for case in WITHOUT_DEFAULT:
        for value, accepted in values_of(case):
            outcome = nullcontext() if accepted else refused("input_schema.properties.x.default")
            with case_named(case["name"]), outcome:
                insert(db, schema_with(x={**case["input"], "default": value}))


def test_the_keywords_are_those_of_the_table(db: Database) -> None:
    for kind in ["text", "number", "choice", "switch", "picture"]:
        assert sorted(db.value("select private.input_keywords(%s)", kind)) == sorted(KEYWORDS[kind]), kind


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "object", "properties": {"text": {"type": "string", "title": "a\\u0000"}}}',
        '{"type": "object", "properties": {"text": {"type": "string", "title": "\\ud800"}}}',
        '{"type": "object", "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"type": "object", "x": NaN}',
        json.dumps(schema_with()).replace('"type": "string"', '"type": "string", "minLength": 1' + "0" * 200_000),
    ],
    ids=["NUL", "half a pair", "nested deeply", "NaN", "too many digits"],
)
def test_schema_that_postgres_cannot_read_is_refused(db: Database, text: str) -> None:
    with pytest.raises(DatabaseError):
        insert_text(db, text)


def test_a_changed_schema_is_checked_too(db: Database) -> None:
    with refused("input_schema.properties.width.maximum"), db.connection.transaction(force_rollback=True):
        db.run(
            "update models set input_schema = jsonb_set(input_schema, '{properties,width,maximum}', '1')"
            " where id = 'krea-flux'"
        )


def test_schema_is_checked_for_the_service_key_too(db: Database) -> None:
    with db.acting_as("service_role") as connection:
        connection.execute(INSERT, [f"m-{uuid4()}", json.dumps(schema_with())])
        with pytest.raises(CheckViolation, match=r"^input_schema\.type: must be object"):
            connection.execute(INSERT, [f"m-{uuid4()}", "{}"])


def test_the_refusal_reaches_a_client_of_the_data_api(admin: Client) -> None:
    row = {"name": "Test", "category": "image", "media_type": "image", "credit_cost": 5, "deployment_id": "x"}
    with pytest.raises(Exception, match=r"input_schema\.properties\.text\.multipleOf: is no keyword of a text"):
        admin.table("models").insert(
            {"id": f"m-{uuid4()}", **row, "input_schema": schema_with(text={"type": "string", "multipleOf": 0})}
        ).execute()
