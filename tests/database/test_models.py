"""Models are data: the rows that the product ships, and the one that docs/make-it-yours.md shows."""

import re

import pytest
from psycopg import DatabaseError

from service.generations.schema import check_schema
from tests.running import ROOT

from .conftest import Database


def test_adding_a_model_is_inserting_the_row_that_the_documents_show(db: Database) -> None:
    shown = re.search(
        r"```sql\n(insert into models .*?;)\n```", (ROOT / "docs" / "make-it-yours.md").read_text(), re.DOTALL
    )
    assert shown
    with db.connection.transaction(force_rollback=True):
        assert db.run(shown[1]) == 1


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
