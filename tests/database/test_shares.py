"""Public links: whoever has the token sees one result, and nothing else."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege
from psycopg.types.json import Jsonb

from .conftest import Database

PUBLIC = {
    "media_type": "image",
    "media_url": "http://x/y.png",
    "thumbnail_url": None,
    "placeholder": None,
    "width": None,
    "height": None,
    "prompt": None,
    "model": "Krea Flux",
}


@pytest.fixture
def owner(db: Database) -> UUID:
    return db.new_user(purchased=100)


@pytest.fixture
def result(db: Database, owner: UUID) -> UUID:
    """A completed generation of the owner."""
    generation = db.started(owner)
    db.complete(generation)
    return generation


def share(db: Database, owner: UUID, generation: UUID, *, show_prompt: bool = False) -> str:
    """Share it, and return the token."""
    db.run(
        "insert into shares (user_id, generation_id, show_prompt) values (%s, %s, %s)", owner, generation, show_prompt
    )
    return str(db.value("select token from shares where generation_id = %s", generation))


def seen_by_anybody(db: Database, token: str) -> dict[str, Any] | None:
    with db.acting_as("anon") as connection:
        row = connection.execute("select shared(%s) as shared", [token]).fetchone()
        assert row is not None
        shared: dict[str, Any] | None = row["shared"]
        return shared


def insert_as(db: Database, user: UUID, columns: str, *values: object) -> None:
    places = ", ".join(["%s"] * len(values))
    with db.acting_as("authenticated", user) as connection:
        connection.execute(f"insert into shares ({columns}) values ({places})".encode(), values)


def test_the_token_has_128_random_bits(db: Database, owner: UUID, result: UUID) -> None:
    other = db.started(owner)
    db.complete(other)
    tokens = {share(db, owner, result), share(db, owner, other)}
    assert len(tokens) == 2
    assert all(len(bytes.fromhex(token)) == 16 for token in tokens)


def test_a_link_shows_the_result_and_nothing_of_its_owner(db: Database, owner: UUID, result: UUID) -> None:
    shared = seen_by_anybody(db, share(db, owner, result))
    assert shared == {"name": None, "total": 1, "results": [PUBLIC]}


def test_a_link_shows_the_prompt_only_if_the_owner_says_so(db: Database, owner: UUID, result: UUID) -> None:
    token = share(db, owner, result, show_prompt=True)
    assert seen_by_anybody(db, token) == {"name": None, "total": 1, "results": [PUBLIC | {"prompt": "a prompt"}]}
    with db.acting_as("authenticated", owner) as connection:
        connection.execute("update shares set show_prompt = false")
        row = connection.execute("select shared(%s) #> '{results,0,prompt}' as prompt", [token]).fetchone()
    assert row == {"prompt": None}


@pytest.mark.parametrize("guess", ["", "0" * 32, "%", "' or true --", "x" * 100_000])
def test_a_guessed_token_shows_nothing(db: Database, owner: UUID, result: UUID, guess: str) -> None:
    share(db, owner, result)
    assert seen_by_anybody(db, guess) is None


def test_an_ended_link_shows_nothing(db: Database, owner: UUID, result: UUID) -> None:
    token = share(db, owner, result)
    db.run("delete from shares where token = %s", token)
    assert seen_by_anybody(db, token) is None


def test_a_link_ends_with_its_result(db: Database, owner: UUID, result: UUID) -> None:
    token = share(db, owner, result)
    db.run("delete from generated_media where id = %s", result)
    assert seen_by_anybody(db, token) is None


def test_a_link_of_a_banned_user_shows_nothing(db: Database, owner: UUID, result: UUID) -> None:
    token = share(db, owner, result)
    db.run("update auth.users set banned_until = now() + interval '1 day' where id = %s", owner)
    assert seen_by_anybody(db, token) is None


def test_only_a_completed_result_of_ones_own_can_be_shared(db: Database, owner: UUID, result: UUID) -> None:
    running = db.started(owner)
    for user, generation in ((db.new_user(), result), (owner, running), (owner, uuid4())):
        with pytest.raises(InsufficientPrivilege):
            insert_as(db, user, "generation_id", generation)
    insert_as(db, owner, "generation_id", result)


# ---------------------------------------------------------------- collections


@pytest.fixture
def collection(db: Database, owner: UUID, result: UUID) -> UUID:
    """A collection with the owner's result."""
    made: UUID = db.value("insert into collections (user_id, name) values (%s, 'For a client') returning id", owner)
    add_to(db, owner, made, result)
    return made


