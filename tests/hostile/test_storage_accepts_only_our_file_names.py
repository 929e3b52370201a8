"""Users can upload only files named as the product names them. An account is deleted with its files, whatever their
names."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from itertools import chain
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from storage3.exceptions import StorageApiError

from service.account import delete as account_delete
from service.account import files as account_files
from service.supabase import supabase
from tests.conftest import Sql, User, client_of
from tests.local.storage import storage_api
from tests.running import RunningStack
from tests.search import sample
from tests.service.api_client import Person

BUCKET = "generated-media"
ID = "01234567-89ab-cdef-0123-456789abcdef"
GOOD = ("uploads/{id}.jpg", "uploads/{id}.png", "avatar/{id}.webp", "avatar/{id}.gif")
BAD = (
    # parts of the name
    "/{id}.png", "uploads//{id}.png", "/uploads/{id}.png", "uploads/{id}.png/", "uploads/a/{id}.png", "{id}.png", "uploads",
    "uploads/", "images/{id}.png", "videos/{id}.mp4", "thumbnails/{id}.webp", "other/{id}.png",
    "UPLOADS/{id}.png", "uploads /{id}.png",
    # the last part
    "uploads/a.png", "uploads/.png", "uploads/{id}", "uploads/{id}.", "uploads/{id}.PNG", "uploads/{id}.jpeg",
    "uploads/{id}.mp4", "uploads/{id}.svg", "uploads/{id}.html", "uploads/{id}.png.html", "uploads/{id}.html.png",
    "uploads/{id}.png ", "uploads/ {id}.png", "uploads/x{id}.png", "uploads/{id}x.png", "uploads/{id}{id}.png",
    "uploads/{upper}.png", "uploads/{bare}.png", "uploads/{{{id}}}.png", "uploads/.emptyFolderPlaceholder",
    # names that some software may normalise to another name
    "uploads/{id}.png?x=1", "uploads/{id}.png&x", "uploads/{id};.png", "uploads/{id}.png,", "uploads/{id}*.png",
    "uploads/{id}.png:x", "uploads/../uploads/{id}.png", "./uploads/{id}.png", "uploads/./{id}.png", "../{id}/uploads/{id}.png",
    "uploads/%2e%2e/{id}.png", "uploads%2F{id}.png", "uploads\\{id}.png", "uploads/{id}\u2024png", "uploads/{id}.pn\u0261",
    "uploads/" + "a" * 900 + ".png", "uploads/caf\u00e9.png", "uploads/{id}\u202egnp.png", "uploads/{id}.png\u00a0",
)  # fmt: skip


@pytest.fixture
def files(stack: RunningStack, user: User) -> Iterator[httpx.Client]:
    """Storage as the user, over plain HTTP."""
    with storage_api(stack, user) as client:
        yield client


def filled(name: str) -> str:
    return name.format(id=ID, upper=ID.upper(), bare=ID.replace("-", ""))


def sent(name: str) -> str:
    """The name as a URL path that no client normalises."""
    return quote(name, safe="/").replace("/.", "/%2E")


def put(files: httpx.Client, name: str, method: str = "POST") -> httpx.Response:
    return files.request(method, f"object/{BUCKET}/{sent(name)}", content=b"x", headers={"content-type": "image/png"})


def test_names_of_the_product_are_accepted(files: httpx.Client, user: User) -> None:
    for name in GOOD:
        assert put(files, f"{user.id}/{filled(name)}").status_code == 200


def test_other_names_are_refused(files: httpx.Client, user: User, sql: Sql) -> None:
    """By upload. For replacement, copy and move, which have the same policy, one name is enough."""
    good = f"{user.id}/{filled(GOOD[0])}"
    assert put(files, good).status_code == 200
    bad = [f"{user.id}/{filled(name)}" for name in BAD]
    assert [name for name in bad if put(files, name).status_code != 400] == []
    assert put(files, bad[0], "PUT").status_code == 400
    for way in ("copy", "move"):
        body = {"bucketId": BUCKET, "sourceKey": good, "destinationKey": bad[0]}
        assert files.post(f"object/{way}", json=body).status_code == 400
    assert sql("select name from storage.objects where name like %s", [f"%{user.id}%"]) == [{"name": good}]


def test_the_folder_must_be_the_users_own(files: httpx.Client, user: User, sql: Sql) -> None:
    for owner in ["{upper}", "{other}", "{id}x", "x{id}", " {id}", "{id} ", "", ".", "{bare}"]:
        folder = owner.format(id=user.id, upper=user.id.upper(), other=uuid.uuid4(), bare=user.id.replace("-", ""))
        assert put(files, f"{folder}/{filled(GOOD[0])}").status_code == 400


PARTS = st.sampled_from(
    [ID, "uploads", "avatar", "images", ".png", ".jpg", "/", "//", ".", "..", " ", "%", "_", "\n", "$"]
)


@sample(400)
@given(name=st.lists(PARTS | st.text(max_size=3), max_size=8).map("".join))
def test_generated_names_pass_only_if_they_are_upload_names(database: psycopg.Connection[Any], name: str) -> None:
    whole = f"{ID}/{name}".replace("\0", "")
    row = database.execute("select private.is_upload_name(%s, %s) as passes", [whole, ID]).fetchone()
    folders = (f"{ID}/uploads/{ID}", f"{ID}/avatar/{ID}")
    endings = (".jpg", ".png", ".webp", ".gif")
    assert row == {"passes": whole in {folder + ending for folder in folders for ending in endings}}


# ------------------------------------------------------------------------------------- deleting the account


def stored(sql: Sql, user_id: str) -> list[str]:
    rows = sql("select name from storage.objects where starts_with(name, %s) order by name", [f"{user_id}/"])
    return [row["name"] for row in rows]


def is_gone(sql: Sql, user_id: str) -> bool:
    return sql("select 1 from auth.users where id = %s", [user_id]) == []


def put_rows(sql: Sql, user_id: str, names: list[str]) -> None:
    """Insert rows of storage that have no content."""
    for name in names:
        sql(
            "insert into storage.objects (bucket_id, name) values ('generated-media', %s)",
            [f"{user_id}/{name}"],
        )


ODD = [filled(name) for name in BAD] + [
    "/",
    "//",
    "///x",
    "\u00fc",
    "%",
    "_",
    "\\",
    "'",
    '"',
    "\n",
    "\t",
    "\U0001f600",
    "x" * 1500,
]


def test_files_with_odd_names_are_deleted_with_the_account(
    client: FlaskClient, ada: Person, bob: Person, stack: RunningStack, sql: Sql
) -> None:
    headers = {"apikey": stack.secret_key, "content-type": "image/png"}
    for name in ("//real.png", "/real//", "/deep/er//real.png"):
        url = f"{stack.supabase_url}/storage/v1/object/{BUCKET}/{ada.id}{name}"
        assert httpx.post(url, content=b"x", headers=headers).status_code == 200
    put_rows(sql, ada.id, ODD)
    put_rows(sql, bob.id, ODD)
    answer = client.delete("/api/account", headers=ada.headers)
    assert (answer.status_code, answer.json) == (200, {"deleted": True})
    assert (is_gone(sql, ada.id), stored(sql, ada.id)) == (True, [])
    assert len(stored(sql, bob.id)) == len(ODD)


def test_files_beyond_one_page_are_removed_and_exported(client: FlaskClient, ada: Person, sql: Sql) -> None:
    sql(
        "insert into storage.objects (bucket_id, name)"
        " select 'generated-media', %s || '/' || case when n %% 2 = 0 then '/' else '' end || n"
        " from generate_series(1, 2345) n",
        [ada.id],
    )
    export = client.get("/api/account/export", headers=ada.headers).json
    assert export is not None
    assert sorted(file["path"] for file in export["files"]) == sorted(stored(sql, ada.id))
    assert client.delete("/api/account", headers=ada.headers).status_code == 200
    assert (is_gone(sql, ada.id), stored(sql, ada.id)) == (True, [])


@pytest.mark.parametrize("refuses", [False, True], ids=["removes nothing", "objects to a name"])
def test_the_account_is_deleted_even_if_storage_removes_nothing(
    client: FlaskClient,
    ada: Person,
    sql: Sql,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    refuses: bool,
) -> None:
    put_rows(sql, ada.id, ["a", "b", "c"])
    calls: list[list[str]] = []

    def remove(_: object, paths: list[str]) -> list[Any]:
        calls.append(paths)
        if refuses:
            raise StorageApiError("Invalid key", "InvalidKey", "400")
        return []

    monkeypatch.setattr("storage3._sync.file_api.SyncBucketActionsMixin.remove", remove)
    monkeypatch.setattr(account_files, "PAGE", 2)
    with caplog.at_level(logging.ERROR):
        assert client.delete("/api/account", headers=ada.headers).status_code == 200
    assert is_gone(sql, ada.id)
    assert [len(paths) for paths in calls] == [2, 1] * 2
    left = [record for record in caplog.records if record.message == "storage did not remove all files"]
    assert [record.left for record in left] == [2, 1] * 2  # type: ignore[attr-defined]


def test_the_account_is_kept_for_a_retry_while_storage_is_down(
    client: FlaskClient, ada: Person, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(sql, ada.id, ["a"])
    with monkeypatch.context() as patch:

        def remove(*_: object) -> None:
            raise StorageApiError("slow", "DatabaseTimeout", "544")

        patch.setattr("storage3._sync.file_api.SyncBucketActionsMixin.remove", remove)
        assert client.delete("/api/account", headers=ada.headers).status_code == 503
    assert (is_gone(sql, ada.id), len(stored(sql, ada.id))) == (False, 1)
    assert client.delete("/api/account", headers=ada.headers).status_code == 200
    assert (is_gone(sql, ada.id), stored(sql, ada.id)) == (True, [])


def test_an_endless_file_list_is_read_up_to_the_limit(
    app: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(account_files, "MOST_PAGES", 7)
    monkeypatch.setattr(type(supabase), "call", lambda *_, **__: ["the same"])
    with app.app_context(), caplog.at_level(logging.ERROR):
        assert len(list(chain.from_iterable(account_files.file_pages(ID)))) == 7
    assert "user has more files than can be listed" in caplog.messages


def test_a_file_uploaded_during_the_deletion_is_removed(
    client: FlaskClient, ada: Person, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Storage checks the policy before the body arrives, so an upload may end after its account was deleted."""

    def gone(user_id: str) -> None:
        sql("delete from auth.users where id = %s", [user_id])
        put_rows(sql, user_id, ["uploads/late.png"])

    monkeypatch.setattr(account_delete, "delete_auth_user", gone)
    assert client.delete("/api/account", headers=ada.headers).status_code == 200
    assert (is_gone(sql, ada.id), stored(sql, ada.id)) == (True, [])


