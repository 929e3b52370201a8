"""Requests are parsed strictly: no header, body shape, spelling or origin gains more access."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from tests.running import RunningStack
from tests.service.api_client import ApiClient, Person, start_body
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio

OTHER_SITE = "https://evil.example"


def assert_nothing_started(person: Person) -> None:
    assert (person.generations(), person.balance()) == ([], 500)


def test_an_invalid_body_starts_nothing(client: FlaskClient, ada: Person) -> None:
    for body in [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{",
        b"\xff\xfe{}",
        b'{"id":1}',
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"id":"\\ud800"}',
        b'{"id": NaN}',
        b'{"id": 1e999}',
        b"1" * 5000,
        '{"id":"x"}'.encode("utf-16"),
        b"--x\r\nContent-Disposition: form-data; name=id\r\n\r\nx\r\n--x--",
        b"id=x&model=krea-flux",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    ]:
        for kind in (
            "application/json",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
        ):
            answer = client.post("/api/generations", data=body, headers={**ada.headers, "Content-Type": kind})
            assert answer.status_code in (400, 422), (kind, answer.text)
            assert answer.json["error"]["code"] in ("invalid_json", "invalid_input")  # type: ignore[index]
        assert_nothing_started(ada)


def test_a_body_over_a_megabyte_is_refused(client: FlaskClient, ada: Person) -> None:
    answer = client.post("/api/generations", data=b'{"id":"' + b"x" * 2**21, headers=ada.headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "payload_too_large")  # type: ignore[index]
    assert_nothing_started(ada)


def test_of_a_duplicate_key_the_checked_value_is_used(api_client: ApiClient, pixio: Pixio, ada: Person) -> None:
    """If the service checked one value and used the other, any value would pass."""
    body = (
        '{"model":"none","model":"krea-flux","generations":[],"generations":[{'
        f'"id":"x","id":"{uuid.uuid4()}",'
        '"inputs":{"text":""},"inputs":{"width":7,"width":512,"text":"","text":"kept"}}]}'
    )
    answer = api_client.http.post("/api/generations", data=body, headers=ada.headers)
    assert answer.status_code == 202, answer.text
    (queued,) = pixio.queued
    assert (queued["inputs"]["text"], queued["inputs"]["width"]) == ("kept", 512)
    hidden = body.replace('"text":"","text":"kept"', '"text":"kept","text":""').replace(
        str(ada.generations()[0]["id"]), str(uuid.uuid4())
    )
    assert api_client.http.post("/api/generations", data=hidden, headers=ada.headers).status_code == 422


def test_an_invalid_model_starts_nothing(api_client: ApiClient, ada: Person) -> None:
    models: list[Any] = [
        "",
        "none",
        "krea-flux ",
        "KREA-FLUX",
        "krea‑flux",
        "krea-flux\u0000",
        "*",
        "krea-flux,active.is.false",
        "x' or 1=1",
        "../krea-flux",
        7,
        None,
        ["krea-flux"],
        {"id": "krea-flux"},
    ]
    for model in models:
        answer = api_client.start(model=model)
        assert (answer.status_code, answer.json["error"]["field"]) == (422, "model")  # type: ignore[index]
        assert_nothing_started(ada)


def test_an_invalid_id_starts_nothing(client: FlaskClient, ada: Person) -> None:
    for generation_id in [
        "",
        "x",
        "0",
        "00000000-0000-0000-0000-00000000000g",
        "{}",
        "\u0661" * 36,
        "a" * 37,
        5,
        None,
        [],
        "00000000-0000-0000-0000-000000000000\n",
        "urn:uuid:00000000-0000-0000-0000-000000000000",
    ]:
        body = {"model": "krea-flux", "generations": [{"id": generation_id, "inputs": {"text": "x"}}]}
        answer = client.post("/api/generations", json=body, headers=ada.headers)
        assert (answer.status_code, answer.json["error"]["field"]) == (422, "generations.0.id")  # type: ignore[index]
        assert_nothing_started(ada)


def test_an_input_outside_its_bounds_starts_nothing(api_client: ApiClient, pixio: Pixio, ada: Person) -> None:
    for inputs, field in [
        ({"text": "x", "webhook": "http://evil"}, "inputs.webhook"),
        ({"text": "x", "deployment_id": "other"}, "inputs.deployment_id"),
        ({"text": "x", "__proto__": {"width": 1}}, "inputs.__proto__"),
        ({"text": "x", "constructor": "x"}, "inputs.constructor"),
        ({"text": "x", "width": 10**400}, "inputs.width"),
        ({"text": "x", "width": -512}, "inputs.width"),
        ({"text": "x", "width": 512.5}, "inputs.width"),
        ({"text": "x", "width": "512"}, "inputs.width"),
        ({"text": "x", "width": True}, "inputs.width"),
        ({"text": "x", "width": None}, "inputs.width"),
        ({"text": "x" * 2001}, "inputs.text"),
        ({"text": "😀" * 2001}, "inputs.text"),
        ({"text": " \t\r\n"}, "inputs.text"),
        ({"text": "a\u0000b"}, "inputs.text"),
        ({"text": "\ud800"}, "inputs.text"),
        ({"text": {"$ne": ""}}, "inputs.text"),
        ({"text": ["x"]}, "inputs.text"),
        ({}, "inputs.text"),
    ]:
        answer = api_client.start(inputs=inputs)
        assert (answer.status_code, answer.json["error"]["field"]) == (422, field), answer.text  # type: ignore[index]
        assert pixio.queued == []
        assert_nothing_started(ada)


def test_an_input_picture_must_be_the_callers_own(
    api_client: ApiClient, pixio: Pixio, ada: Person, bob: Person
) -> None:
    for path in [
        "{bob}/uploads/x.png",
        "{ada}/../{bob}/uploads/x.png",
        "{ada}/%2e%2e/{bob}/x.png",
        "{ada}%2Fuploads%2Fx.png",
        "/{ada}/uploads/x.png",
        "{ada}//x.png",
        "{ada}\\uploads\\x.png",
        "{ada}/uploads/x.png?token=1",
        "{ada}/uploads/x.png#.png",
        "{ada}/uploads/x.svg",
        "{ada}/uploads/x.png\n",
        "{ADA}/uploads/x.png",
        "http://169.254.169.254/latest/meta-data/x.png",
        "https://evil.example/{ada}/x.png",
        "//evil.example/x.png",
        "file:///etc/passwd.png",
        "data:image/png;base64,AAAA",
        "{ada}/uploads/not-there.png",
    ]:
        named = path.format(ada=ada.id, bob=bob.id, ADA=ada.id.upper())
        answer = api_client.start("qwen-edit", {"image1": named, "positive": "x"})
        assert (answer.status_code, answer.json["error"]["field"]) == (422, "inputs.image1"), answer.text  # type: ignore[index]
        assert pixio.queued == []
        assert_nothing_started(ada)


def test_a_rate_limit_counts_the_user_whatever_the_headers_contain(make_app: MakeApp, ada: Person, bob: Person) -> None:
    client = make_app(RATELIMIT_GENERATIONS="3/minute").test_client()
    spoofed = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP")
    for turn in range(6):
        headers = {**ada.headers, **dict.fromkeys(spoofed, f"10.0.0.{turn}"), "X-User-Id": bob.id}
        answer = client.post("/api/generations", json={}, headers=headers)
        assert answer.status_code == (422 if turn < 3 else 429)
    assert client.post("/api/generations", json={}, headers=bob.headers).status_code == 422


ROUTES = [
    ("POST", "/api/generations"),
    ("POST", "/api/create-checkout-session"),
    ("POST", "/api/purchase-credits"),
    ("POST", "/api/create-customer-portal"),
    ("GET", "/api/account/export"),
    ("DELETE", "/api/account"),
]


def test_another_site_reads_no_response(stack: RunningStack, ada: Person) -> None:
    """The token is in no cookie, so another site cannot send it, and no response allows cross-origin reads."""
    for verb, path in ROUTES:
        for origin in (OTHER_SITE, "null", stack.site_url + ".evil.example"):
            asks = {
                "Origin": origin,
                "Access-Control-Request-Method": verb,
                "Access-Control-Request-Headers": "authorization",
            }
            for base in (stack.service_url, stack.site_url):
                preflight = httpx.options(base + path, headers=asks, timeout=30)
                assert not [name for name in preflight.headers if name.startswith("access-control-")]
                cookie = {
                    "Origin": origin,
                    "Cookie": f"session={ada.token}; access_token={ada.token}; Authorization=Bearer {ada.token}",
                }
                answer = httpx.request(verb, base + path, headers={**cookie, "Content-Type": "text/plain"}, timeout=30)
                assert answer.status_code in (401, 503)
                assert "access-control-allow-origin" not in answer.headers
                assert "set-cookie" not in answer.headers
        assert ada.balance() == 500


@pytest.mark.parametrize("place", ["query", "body", "other header"])
def test_a_token_is_accepted_in_its_header_only(client: FlaskClient, ada: Person, place: str) -> None:
    body = start_body()
    query = (
        f"?access_token={ada.token}&apikey={ada.token}&authorization=Bearer%20{ada.token}" if place == "query" else ""
    )
    headers = {"X-Authorization": f"Bearer {ada.token}", "apikey": ada.token} if place == "other header" else {}
    more = {"access_token": ada.token} if place == "body" else {}
    assert client.post(f"/api/generations{query}", data=json.dumps(body | more), headers=headers).status_code == 401
    assert_nothing_started(ada)
