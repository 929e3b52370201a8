"""The files on disk are exactly the contents that rows name."""

from __future__ import annotations

import asyncio
import re
import socket
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from local.storage.files import Files
from local.storage.reading import _serve
from local.storage.requests import Storage
from tests.conftest import Sql, User
from tests.local.storage import OTHER, PICTURE, UPSERT, contents_on_disk, private_bucket, storage_api, versions_of
from tests.running import RunningStack, eventually

MEBIBYTE = 1024 * 1024
PNG_HEADERS = {"content-type": "image/png"}


@pytest.fixture
def http(stack: RunningStack, owner: User) -> Iterator[httpx.Client]:
    """Yield an HTTP client of the storage API with the token of the owner."""
    with storage_api(stack, owner) as client:
        yield client


def pieces(size: int) -> Iterator[bytes]:
    """Yield a body of unknown length."""
    for _ in range(size // 65536):
        yield bytes(65536)


def test_replaced_and_removed_contents_are_deleted_and_copies_stay(
    stack: RunningStack, sql: Sql, bucket: str, owner: User, picture: str
) -> None:
    files = owner.client.storage.from_(bucket)
    first = versions_of(sql, bucket)
    copy = f"{owner.id}/copy.png"
    files.copy(picture, copy)
    files.upload(picture, OTHER, UPSERT)
    second = versions_of(sql, bucket)
    assert not first & contents_on_disk(stack.data_dir).keys()
    assert (files.download(picture), files.download(copy)) == (OTHER, PICTURE)
    files.remove([picture, copy])
    assert not second & contents_on_disk(stack.data_dir).keys()


def test_a_body_over_the_limit_is_refused_and_leaves_no_file(
    stack: RunningStack, sql: Sql, http: httpx.Client, owner: User
) -> None:
    with private_bucket(sql, file_size_limit=MEBIBYTE) as bucket:
        path = f"object/{bucket}/{owner.id}/a.png"
        before = contents_on_disk(stack.data_dir)
        large = bytes(8 * MEBIBYTE)
        for body in ({"content": large, "headers": PNG_HEADERS}, {"files": {"": ("a", large, "image/png")}}):
            answer = http.post(path, **body)
            assert (answer.status_code, answer.json()["statusCode"]) == (400, "413")
        # Without a known length, the limit of all buckets applies.
        answer = http.put(path, content=pieces(51 * MEBIBYTE), headers=PNG_HEADERS)
        assert (answer.status_code, answer.json()["statusCode"]) == (400, "413")
        assert contents_on_disk(stack.data_dir) == before
        assert versions_of(sql, bucket) == set()


async def test_a_content_that_is_removed_while_it_is_sent_arrives_completely(tmp_path: Path) -> None:
    version = str(uuid.uuid4())
    app = Starlette()
    app.state.storage = Storage(cast(Any, None), cast(Any, None), Files(tmp_path))
    file = app.state.storage.files.path(version)
    file.parent.mkdir()
    file.write_bytes(PICTURE)
    scope = {"type": "http", "method": "GET", "headers": [], "query_string": b"", "app": app}
    response = _serve(Request(scope), {"version": version, "updated_at": datetime.now(UTC), "metadata": {}})
    file.unlink()
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await response(scope, cast(Any, asyncio.Event().wait), send)
    assert b"".join(message.get("body", b"") for message in sent) == PICTURE


def test_large_contents_are_streamed(stack: RunningStack, http: httpx.Client, bucket: str, owner: User) -> None:
    path = f"{bucket}/{owner.id}/large"
    before = most_memory_of_gateway(stack.pid)
    raw = http.post(f"object/{path}", content=pieces(48 * MEBIBYTE), headers=PNG_HEADERS)
    form = http.put(f"object/{path}", files={"": ("large", bytes(48 * MEBIBYTE), "image/png")})
    with http.stream("GET", f"object/authenticated/{path}") as answer:
        received = sum(len(chunk) for chunk in answer.iter_raw())
    assert (raw.status_code, form.status_code, received) == (200, 200, 48 * MEBIBYTE)
    assert most_memory_of_gateway(stack.pid) - before < 24 * MEBIBYTE


def most_memory_of_gateway(stack_pid: int) -> int:
    """Return the peak memory of the gateway of this stack, in bytes."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            status = (process / "status").read_text()
            command = (process / "cmdline").read_bytes()
            if f"PPid:\t{stack_pid}\n" in status and b"local.gateway" in command:
                (most,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
                return int(most) * 1024
    raise LookupError("no gateway")


def test_an_interrupted_upload_leaves_no_file(stack: RunningStack, sql: Sql, bucket: str, owner: User) -> None:
    address = urlsplit(stack.supabase_url)
    before = contents_on_disk(stack.data_dir)
    head = (
        f"POST /storage/v1/object/{bucket}/{owner.id}/cut.png HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
        f"apikey: {stack.publishable_key}\r\nAuthorization: Bearer {owner.access_token}\r\nContent-Length: 100000\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + bytes(1000))
        eventually(lambda: len(contents_on_disk(stack.data_dir)) > len(before))
    eventually(lambda: contents_on_disk(stack.data_dir) == before)
    assert versions_of(sql, bucket) == set()


def test_concurrent_uploads_to_one_name_leave_one_row_and_one_file(
    stack: RunningStack, sql: Sql, bucket: str, owner: User
) -> None:
    before = len(contents_on_disk(stack.data_dir))
    headers = {"apikey": stack.publishable_key, "authorization": f"Bearer {owner.access_token}"} | PNG_HEADERS
    url = f"{stack.supabase_url}/storage/v1/object/{bucket}/{owner.id}/one.png"

    def send(number: int) -> int:
        return httpx.post(url, content=bytes([number]) * 1000, headers=headers | {"x-upsert": "true"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(24))) == {200}
    assert len(versions_of(sql, bucket)) == 1
    eventually(lambda: len(contents_on_disk(stack.data_dir)) == before + 1)


def test_rows_cannot_be_deleted_by_sql(sql: Sql, picture: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="Use the Storage API"):
        sql("delete from storage.objects where name = %s", [picture])
