"""The upload quota counts only the user's own files."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .conftest import Database, Row

NewName = Callable[[UUID, UUID], str]

FILL = """
insert into storage.objects (bucket_id, name, metadata)
select 'generated-media', owner || '/uploads/' || gen_random_uuid() || '.jpg', '{"size": 10}'
from (select gen_random_uuid() as owner from generate_series(1, 100000) union all select %s::uuid) owners
"""
UPLOAD = "insert into storage.objects (bucket_id, name) values ('generated-media', %s)"
MOVE = "update storage.objects set name = %s where name = %s"
SCANS = "select seq_scan, idx_scan from pg_stat_xact_all_tables where relid = 'storage.objects'::regclass"


@pytest.mark.superuser
def test_counting_reads_the_files_of_the_user_only(db: Database) -> None:
    user = db.new_user()
    with db.acting_as("supabase_admin") as connection:
        connection.execute(FILL, [user])
        connection.execute("analyze storage.objects")
        before = connection.execute(SCANS).fetchone()
        usage = connection.execute("select files, bytes from private.upload_usage(%s)", [user]).fetchone()
        after = connection.execute(SCANS).fetchone()
    assert usage == {"files": 1, "bytes": 10}
    assert before is not None
    assert after is not None
    assert after["seq_scan"] == before["seq_scan"]
    assert after["idx_scan"] > before["idx_scan"]


def upload_name(owner: UUID, folder: str = "uploads") -> str:
    return f"{owner}/{folder}/{uuid4()}.jpg"


@pytest.mark.parametrize(
    "new_name",
    [
        lambda owner, other: upload_name(other),
        lambda owner, other: upload_name(owner, "images"),
        lambda owner, other: f"{owner}/uploads/picture.svg",
    ],
    ids=["into the folder of another user", "among the results", "to a name that the page never writes"],
)
def test_a_user_moves_a_file_only_to_a_name_that_they_may_upload(db: Database, new_name: NewName) -> None:
    """This tests the policy alone, without the Storage API."""
    owner, other = db.new_user(), db.new_user()
    name = upload_name(owner)
    with db.acting_as("authenticated", owner) as connection:
        connection.execute(UPLOAD, [name])
        assert connection.execute(MOVE, [upload_name(owner), name]).rowcount == 1
    with db.acting_as("authenticated", owner) as connection:
        connection.execute(UPLOAD, [name])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(MOVE, [new_name(owner, other), name])


@pytest.mark.superuser
def test_the_owner_moves_no_result_among_the_uploads(db: Database) -> None:
    owner = db.new_user()
    with db.acting_as("supabase_admin") as connection:
        result = upload_name(owner, "images")
        connection.execute(UPLOAD, [result])
        become(connection, owner)
        assert connection.execute(MOVE, [upload_name(owner), result]).rowcount == 0


def test_a_user_removes_no_file_of_another_user(db: Database) -> None:
    """The statement names no column, so that only the policy for deletions applies."""
    owner, other = db.new_user(), db.new_user()
    with db.acting_as("authenticated", owner) as connection:
        connection.execute(UPLOAD, [upload_name(owner)])
        connection.execute("set local storage.allow_delete_query = 'true'")
        become(connection, other)
        assert connection.execute("delete from storage.objects").rowcount == 0
        become(connection, owner)
        assert connection.execute("delete from storage.objects").rowcount == 1


@pytest.mark.superuser
@pytest.mark.parametrize("statement", ["update storage.objects set version = 'x'", "delete from storage.objects"])
def test_a_banned_user_changes_and_removes_no_file(db: Database, statement: str) -> None:
    """The delete statement names no column, so only the policy for deletions applies."""
    user = db.new_user()
    with db.acting_as("supabase_admin") as connection:
        connection.execute(UPLOAD, [upload_name(user)])
        connection.execute("update auth.users set banned_until = 'infinity' where id = %s", [user])
        connection.execute("set local storage.allow_delete_query = 'true'")
        become(connection, user)
        assert connection.execute(statement.encode()).rowcount == 0
        connection.execute("reset role")
        connection.execute("update auth.users set banned_until = null where id = %s", [user])
        become(connection, user)
        assert connection.execute(statement.encode()).rowcount == 1


def become(connection: psycopg.Connection[Row], user: UUID) -> None:
    claims = Jsonb({"sub": str(user), "role": "authenticated"})
    connection.execute("select set_config('request.jwt.claims', %s::text, true)", [claims])
    connection.execute("set local role authenticated")


@pytest.mark.superuser
@pytest.mark.parametrize(("folder", "counted"), [("uploads", 1), ("avatar", 1), ("images", 0), ("videos", 0)])
def test_files_of_the_user_count_as_uploads_and_results_do_not(db: Database, folder: str, counted: int) -> None:
    user = db.new_user()
    with db.acting_as("supabase_admin") as connection:
        connection.execute(UPLOAD, [upload_name(user, folder)])
        usage = connection.execute("select files from private.upload_usage(%s)", [user]).fetchone()
    assert usage == {"files": counted}


@pytest.mark.superuser
def test_the_files_of_a_user_are_those_in_their_folder(db: Database) -> None:
    user = UUID("00000000-0000-4000-8000-00000000000a")
    own = [f"{user}/avatar/a.jpg", f"{user}/z"]
    others = [f"{user}", f"{user}0/x.jpg", "00000000-0000-4000-8000-00000000000b/x.jpg", f"0/{user}/x.jpg"]
    with db.acting_as("supabase_admin") as connection:
        for name in [*own, *others]:
            connection.execute(UPLOAD, [name])
        files = connection.execute("select list_user_files(%s) as name", [user]).fetchall()
    assert [file["name"] for file in files] == own
