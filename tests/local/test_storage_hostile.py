"""Malformed bodies and hostile names and contents, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.conftest import Sql, User
from tests.local.storage import PICTURE, contents_on_disk, storage_api
from tests.running import RunningStack

PNG_HEADERS = {"content-type": "image/png"}
BOUNDARY = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name=""; filename="a"\r\n'


@pytest.fixture
def http(stack: RunningStack, owner: User) -> Iterator[httpx.Client]:
    """Yield an HTTP client of the storage API with the token of the owner."""
    with storage_api(stack, owner) as client:
        yield client


def test_all_allowed_characters_work_in_names(http: httpx.Client, bucket: str, owner: User) -> None:
    path = f"{bucket}/{owner.id}/" + quote("/ /Ab_9!-.*'() &$@=;:+,?.png/")
    assert http.post(f"object/{path}", content=PICTURE, headers=PNG_HEADERS).status_code == 200
    assert http.get(f"object/authenticated/{path}").content == PICTURE


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        (BOUNDARY, b"not multipart at all"),
        (BOUNDARY, FILE + b"\r\ncut"),
        ("multipart/form-data; boundary=" + "x" * 300, b""),
        (BOUNDARY, b"--x\r\n" + b"a: b\r\n" * 5000),
        (BOUNDARY, (FILE + b"\r\n\r\n") * 100 + b"--x--\r\n"),
    ],
    ids=["no boundary", "no multipart", "cut off", "long boundary", "many headers", "many files"],
)
def test_a_malformed_multipart_body_is_refused_and_leaves_no_file(
    stack: RunningStack, http: httpx.Client, bucket: str, owner: User, content_type: str, body: bytes
) -> None:
    before = contents_on_disk(stack.data_dir)
    answer = http.post(f"object/{bucket}/{owner.id}/a.png", content=body, headers={"content-type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidRequest")
    assert contents_on_disk(stack.data_dir) == before


@pytest.mark.parametrize("mimetype", ["text/html", "TEXT/HTML;charset=utf-8", "application/xhtml+xml"])
def test_an_uploaded_page_is_served_as_plain_text(http: httpx.Client, bucket: str, owner: User, mimetype: str) -> None:
    path = f"{bucket}/{owner.id}/page"
    http.post(f"object/{path}", content=b"<script>alert(1)</script>", headers={"content-type": mimetype})
    headers = http.get(f"object/authenticated/{path}").headers
    assert headers["content-type"] == "text/plain"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]


def test_lists_compare_names_in_lower_case(sql: Sql, http: httpx.Client, bucket: str, owner: User) -> None:
    for name in ("/x", "Folder/a", "folder/b", "folder.png", "z%", "zx"):
        sql("insert into storage.objects (bucket_id, name) values (%s, %s)", [bucket, f"{owner.id}/{name}"])

    def listed(**asked: object) -> list[str]:
        answer = http.post(f"object/list/{bucket}", json={"prefix": owner.id, **asked})
        return [row["name"] for row in answer.json()]

    assert listed() == ["", "folder.png", "Folder", "z%", "zx"]
    assert listed(prefix=f"{owner.id}/FOLDER/") == ["a", "b"]
    assert listed(search="Z%") == ["z%"]