def add_to(db: Database, owner: UUID, collection: UUID, result: UUID) -> None:
    db.run(
        "insert into collection_items (user_id, collection_id, generation_id) values (%s, %s, %s)",
        owner,
        collection,
        result,
    )


def share_collection(db: Database, owner: UUID, collection: UUID) -> str:
    statement = "insert into shares (user_id, collection_id) values (%s, %s) returning token"
    return str(db.value(statement, owner, collection))


def test_a_link_to_a_collection_shows_its_results_in_pages(db: Database, owner: UUID, collection: UUID) -> None:
    token = share_collection(db, owner, collection)
    assert seen_by_anybody(db, token) == {"name": "For a client", "total": 1, "results": [PUBLIC]}
    for _ in range(60):
        db.run(
            "with m as (insert into generated_media (user_id, prompt, media_type, media_url, storage_path, credits_used, status,"
            " model_id, finished_at) values (%s, 'p', 'image', 'http://x/z.png', 'z.png', 0, 'completed', 'krea-flux', now())"
            " returning id, user_id) insert into collection_items (user_id, collection_id, generation_id)"
            " select user_id, %s, id from m",
            owner,
            collection,
        )
    first = seen_by_anybody(db, token) or {}
    rest = db.value("select shared(%s, 60) -> 'results'", token)
    assert (first["total"], len(first["results"]), rest) == (61, 60, [PUBLIC])


def test_a_shared_collection_is_in_the_order_of_the_library(db: Database, owner: UUID, collection: UUID) -> None:
    newer = [UUID(int=number) for number in (3, 1, 4, 2)]
    for position, generation in enumerate(newer):
        db.run(
            "insert into generated_media (id, user_id, prompt, media_type, media_url, storage_path, credits_used, status,"
            " model_id, finished_at, created_at, set_id, set_position, set_size)"
            " values (%s, %s, 'p', 'image', %s, %s, 0, 'completed', 'krea-flux', now(), now()::date + 1, %s, %s, 4)",
            generation, owner, f"http://x/{position}.png", f"{position}.png", UUID(int=9), position,
        )  # fmt: skip
    for generation in sorted(newer):
        add_to(db, owner, collection, generation)
    shared = seen_by_anybody(db, share_collection(db, owner, collection)) or {}
    addresses = [result["media_url"] for result in shared["results"]]
    assert addresses == ["http://x/0.png", "http://x/1.png", "http://x/2.png", "http://x/3.png", PUBLIC["media_url"]]


def test_only_ones_own_collection_can_be_shared(db: Database, owner: UUID, collection: UUID) -> None:
    with pytest.raises(InsufficientPrivilege):
        insert_as(db, db.new_user(), "collection_id", collection)
    insert_as(db, owner, "collection_id", collection)


def test_a_link_is_to_one_thing(db: Database, owner: UUID, result: UUID, collection: UUID) -> None:
    with pytest.raises(CheckViolation):
        insert_as(db, owner, "generation_id, collection_id", result, collection)


# ---------------------------------------------------------------- limits


@pytest.mark.parametrize("column", ["token", "user_id", "id", "created_at"])
def test_a_browser_chooses_neither_token_nor_owner(db: Database, owner: UUID, result: UUID, column: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        insert_as(db, owner, f"generation_id, {column}", result, None)


@pytest.fixture
def one_share(db: Database) -> Iterator[None]:
    """Each user may have one public link."""
    name = "max_shares"
    before = db.value("select value from settings where name = %s", name)
    db.run("update settings set value = '1' where name = %s", name)
    yield
    db.run("update settings set value = %s where name = %s", Jsonb(before), name)


@pytest.mark.usefixtures("one_share")
def test_a_user_has_at_most_as_many_links_as_the_setting_says(db: Database, owner: UUID, result: UUID) -> None:
    share(db, owner, result)
    other = db.started(owner)
    db.complete(other)
    with pytest.raises(psycopg.Error, match="too_many_shares") as refused:
        insert_as(db, owner, "generation_id", other)
    assert refused.value.diag.message_detail == '{"limit": 1}'
