"""Signed URLs with supabase-py: whoever holds one, and nobody else."""

from __future__ import annotations

import httpx
import jwt
from supabase import Client

from local.config import StackConfig
from tests.conftest import Sql, User
from tests.local.storage import OTHER, PICTURE, PNG, refusal, signed_url
from tests.running import RunningStack


def test_a_signed_url_opens_one_object_to_whoever_holds_it(bucket: str, owner: User, picture: str) -> None:
    url = signed_url(owner.client.storage.from_(bucket), picture)
    answer = httpx.get(url)
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert "expires" in answer.headers
    assert httpx.get(url.replace("first.png", "second.png")).json()["error"] == "InvalidSignature"
    assert httpx.get(url[:-4] + "AAAA").json()["error"] == "InvalidJWT"


def test_a_signed_url_expires(stack: RunningStack, bucket: str, owner: User, picture: str) -> None:
    url, _, token = signed_url(owner.client.storage.from_(bucket), picture, 60).rpartition("=")
    secret = StackConfig.load(stack.data_dir / "config.json").jwt_secret
    claims = jwt.decode(token, secret, ["HS256"])
    assert claims["exp"] - claims["iat"] == 60
    later = jwt.encode({**claims, "iat": claims["iat"] - 61, "exp": claims["exp"] - 61}, secret, "HS256")
    answer = httpx.get(f"{url}={later}")
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidJWT")


def test_many_urls_are_signed_at_once_and_each_says_if_it_could_not_be(
    bucket: str, owner: User, stranger: User, picture: str
) -> None:
    good, bad = owner.client.storage.from_(bucket).create_signed_urls([picture, "none.png"], 60)
    assert httpx.get(str(good["signedURL"])).content == PICTURE
    assert (bad["path"], bad["signedURL"]) == ("none.png", None)
    assert "does not exist" in str(bad["error"])
    assert stranger.client.storage.from_(bucket).create_signed_urls([picture], 60)[0]["signedURL"] is None


def test_a_signed_upload_url_lets_one_content_in_under_the_signers_name(
    sql: Sql, bucket: str, owner: User, anon: Client
) -> None:
    name = f"{owner.id}/by-url.png"
    signed = owner.client.storage.from_(bucket).create_signed_upload_url(name)
    files = anon.storage.from_(bucket)
    files.upload_to_signed_url(name, signed["token"], PICTURE, PNG)
    assert owner.client.storage.from_(bucket).download(name) == PICTURE
    assert sql("select owner_id from storage.objects where bucket_id = %s", [bucket]) == [{"owner_id": owner.id}]
    assert refusal(files.upload_to_signed_url, name, signed["token"], OTHER, PNG) == ("409", "Duplicate")
    other = f"{owner.id}/other.png"
    assert refusal(files.upload_to_signed_url, other, signed["token"], OTHER, PNG)[1] == "InvalidSignature"


def test_a_url_signed_for_reading_does_not_let_anything_in(
    bucket: str, owner: User, anon: Client, picture: str
) -> None:
    url = signed_url(owner.client.storage.from_(bucket), picture)
    token = url.rpartition("token=")[2]
    files = anon.storage.from_(bucket)
    assert refusal(files.upload_to_signed_url, picture, token, OTHER, PNG)[1] == "InvalidSignature"
