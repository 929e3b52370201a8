"""The examples in docs/ledger.md return what the page shows."""

import re

from .conftest import Database
from .ledger_examples import PAGE, recorded

KIND = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def test_the_examples_return_what_the_page_says(db: Database) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert recorded(page, db.url).splitlines() == page.splitlines(), "If the change is meant: make ledger"


def test_ledger_page_explains_each_kind_of_line(db: Database) -> None:
    kinds = [row["kind"] for row in db.rows("select unnest(enum_range(null::credit_kind)) as kind")]
    assert KIND.findall(PAGE.read_text(encoding="utf-8")) == kinds
