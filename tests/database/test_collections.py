"""Favourites and collections: rows that browsers write themselves, of their own results only, within limits."""

from collections.abc import Iterator
from typing import LiteralString
from uuid import UUID, uuid4

import pytest
from psycopg import Connection, DatabaseError
from psycopg.errors import CheckViolation, InsufficientPrivilege, UniqueViolation

from .conftest import Database, Row
from .test_credits import refusal

FAVORITE: LiteralString = "insert into favorites (generation_id) values (%s)"
COLLECT: LiteralString = "insert into collection_items (collection_id, generation_id) values (%s, %s)"


def completed(db: Database, user: UUID) -> UUID:
    generation = db.started(user)
    db.complete(generation)
    return generation


def collection(db: Database, user: UUID, name: str = "Trams") -> UUID:
    made: UUID = db.value("insert into collections (user_id, name) values (%s, %s) returning id", user, name)
    return made


@pytest.fixture(scope="module")
def ada(db: Database) -> UUID:
    return db.new_user()


@pytest.fixture
def browser(db: Database, ada: UUID) -> Iterator[Connection[Row]]:
    """Ada's browser; what it writes is rolled back."""
    with db.acting_as("authenticated", ada) as connection:
        yield connection


@pytest.fixture(scope="module")
def result(db: Database, ada: UUID) -> UUID:
    return completed(db, ada)


@pytest.fixture(scope="module")
def foreign_result(db: Database) -> UUID:
    return completed(db, db.new_user())


def test_a_user_keeps_and_drops_own_results(db: Database, browser: Connection[Row], ada: UUID) -> None:
    result = completed(db, ada)
    browser.execute(FAVORITE, [result])
    (made,) = browser.execute("insert into collections (name) values ('Trams') returning id, user_id").fetchall()
    browser.execute(COLLECT, [made["id"], result])
    browser.execute("update collections set name = 'Trains' where id = %s", [made["id"]])
    assert made["user_id"] == ada
    assert browser.execute("delete from collection_items where generation_id = %s", [result]).rowcount == 1
    assert browser.execute("delete from favorites where generation_id = %s", [result]).rowcount == 1
    assert browser.execute("delete from collections where id = %s and name = 'Trains'", [made["id"]]).rowcount == 1


def test_only_own_completed_results_can_be_kept(
    db: Database, browser: Connection[Row], ada: UUID, foreign_result: UUID
) -> None:
    failed = db.started(ada)
    db.fail(failed)
    own = collection(db, ada, uuid4().hex)
    for generation in (foreign_result, failed, db.started(ada), uuid4()):
        for statement, parameters in ((FAVORITE, [generation]), (COLLECT, [own, generation])):
            with pytest.raises(InsufficientPrivilege), browser.transaction():
                browser.execute(statement, parameters)


def test_nothing_is_put_into_the_collection_of_another_user(
    db: Database, browser: Connection[Row], result: UUID
) -> None:
    foreign = collection(db, db.new_user())
    with pytest.raises(InsufficientPrivilege):
        browser.execute(COLLECT, [foreign, result])


def test_another_user_sees_and_changes_nothing(db: Database, ada: UUID, result: UUID) -> None:
    kept = collection(db, ada, uuid4().hex)
    db.run("insert into favorites (user_id, generation_id) values (%s, %s)", ada, result)
    db.run(
        "insert into collection_items (user_id, collection_id, generation_id) values (%s, %s, %s)", ada, kept, result
    )
    with db.acting_as("authenticated", db.new_user()) as stranger:
        for table in ("favorites", "collections", "collection_items"):
            assert stranger.execute(f"select from {table}".encode()).rowcount == 0
            assert stranger.execute(f"delete from {table}".encode()).rowcount == 0
        assert stranger.execute("update collections set name = 'mine'").rowcount == 0