# --------------------------------------------------------------------------------- the list of files


def test_only_the_service_role_lists_files(stack: RunningStack, user: User, admin: Any) -> None:
    parameters = {"p_user_id": user.id}
    assert admin.rpc("list_user_files", parameters).execute().data == []
    for client in (user.client, client_of(stack, stack.publishable_key)):
        token = getattr(client.auth.get_session(), "access_token", stack.publishable_key)
        headers = {"apikey": stack.publishable_key, "authorization": f"Bearer {token}"}
        answer = httpx.post(f"{stack.supabase_url}/rest/v1/rpc/list_user_files", json=parameters, headers=headers)
        assert answer.json()["code"] == "42501"


@pytest.mark.parametrize(
    ("after", "limit", "expected"), [("", 1000, 3), ("", 2, 2), ("{id}/a", 1000, 2), ("zzz", 9, 0)]
)
def test_the_file_list_continues_after_a_name(
    bob: Person, ada: Person, sql: Sql, after: str, limit: int, expected: int
) -> None:
    put_rows(sql, ada.id, ["a", "b", "c"])
    put_rows(sql, bob.id, ["a"])
    rows = sql("select list_user_files(%s, %s, %s) as name", [ada.id, after.format(id=ada.id), limit])
    assert len(rows) == expected
    assert all(row["name"].startswith(ada.id) for row in rows)
