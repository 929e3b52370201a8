"""Models are data: the rows that the product ships, and the one that docs/make-it-yours.md shows."""

import re

import pytest
from psycopg import DatabaseError
from psycopg.types.json import Jsonb

from service.generations.schema import check_schema
from tests.docs.documents import blocks
from tests.running import ROOT

from .conftest import Database


def test_adding_a_model_is_inserting_the_row_that_the_documents_show(db: Database) -> None:
    shown = re.search(
        r"```sql\n(insert into models .*?;)\n```", (ROOT / "docs" / "make-it-yours.md").read_text(), re.DOTALL
    )
    assert shown
    with db.connection.transaction(force_rollback=True):
        assert db.run(shown[1]) == 1


def test_the_examples_and_the_refusal_in_models_md_are_real(db: Database) -> None:
    ours = [code for code in blocks("json", "") if code.path.name == "models.md"]
    (examples,) = [code.text for code in ours if code.language == "json"]
    (refusal,) = [code.text.strip() for code in ours if code.language == ""]
    with db.connection.transaction(force_rollback=True):
        assert db.run("update models set examples = %s where id = 'krea-flux'", examples) == 1
        wrong = "jsonb_set(input_schema, '{properties,width,multipleOf}', '0')"
        with pytest.raises(DatabaseError, match=re.escape(refusal)):
            db.run(f"update models set input_schema = {wrong} where id = 'krea-flux'")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://models.example", "https://", "https://a b"])
def test_the_page_about_a_model_is_a_https_address(db: Database, address: str) -> None:
    with pytest.raises(DatabaseError, match="about_url"), db.connection.transaction(force_rollback=True):
        db.run("update models set about_url = %s where id = 'krea-flux'", address)


def test_the_shipped_models_are_valid_and_priced(db: Database) -> None:
    models = db.rows(
        "select * from models where id in ('krea-flux', 'qwen-edit', 'wan-first-last-frame') order by position"
    )
    assert [(m["id"], m["credit_cost"], m["media_type"]) for m in models] == [
        ("krea-flux", 10, "image"),
        ("qwen-edit", 15, "image"),
        ("wan-first-last-frame", 100, "video"),
    ]
    for model in models:
        check_schema(model["input_schema"])


def test_a_model_that_was_used_is_retired_and_not_deleted(db: Database) -> None:
    db.start(db.new_user())
    with pytest.raises(DatabaseError):
        db.run("delete from models where id = 'krea-flux'")


WRONG_EXAMPLES = {
    "no list": ({}, "examples: "),
    "thirteen": ([{"inputs": {}}] * 13, "examples: "),
    "no object": (["a tram"], "examples[0]: "),
    "no inputs": ([{"title": "Tram"}], "examples[0]: "),
    "another member": ([{"inputs": {}, "picture": "x"}], "examples[0]: "),
    "an empty title": ([{"inputs": {}}, {"inputs": {}, "title": ""}], "examples[1].title: "),
    "an unknown input": ([{"inputs": {"txt": "a tram"}}], "examples[0].inputs.txt: "),
    "a picture": ([{"inputs": {"image1": "x/y.png"}}], "examples[0].inputs.image1: "),
    "a value that the input refuses": ([{"inputs": {"positive": 7}}], "examples[0].inputs.positive: "),
}


@pytest.mark.parametrize(("examples", "place"), WRONG_EXAMPLES.values(), ids=WRONG_EXAMPLES)
def test_examples_are_checked_against_the_schema(db: Database, examples: object, place: str) -> None:
    with pytest.raises(DatabaseError, match=f"^{re.escape(place)}"), db.connection.transaction(force_rollback=True):
        db.run("update models set examples = %s where id = 'qwen-edit'", Jsonb(examples))


def test_translated_examples_are_checked_too(db: Database) -> None:
    german = Jsonb({"de": {"examples": [{"inputs": {"txt": "eine Straßenbahn"}}]}})
    with pytest.raises(DatabaseError, match=r"^translations\.de\.examples\[0\]\.inputs\.txt: "):
        db.run("update models set translations = %s where id = 'krea-flux'", german)


def test_each_shipped_model_has_examples_in_both_languages(db: Database) -> None:
    for model in db.rows(
        "select examples, translations from models where id in ('krea-flux', 'qwen-edit', 'wan-first-last-frame')"
    ):
        german = model["translations"]["de"]["examples"]
        assert [each["inputs"] for each in model["examples"]] == [each["inputs"] for each in german]
        assert all(each["title"] for each in (*model["examples"], *german))
        assert len(german) >= 3


def test_an_example_may_have_a_title(db: Database) -> None:
    example = {"inputs": {"text": "a tram", "width": 1024, "seed": 7}, "title": "Tram"}
    with db.connection.transaction(force_rollback=True):
        assert db.run("update models set examples = %s where id = 'krea-flux'", Jsonb([example] * 12)) == 1


@pytest.mark.parametrize("limit", [0, 5])
def test_results_at_once_are_1_to_4(db: Database, limit: int) -> None:
    with pytest.raises(DatabaseError, match="results_limit"), db.connection.transaction(force_rollback=True):
        db.run("update models set results_limit = %s", limit)
