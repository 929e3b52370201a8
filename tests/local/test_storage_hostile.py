"""Storage over bare HTTP: bodies and names that nobody should get away with."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import psycopg
import pytest

from tests.conftest import Sql, User
from tests.local.storage import (
    OTHER,
    PICTURE,
    contents_on_disk,
    private_bucket,
    storage_api,
    versions_of,
    wait_until,
)

MEBIBYTE = 1024 * 1024
PNG_HEADERS = {"content-type": "image/png"}


@pytest.fixture
def http(stack: Any, owner: User) -> Iterator[httpx.Client]:
    """The storage API as the owner, speaking plain HTTP."""
    with storage_api(stack, owner) as client:
        yield client


@pytest.mark.parametrize("name", ["../x.png", "a/../../x", "a/./b", "ü.png", "a\\b", "a%b", "a#b", "a\0b"])
def test_a_name_that_storage_does_not_take_is_refused(http: httpx.Client, bucket: str, name: str) -> None:
    sent = quote(name, safe="/").replace(".", "%2E")
    answer = http.post(f"object/{bucket}/{sent}", content=PICTURE, headers=PNG_HEADERS)
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidKey")
    body = {"bucketId": bucket, "sourceKey": "a", "destinationKey": name}
    assert http.post("object/move", json=body).json()["error"] == "InvalidKey"


@pytest.mark.parametrize("name", ["//x.png", "/a//b/x.png", "/folder/", "/ /x.png"])
def test_parts_of_a_name_may_be_empty_as_in_the_real_storage(
    http: httpx.Client, bucket: str, owner: User, name: str
) -> None:
    key = owner.id + name
    answer = http.post(f"object/{bucket}/{quote(key)}", content=PICTURE, headers=PNG_HEADERS)
    assert answer.json()["Key"] == f"{bucket}/{key}"
    assert http.get(f"object/authenticated/{bucket}/{quote(key)}").content == PICTURE
    removed = http.request("DELETE", f"object/{bucket}", json={"prefixes": [key]}).json()
    assert [row["name"] for row in removed] == [key]


def test_a_file_behind_an_empty_part_is_listed_below_a_folder_without_a_name(
    http: httpx.Client, bucket: str, owner: User
) -> None:
    assert http.post(f"object/{bucket}/{owner.id}//x.png", content=PICTURE, headers=PNG_HEADERS).status_code == 200
    (entry,) = http.post(f"object/list/{bucket}", json={"prefix": owner.id}).json()
    assert (entry["name"], entry["id"]) == ("", None)


@pytest.mark.parametrize("name", ["ü.png", "../x.png", "a\\b", "no/such.png", ""])
def test_whatever_is_asked_to_be_removed_is_looked_for(http: httpx.Client, bucket: str, name: str) -> None:
    answer = http.request("DELETE", f"object/{bucket}", json={"prefixes": [name]})
    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize("name", [7, None, ["a"], "a\0b"])
def test_only_texts_can_be_asked_to_be_removed(http: httpx.Client, bucket: str, name: object) -> None:
    answer = http.request("DELETE", f"object/{bucket}", json={"prefixes": [name]})
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")


def test_a_name_may_have_every_character_that_storage_takes(http: httpx.Client, bucket: str, owner: User) -> None:
    path = f"{bucket}/{owner.id}/" + quote("Ab_9!-.*'() &$@=;:+,?.png")
    assert http.post(f"object/{path}", content=PICTURE, headers=PNG_HEADERS).status_code == 200
    assert http.get(f"object/authenticated/{path}").content == PICTURE


def test_a_name_of_more_than_1024_characters_is_refused(http: httpx.Client, bucket: str) -> None:
    answer = http.post(f"object/{bucket}/{'a' * 1025}", content=PICTURE, headers=PNG_HEADERS)
    assert answer.json()["error"] == "InvalidKey"


def pieces(size: int) -> Iterator[bytes]:
    """A body whose length is not announced."""
    for _ in range(size // 65536):
        yield bytes(65536)


def test_a_body_over_the_limit_is_refused_unless_it_tells_no_length(
    stack: Any, sql: Sql, http: httpx.Client, owner: User
) -> None:
    with private_bucket(sql, file_size_limit=MEBIBYTE) as bucket:
        path = f"object/{bucket}/{owner.id}/a.png"
        before = contents_on_disk(stack.data_dir)
        answer = http.post(path, content=bytes(8 * MEBIBYTE), headers=PNG_HEADERS)
        assert (answer.status_code, answer.json()["statusCode"]) == (400, "413")
        assert contents_on_disk(stack.data_dir) == before
        assert versions_of(sql, bucket) == set()
        assert http.post(path, content=pieces(2 * MEBIBYTE), headers=PNG_HEADERS).status_code == 200
        answer = http.put(path, content=pieces(51 * MEBIBYTE), headers=PNG_HEADERS)
        assert (answer.status_code, answer.json()["statusCode"]) == (400, "413")
        assert len(contents_on_disk(stack.data_dir)) == len(before) + 1


def test_large_contents_pass_through_without_filling_the_memory(
    stack: Any, http: httpx.Client, bucket: str, owner: User
) -> None:
    path = f"{bucket}/{owner.id}/large"
    before = most_memory_of_gateway(stack.pid)
    raw = http.post(f"object/{path}", content=pieces(48 * MEBIBYTE), headers=PNG_HEADERS)
    form = http.put(f"object/{path}", files={"": ("large", bytes(48 * MEBIBYTE), "image/png")})
    with http.stream("GET", f"object/authenticated/{path}") as answer:
        received = sum(len(chunk) for chunk in answer.iter_raw())
    assert (raw.status_code, form.status_code, received) == (200, 200, 48 * MEBIBYTE)
    assert most_memory_of_gateway(stack.pid) - before < 24 * MEBIBYTE


def most_memory_of_gateway(stack_pid: int) -> int:
    """The most memory that the gateway of this stack has ever held, in bytes."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            status = (process / "status").read_text()
            command = (process / "cmdline").read_bytes()
            if f"PPid:\t{stack_pid}\n" in status and b"local.gateway" in command:
                (most,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
                return int(most) * 1024
    raise LookupError("no gateway")


def test_an_upload_that_breaks_off_leaves_nothing(stack: Any, sql: Sql, bucket: str, owner: User) -> None:
    address = urlsplit(stack.supabase_url)
    before = contents_on_disk(stack.data_dir)
    head = (
        f"POST /storage/v1/object/{bucket}/{owner.id}/cut.png HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
        f"apikey: {stack.publishable_key}\r\nAuthorization: Bearer {owner.access_token}\r\nContent-Length: 100000\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + bytes(1000))
        wait_until(lambda: len(contents_on_disk(stack.data_dir)) > len(before))
    wait_until(lambda: contents_on_disk(stack.data_dir) == before)
    assert versions_of(sql, bucket) == set()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"not multipart at all"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name=""; filename="a"\r\n\r\ncut'),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
        ("multipart/form-data; boundary=" + "x" * 300, b""),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a: b\r\n" * 5000),
    ],
    ids=["no boundary", "no multipart", "cut off", "no file", "long boundary", "many headers"],
)
def test_a_malformed_multipart_body_is_refused_and_leaves_nothing(
    stack: Any, http: httpx.Client, bucket: str, owner: User, content_type: str, body: bytes
) -> None:
    before = contents_on_disk(stack.data_dir)
    path = f"object/{bucket}/{owner.id}/a.png"
    answer = http.post(path, content=body, headers={"content-type": content_type})
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")
    assert contents_on_disk(stack.data_dir) == before