UNFIT_NAMES = [
    "",
    " ",
    " trams",
    "trams\n",
    "two\nlines",
    "two\u2028lines",
    "tra\u200bms",
    "tra\u00adms",
    "\u202esmart",
]
UNFIT_NAMES += ["trams\u00a0", "Cafe\u0301", "\u200d\ufe0f", "\u3164", "trams\U000e0041", "trams\x7f", "\ufefftrams"]
UNFIT_NAMES += ["\u180b", "\u180f\u200d", "\U00013430", "trams\U0001bca0"]
FLAGS = [
    f"\U0001f3f4{''.join(chr(0xE0000 + ord(letter)) for letter in area)}\U000e007f"
    for area in ("gbeng", "gbsct", "gbwls")
]
# Tags beyond the three flags: before, after, elsewhere, of another area, without the end.
UNFIT_NAMES += [
    FLAGS[0][1:],
    FLAGS[0] + FLAGS[0][-1],
    f"x{FLAGS[0][1:]}",
    FLAGS[0].replace("\U000e0065", "\U000e0064"),
    FLAGS[0][:-1],
]
NAMES = ["Café", "👩\u200d🚀 ❤\ufe0f", "می\u200cخواهم", "東京　駅", "🇩🇪", "葛\U000e0100飾", "ᠠ\u180b"]


@pytest.mark.parametrize("name", [*UNFIT_NAMES, "x" * 61])
def test_a_name_is_one_line_of_1_to_60_visible_characters(browser: Connection[Row], name: str) -> None:
    with pytest.raises(CheckViolation):
        browser.execute("insert into collections (name) values (%s)", [name])


def test_the_name_of_a_user_follows_the_same_rule(browser: Connection[Row]) -> None:
    for name in [*UNFIT_NAMES, "x" * 101]:
        with pytest.raises(CheckViolation), browser.transaction():
            browser.execute("update users set full_name = %s", [name])
    for name in [*NAMES, *FLAGS, "".join(FLAGS)]:
        browser.execute("update users set full_name = %s", [name])


def test_a_name_is_unique_in_whatever_case_but_only_for_its_user(db: Database, browser: Connection[Row]) -> None:
    for name in ["Trams", *NAMES]:
        collection(db, db.new_user(), name)
        browser.execute("insert into collections (name) values (%s)", [name])
        for same in (name.upper(), "\u200d".join(name), f"{name}\ufe0f"):
            with pytest.raises(UniqueViolation), browser.transaction():
                browser.execute("insert into collections (name) values (%s)", [same])


def test_collections_are_limited(db: Database) -> None:
    with db.acting_as("authenticated", db.new_user()) as browser:
        browser.execute("insert into collections (name) select 'c' || n from generate_series(1, 100) n")
        with pytest.raises(DatabaseError) as error:
            browser.execute("insert into collections (name) values ('one more')")
    assert refusal(error) == ("PT422", "too_many_collections")


def test_the_items_of_a_collection_are_limited(db: Database) -> None:
    user = db.new_user()
    full = collection(db, user)
    db.run(
        "insert into generated_media (user_id, prompt, media_type, credits_used, status, media_url, storage_path, model_id,"
        " finished_at) select %s, 'x', 'image', 0, 'completed', 'http://x/y', 'y', 'krea-flux', now()"
        " from generate_series(1, 2001)",
        user,
    )
    fill: LiteralString = (
        "insert into collection_items (collection_id, generation_id) select %s, id from (select id from generated_media"
        " order by id limit 2000 offset %s) g on conflict do nothing"
    )
    with db.acting_as("authenticated", user) as browser:
        browser.execute(fill, [full, 0])
        with pytest.raises(DatabaseError) as error:
            browser.execute(fill, [full, 1])
    assert refusal(error) == ("PT422", "too_many_items")


def kept_generation(db: Database, user: UUID) -> UUID:
    """The id of a completed generation that is a favourite and in a collection."""
    generation, kept = completed(db, user), collection(db, user)
    db.run("insert into favorites (user_id, generation_id) values (%s, %s)", user, generation)
    add = "insert into collection_items (user_id, collection_id, generation_id) values (%s, %s, %s)"
    db.run(add, user, kept, generation)
    return generation


def test_a_deleted_result_leaves_its_collections(db: Database) -> None:
    user = db.new_user()
    generation = kept_generation(db, user)
    with db.acting_as("authenticated", user) as browser:
        assert browser.execute("delete from generated_media where id = %s", [generation]).rowcount == 1
        assert browser.execute("select from favorites").rowcount == 0
        assert browser.execute("select from collection_items").rowcount == 0
        assert browser.execute("select from collections").rowcount == 1


def test_a_user_with_collections_can_be_deleted(db: Database) -> None:
    user = db.new_user()
    kept_generation(db, user)
    db.run("delete from auth.users where id = %s", user)
    assert db.value("select count(*) from collections where user_id = %s", user) == 0
