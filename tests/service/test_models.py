"""A model's schema is checked when it is read: a broken one returns 503 for that model only, and nothing is charged.

The database refuses such rows. These tests insert them with the check trigger disabled, like rows written before the
check existed.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from flask import Flask

from service.doctor.supabase import check_models
from service.generations.schema import INPUT_KEYWORDS, SCHEMA_KEYWORDS, BrokenSchema, accepts, check_schema
from tests.case_names import case_named
from tests.conftest import Sql
from tests.running import ROOT
from tests.schemas import (
    ACCEPTED,
    KEYWORDS,
    REFUSED,
    WITH_VALUES,
    WITHOUT_DEFAULT,
    path_of,
    schema_of,
    schema_with,
    values_of,
)
from tests.schemas.model_rows import ModelRows
from tests.service.api_client import ApiClient, Person
from tests.service.scripted_pixio import Pixio

DOCUMENT = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")

OldRow = Callable[[str], str]


@pytest.fixture
def old_row(sql: Sql) -> Iterator[OldRow]:
    """A function that inserts a model with any schema, unchecked; returns its id."""
    model_rows = ModelRows(sql)
    yield model_rows.insert_unchecked
    model_rows.clear()


def test_a_valid_schema_is_accepted() -> None:
    for case in ACCEPTED:
        with case_named(case["name"]):
            check_schema(schema_of(case))


def test_an_invalid_schema_is_refused_with_its_path() -> None:
    for case in REFUSED:
        with case_named(case["name"]), pytest.raises(BrokenSchema) as error:
            check_schema(schema_of(case))
        assert (error.value.path, bool(error.value.reason)) == (path_of(case), True), case["name"]


def test_an_input_accepts_exactly_the_values_of_its_schema() -> None:
    for case in WITH_VALUES:
        found = [(value, accepts(case["input"], value)) for value, _ in values_of(case)]
        assert found == values_of(case), case["name"]


def test_a_default_must_be_a_value_that_the_input_accepts() -> None:
    for case in WITHOUT_DEFAULT:
        for value, accepted in values_of(case):
            schema = schema_with(x={**case["input"], "default": value})
            refused = pytest.raises(BrokenSchema, match=r"^input_schema\.properties\.x\.default: ")
            with case_named(case["name"]), nullcontext() if accepted else refused:
                check_schema(schema)


def test_the_keywords_are_those_of_the_table() -> None:
    known = {"schema": SCHEMA_KEYWORDS, **INPUT_KEYWORDS}
    assert {kind: sorted(keywords) for kind, keywords in known.items()} == {
        kind: sorted(keywords) for kind, keywords in KEYWORDS.items()
    }


def test_the_document_lists_the_same_keywords_for_each_kind_of_input() -> None:
    rows = re.findall(r"^\| (\w+) \| (\*\*`type`.*) \|$", DOCUMENT, re.MULTILINE)
    assert {kind: sorted(re.findall(r"`([\w-]+)`", row)) for kind, row in rows} == {
        kind: sorted(keywords) for kind, keywords in KEYWORDS.items() if kind != "schema"
    }


def test_the_document_describes_each_keyword() -> None:
    described = re.findall(r"^\| (`[^|]+`) \|", DOCUMENT.split("## Patterns")[0], re.MULTILINE)
    known = {keyword for keywords in KEYWORDS.values() for keyword in keywords}
    assert set(re.findall(r"`([\w-]+)`", " ".join(described))) == known - {"format"}


# ------------------------------------------------------------- over the routes


def test_a_broken_model_gives_503_and_charges_nothing(
    api_client: ApiClient, ada: Person, pixio: Pixio, old_row: OldRow, caplog: pytest.LogCaptureFixture
) -> None:
    for case in REFUSED[::7]:
        model = old_row(json.dumps(schema_of(case)))
        response = api_client.start(model, {"text": "a fox"})
        assert response.status_code == 503, case["name"]
        assert response.json is not None
        assert response.json["error"]["code"] == "model_broken"
        (line,) = [record for record in caplog.records if getattr(record, "model", None) == model]
        assert (line.levelno, line.__dict__["path"]) == (logging.ERROR, path_of(case))
    assert (ada.balance(), ada.generations(), pixio.queued) == (500, [], [])


def test_an_unreadable_schema_breaks_only_its_model(api_client: ApiClient, ada: Person, old_row: OldRow) -> None:
    for member in ['"x": ' + "[" * 3000 + "]" * 3000, '"x": 1' + "0" * 5000]:
        model = old_row("{" + member + "}")
        assert api_client.start(model, {"text": "a fox"}).status_code == 503
    assert ada.balance() == 500
    api_client.started()


def test_the_doctor_names_each_broken_model_with_path_and_reason(app: Flask, old_row: OldRow) -> None:
    broken = [old_row(json.dumps(schema_of(case))) for case in REFUSED[:3]]
    unreadable = old_row('{"x": ' + "[" * 3000 + "]" * 3000 + "}")
    with app.app_context():
        problems = list(check_models())
    assert [problem.what.split(":")[0] for problem in problems] == [
        f"The model {model} cannot be run" for model in sorted([*broken, unreadable])
    ]
    texts = {problem.what.split(" ")[2]: problem.what for problem in problems}
    for case, model in zip(REFUSED, broken, strict=False):
        assert f": {path_of(case)}: " in texts[model]
    assert "docs/models.md" in problems[0].remedy


def test_a_pattern_with_catastrophic_backtracking_is_matched_quickly(
    api_client: ApiClient, sql: Sql, old_row: OldRow
) -> None:
    model = old_row(json.dumps(schema_with(text={"type": "string", "pattern": "^(a+)+$"})))
    response = api_client.start(model, {"text": "a" * 10_000 + "!"})
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["error"]["field"] == "inputs.text"
    api_client.started(model, {"text": "a" * 10_000})


@pytest.mark.parametrize("definition", [{"type": "integer"}, {"type": "number"}, {"type": "string"}])
def test_an_input_without_bounds_has_default_bounds(
    api_client: ApiClient, old_row: OldRow, definition: dict[str, Any]
) -> None:
    model = old_row(json.dumps(schema_with(x=definition)))
    value: Any = "x" * 20_001 if definition["type"] == "string" else 2**53
    assert api_client.start(model, {"text": "a fox", "x": value}).status_code == 422
    api_client.started(model, {"text": "a fox", "x": value[1:] if isinstance(value, str) else value - 1})
