"""Uploads of a user are counted, and refused beyond the quota."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest
from supabase import Client

from tests.conftest import NewUser, Sql, User, client_of
from tests.local.storage import storage_api
from tests.running import RunningStack

BUCKET = "generated-media"
PNG = {"content-type": "image/png"}

SetQuota = Callable[..., None]


@pytest.fixture
def set_quota(sql: Sql) -> Iterator[SetQuota]:
    """A function that sets every user's quota; restored afterwards."""
    before = sql("select name, value from settings where name like 'max_uploaded_%%'")

    def set_to(**limits: int) -> None:
        for name, value in limits.items():
            sql("update settings set value = %s where name = %s", [json.dumps(value), f"max_uploaded_{name}"])

    yield set_to
    set_to(**{row["name"].removeprefix("max_uploaded_"): row["value"] for row in before})


@pytest.fixture
def files(stack: RunningStack, user: User) -> Iterator[httpx.Client]:
    """Storage as the user, over plain HTTP."""
    with storage_api(stack, user) as client:
        yield client


def new_name(user: User, folder: str = "uploads") -> str:
    return f"{user.id}/{folder}/{uuid.uuid4()}.png"


def upload(files: httpx.Client, name: str, content: Any = b"x", method: str = "POST", **headers: str) -> bool:
    """Whether storage accepts the file; only the policy may refuse it."""
    answer = files.request(method, f"object/{BUCKET}/{name}", content=content, headers={**PNG, **headers})
    assert answer.status_code == 200 or answer.json()["statusCode"] == "403", answer.text
    return answer.status_code == 200


def usage(user: User) -> tuple[int, int]:
    quota: Any = user.client.rpc("upload_quota", {}).execute().data
    return quota["files"], quota["bytes"]


def test_files_beyond_the_quota_are_refused(files: httpx.Client, user: User, set_quota: SetQuota) -> None:
    set_quota(files=3)
    names = [new_name(user), new_name(user, "avatar"), new_name(user)]
    assert [upload(files, name) for name in names] == [True] * 3
    for method, headers in (("POST", {}), ("POST", {"x-upsert": "true"}), ("PUT", {})):
        assert not upload(files, new_name(user), method=method, **headers)
    move = {"bucketId": BUCKET, "sourceKey": names[0]}
    assert files.post("object/copy", json={**move, "destinationKey": new_name(user)}).status_code == 400
    assert files.post("object/move", json={**move, "destinationKey": new_name(user)}).status_code == 200
    assert usage(user) == (3, 3)


def test_bytes_beyond_the_quota_are_refused(files: httpx.Client, user: User, set_quota: SetQuota) -> None:
    set_quota(bytes=1000)
    first = new_name(user)
    assert upload(files, first, bytes(999))
    assert upload(files, new_name(user), bytes(5000))  # its size is unknown when it is admitted
    assert usage(user) == (2, 5999)
    assert not upload(files, new_name(user))
    assert not upload(files, first, method="PUT")


def test_a_body_without_a_length_counts_with_its_stored_size(
    files: httpx.Client, user: User, set_quota: SetQuota
) -> None:
    set_quota(bytes=2 * 1024 * 1024)
    pieces = (bytes(65536) for _ in range(33))
    assert upload(files, new_name(user), pieces)
    assert usage(user) == (1, 33 * 65536)
    assert not upload(files, new_name(user))


def test_the_size_that_a_client_declares_is_ignored(files: httpx.Client, user: User, sql: Sql) -> None:
    assert upload(files, new_name(user), bytes(100), **{"x-metadata": "eyJzaXplIjogMX0=", "x-size": "1"})
    assert usage(user) == (1, 100)
    sql("update storage.objects set metadata = null where name like %s", [f"{user.id}/%"])
    assert usage(user) == (1, 0)


def test_removing_a_file_frees_quota(files: httpx.Client, user: User, set_quota: SetQuota) -> None:
    set_quota(files=1)
    name = new_name(user)
    assert upload(files, name)
    assert not upload(files, new_name(user))
    assert files.request("DELETE", f"object/{BUCKET}", json={"prefixes": [name]}).status_code == 200
    assert upload(files, new_name(user))


def test_concurrent_uploads_exceed_the_quota_at_most_by_their_number(
    files: httpx.Client, user: User, set_quota: SetQuota
) -> None:
    """The real Storage checks the policy before the body and inserts the row after it, so no lock can enforce the
    limit."""
    set_quota(files=5)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: upload(files, new_name(user)), range(40)))
    assert 5 <= sum(taken) == usage(user)[0] <= 5 + 8
    assert not upload(files, new_name(user))


def test_results_count_against_no_quota(files: httpx.Client, user: User, admin: Client, set_quota: SetQuota) -> None:
    set_quota(files=1, bytes=10)
    for folder in ("images", "videos"):
        admin.storage.from_(BUCKET).upload(new_name(user, folder), bytes(100), {"content-type": "image/png"})
    assert usage(user) == (0, 0)
    assert upload(files, new_name(user))
    admin.storage.from_(BUCKET).upload(new_name(user, "images"), bytes(100), {"content-type": "image/png"})


def test_each_user_has_a_separate_quota(
    files: httpx.Client, user: User, new_user: NewUser, stack: RunningStack, set_quota: SetQuota
) -> None:
    """Both users have files: folder names are compared in order, and one of the two ids sorts first."""
    set_quota(files=2)
    other = new_user()
    with storage_api(stack, other) as theirs:
        for folder in ("uploads", "avatar"):
            assert upload(files, new_name(user, folder))
            assert not upload(theirs, new_name(user, folder))
            assert upload(theirs, new_name(other, folder))
    assert usage(user) == usage(other) == (2, 2)


def test_without_the_setting_there_is_no_quota(
    database: psycopg.Connection[Any], user: User, set_quota: SetQuota
) -> None:
    set_quota(files=0, bytes=0)
    room = "select private.has_upload_room(1) as room"
    with database.transaction(force_rollback=True):
        claims = json.dumps({"sub": user.id})
        database.execute("select set_config('request.jwt.claims', %s, true)", [claims])
        assert database.execute(room).fetchone() == {"room": False}
        database.execute("delete from settings where name like 'max_uploaded_%'")
        assert database.execute(room).fetchone() == {"room": True}


def test_a_quota_must_be_a_whole_number(sql: Sql) -> None:
    for value in ['"5"', "-1", "1.5", "null", "[]", "1e-1", "1" * 16]:
        for name in ["max_uploaded_files", "max_uploaded_bytes"]:
            with pytest.raises(psycopg.errors.CheckViolation):
                sql("update settings set value = %s where name = %s", [value, name])


def test_only_signed_in_users_read_a_quota(stack: RunningStack, user: User, admin: Client) -> None:
    """Neither anon nor the service role has one."""
    assert usage(user) == (0, 0)
    for client in (client_of(stack, stack.publishable_key), admin):
        answer = httpx.post(
            f"{stack.supabase_url}/rest/v1/rpc/upload_quota", json={}, headers=dict(client.options.headers)
        )
        assert answer.json()["code"] == "42501"
