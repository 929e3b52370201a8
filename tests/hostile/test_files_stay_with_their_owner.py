"""Users cannot list, write, move, copy, sign or remove files in another user's folder, nor results."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.conftest import NewUser, Sql, User
from tests.local.storage import storage_api
from tests.running import RunningStack

BUCKET = "generated-media"
PICTURE = b"\x89PNG of the owner"


@dataclass(frozen=True)
class Scene:
    """An owner's upload and result, and other users who try to reach them."""

    owner: User
    stranger: User
    upload: str
    result: str
    others: dict[str, httpx.Client]
    as_owner: httpx.Client

    @property
    def files(self) -> tuple[str, str]:
        """The names of both files."""
        return self.upload, self.result

    def contents(self) -> list[bytes]:
        """The contents of both files at their public URLs."""
        return [self.as_owner.get(f"object/public/{BUCKET}/{name}").content for name in self.files]


@pytest.fixture(scope="module")
def scene(stack: RunningStack, new_user: NewUser, admin: Any) -> Iterator[Scene]:
    owner, stranger = new_user(), new_user()
    upload, result = f"{owner.id}/uploads/{uuid.uuid4()}.png", f"{owner.id}/images/{uuid.uuid4()}.png"
    kind: Any = {"content-type": "image/png"}
    owner.client.storage.from_(BUCKET).upload(upload, PICTURE, kind)
    admin.storage.from_(BUCKET).upload(result, PICTURE, kind)
    with storage_api(stack, owner) as as_owner, storage_api(stack, stranger) as foreign:
        anon = httpx.Client(base_url=foreign.base_url, headers={"apikey": stack.publishable_key}, timeout=30)
        with anon:
            yield Scene(owner, stranger, upload, result, {"stranger": foreign, "anon": anon}, as_owner)


@pytest.fixture(autouse=True)
def nothing_has_changed(scene: Scene, sql: Sql) -> Iterator[None]:
    """Assert that no file was changed or added, but in folders of other tests' users: their runs may still end."""
    query = (
        "select bucket_id, name, metadata from storage.objects"
        " where split_part(name, '/', 1) not in (select id::text from auth.users where id <> all (%s))"
        " order by bucket_id, name"
    )
    users = [scene.owner.id, scene.stranger.id]
    before = sql(query, [users])
    yield
    assert sql(query, [users]) == before
    assert scene.contents() == [PICTURE, PICTURE]


def assert_refused(answer: httpx.Response, what: str) -> None:
    assert 400 <= answer.status_code < 500, f"{what}: {answer.status_code} {answer.text[:200]}"


def test_other_users_cannot_overwrite_a_file(scene: Scene) -> None:
    for who, http in scene.others.items():
        for name in scene.files:
            for method in ("POST", "PUT"):
                headers = {"content-type": "image/png", "x-upsert": "true"}
                answer = http.request(method, f"object/{BUCKET}/{name}", content=b"forged", headers=headers)
                assert_refused(answer, f"{who} {method} {name}")


def test_the_owner_cannot_overwrite_a_result(scene: Scene) -> None:
    """A user must not replace a generated picture by another one."""
    for method in ("POST", "PUT"):
        headers = {"content-type": "image/png", "x-upsert": "true"}
        answer = scene.as_owner.request(method, f"object/{BUCKET}/{scene.result}", content=b"forged", headers=headers)
        assert_refused(answer, method)
    for way in ("move", "copy"):
        body = {"bucketId": BUCKET, "sourceKey": scene.upload, "destinationKey": scene.result}
        assert_refused(scene.as_owner.post(f"object/{way}", json=body, headers={"x-upsert": "true"}), way)


def test_other_users_cannot_move_copy_sign_or_remove_a_file(scene: Scene) -> None:
    target = f"{uuid.uuid4()}/uploads/{uuid.uuid4()}.png"
    for who, http in scene.others.items():
        for name in scene.files:
            body = {"bucketId": BUCKET, "sourceKey": name, "destinationKey": target}
            for way in ("move", "copy"):
                assert_refused(http.post(f"object/{way}", json=body), f"{who} {way}")
            assert_refused(http.post(f"object/sign/{BUCKET}/{name}", json={"expiresIn": 60}), f"{who} sign")
            assert_refused(http.post(f"object/upload/sign/{BUCKET}/{name}"), f"{who} sign an upload")
            assert_refused(http.delete(f"object/{BUCKET}/{name}"), f"{who} delete")
        signed = http.post(f"object/sign/{BUCKET}", json={"expiresIn": 60, "paths": list(scene.files)})
        assert signed.status_code >= 400 or all(not each["signedURL"] for each in signed.json())
        removed = http.request(
            "DELETE", f"object/{BUCKET}", json={"prefixes": [*scene.files, scene.owner.id, "", "%", "*"]}
        )
        assert removed.status_code >= 400 or removed.json() == []


def test_other_users_cannot_list_a_folder(scene: Scene) -> None:
    own = scene.owner.id
    prefixes = ["", "/", own, f"{own}/", f"{own}/uploads", f"{own}/images/", "../", "%", "_", f"{own}%", "..\\"]
    queries: list[dict[str, Any]] = [{"prefix": prefix} for prefix in prefixes]
    for prefix in ("", own):
        queries += [{"prefix": prefix, "search": "%"}, {"prefix": prefix, "search": own[:8]}]
        queries += [{"prefix": prefix, "limit": 10**6, "offset": -1}]
    for who, http in scene.others.items():
        for query in queries:
            answer = http.post(f"object/list/{BUCKET}", json=query)
            assert answer.status_code < 500, answer.text
            assert own not in answer.text, (who, query)
            assert "images" not in answer.text, (who, query)


def test_only_the_service_role_changes_the_bucket(scene: Scene) -> None:
    body = {"id": "mine", "name": "mine", "public": True, "file_size_limit": None, "allowed_mime_types": None}
    for method, path in (
        ("POST", "bucket"),
        ("GET", "bucket"),
        ("GET", f"bucket/{BUCKET}"),
        ("PUT", f"bucket/{BUCKET}"),
        ("DELETE", f"bucket/{BUCKET}"),
        ("POST", f"bucket/{BUCKET}/empty"),
    ):
        for http in (*scene.others.values(), scene.as_owner):
            answer = http.request(method, path, json=None if method == "GET" else body)
            assert answer.status_code >= 400 or answer.json() == [], answer.text


def test_a_url_reaches_no_other_file_of_the_machine(scene: Scene, stack: RunningStack) -> None:
    """As the owner, whom the policies allow the most."""
    for path in (
        "../../../config.json",
        "%2e%2e/%2e%2e/%2e%2e/config.json",
        "..%2f..%2f..%2fconfig.json",
        "{id}/..%2f..%2f..%2fkeys.json",
        "{id}/%252e%252e/%252e%252e/keys.json",
        "{id}\\..\\..\\keys.json",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "file:%2f%2f%2fetc%2fpasswd",
        "{id}/uploads/",
        "{id}",
        "%00",
        "." * 300,
    ):
        for kind in ("public", "authenticated", "sign", "info", "info/public"):
            url = f"object/{kind}/{BUCKET}/{path.format(id=scene.owner.id)}"
            answer = scene.as_owner.get(url)
            assert_refused(answer, url)
            assert stack.secret_key not in answer.text
            assert "root:" not in answer.text