@pytest.mark.parametrize("mimetype", ["image", "image/png\x01", "image/" + "p" * 500, ""])
def test_a_type_that_is_none_is_refused(http: httpx.Client, bucket: str, owner: User, mimetype: str) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name=""; filename="a"\r\nContent-Type: '
        + (mimetype or " / ").encode()
        + b"\r\n\r\nabc\r\n--x--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = http.post(f"object/{bucket}/{owner.id}/a.png", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"] in ("invalid_mime_type", "InvalidRequest")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"[" * 100_000, b"\xff", b'{"expiresIn": "soon"}', b"{}"])
def test_a_json_body_that_is_none_is_refused(http: httpx.Client, bucket: str, picture: str, body: bytes) -> None:
    answer = http.post(f"object/sign/{bucket}/{picture}", content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")


def test_metadata_that_the_database_cannot_hold_is_refused(http: httpx.Client, bucket: str, owner: User) -> None:
    files = {"": ("a.png", OTHER, "image/png")}
    answer = http.post(f"object/{bucket}/{owner.id}/a.png", files=files, data={"metadata": '{"a": "\\u0000"}'})
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")


def test_no_key_no_entry(stack: Any, bucket: str, picture: str) -> None:
    url = f"{stack.supabase_url}/storage/v1/object/authenticated/{bucket}/{picture}"
    for headers in ({}, {"apikey": "sb_secret_guess"}, {"authorization": "Bearer x.y.z"}):
        answer = httpx.get(url, headers=headers)
        assert (answer.status_code, answer.json()["statusCode"]) == (400, "403")


def test_rows_cannot_be_deleted_under_their_files(sql: Sql, picture: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="Use the Storage API"):
        sql("delete from storage.objects where name = %s", [picture])


def test_pictures_sent_by_many_at_once_to_one_name_leave_one_row_and_one_file(
    stack: Any, sql: Sql, bucket: str, owner: User
) -> None:
    before = len(contents_on_disk(stack.data_dir))
    headers = {"apikey": stack.publishable_key, "authorization": f"Bearer {owner.access_token}"} | PNG_HEADERS
    url = f"{stack.supabase_url}/storage/v1/object/{bucket}/{owner.id}/one.png"

    def send(number: int) -> int:
        return httpx.post(url, content=bytes([number]) * 1000, headers=headers | {"x-upsert": "true"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(24))) == {200}
    assert len(versions_of(sql, bucket)) == 1
    wait_until(lambda: len(contents_on_disk(stack.data_dir)) == before + 1)
