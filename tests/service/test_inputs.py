"""Inputs are checked against the request schema, the model's schema and the caller's own folder."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
from supabase import Client

from tests.service.api_client import KREA, PROMPT, ApiClient, Person
from tests.service.media_host import picture
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Request


def error_of(response: Any) -> dict[str, Any]:
    error: dict[str, Any] = response.json["error"]
    return error


def generation(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "inputs": KREA, **changes}


def stored_picture(admin: Client, owner: str, name: str | None = None) -> str:
    path = f"{owner}/uploads/{name or uuid.uuid4()}.png"
    admin.storage.from_("generated-media").upload(path, picture(), {"content-type": "image/png"})
    return path


def test_inputs_outside_the_schema_name_the_first_field(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    for inputs, field in [
        ({}, "inputs.text"),
        ({"text": ""}, "inputs.text"),
        ({"text": "   "}, "inputs.text"),
        ({"text": "\u00a0\u3000\u2003"}, "inputs.text"),
        ({"text": "\u200b \ufeff"}, "inputs.text"),
        ({"text": "x" * 2001}, "inputs.text"),
        ({"text": 5}, "inputs.text"),
        ({"text": None}, "inputs.text"),
        ({"text": "with \0 in it"}, "inputs.text"),
        ({"text": "half a pair \ud800"}, "inputs.text"),
        ({"text": PROMPT, "width": 511}, "inputs.width"),
        ({"text": PROMPT, "width": 2049}, "inputs.width"),
        ({"text": PROMPT, "width": 513}, "inputs.width"),
        ({"text": PROMPT, "width": "512"}, "inputs.width"),
        ({"text": PROMPT, "width": 512.5}, "inputs.width"),
        ({"text": PROMPT, "width": True}, "inputs.width"),
        ({"text": PROMPT, "height": 10**400}, "inputs.height"),
        ({"text": PROMPT, "steps": 1000}, "inputs.steps"),
        ({"steps": 1000, "width": 1, "text": ""}, "inputs.text"),
        ([], "generations.0.inputs"),
        ("text", "generations.0.inputs"),
        (None, "generations.0.inputs"),
    ]:
        response = api_client.http.post(
            "/api/generations",
            data=json.dumps({"model": "krea-flux", "generations": [{"id": str(uuid.uuid4()), "inputs": inputs}]}),
            headers=ada.headers,
        )
        assert (response.status_code, error_of(response)["code"], error_of(response)["field"]) == (
            422,
            "invalid_input",
            field,
        ), inputs
        assert ada.generations() == [], inputs
        assert pixio.queued == [], inputs


def test_a_body_with_a_wrong_field_names_it(api_client: ApiClient, ada: Person) -> None:
    bodies: list[tuple[Any, str]] = [
        ({"generations": [generation()]}, "model"),
        ({"model": "", "generations": [generation()]}, "model"),
        ({"model": 3, "generations": [generation()]}, "model"),
        ({"model": "a\0b", "generations": [generation()]}, "model"),
        ({"model": "krea-flux"}, "generations"),
        ({"model": "krea-flux", "generations": []}, "generations"),
        ({"model": "krea-flux", "generations": generation()}, "generations"),
        ({"model": "krea-flux", "generations": [generation() for _ in range(5)]}, "generations"),
        ({"model": "krea-flux", "generations": [generation()], "price": 0}, "price"),
        ({"model": "krea-flux", "id": str(uuid.uuid4()), "inputs": KREA}, "generations"),
        ({"model": "krea-flux", "generations": [{"inputs": KREA}]}, "generations.0.id"),
        ({"model": "krea-flux", "generations": [generation(id="7")]}, "generations.0.id"),
        ({"model": "krea-flux", "generations": [generation(id="{" + str(uuid.uuid4()) + "}")]}, "generations.0.id"),
        ({"model": "krea-flux", "generations": [generation(), generation(id=f"{uuid.uuid4()}\n")]}, "generations.1.id"),
        (
            {"model": "krea-flux", "generations": [generation(), generation(id="\ud800" + str(uuid.uuid4())[1:])]},
            "generations.1.id",
        ),
        ({"model": "krea-flux", "generations": [{"id": str(uuid.uuid4())}]}, "generations.0.inputs"),
        ({"model": "krea-flux", "generations": [generation(), generation(inputs=[])]}, "generations.1.inputs"),
        ({"model": "krea-flux", "generations": [generation(price=0)]}, "generations.0.price"),
        ({"model": "krea-flux", "generations": [generation(), generation(inputs={"text": ""})]}, "inputs.text"),
    ]
    for body, field in bodies:
        response = api_client.http.post("/api/generations", json=body, headers=ada.headers)
        assert (response.status_code, error_of(response)["field"]) == (422, field), body


def test_a_body_that_is_not_a_json_object_gets_400(api_client: ApiClient, ada: Person) -> None:
    for body in [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": "x", "inputs": {"width": NaN}}',
        b'{"id": "x", "inputs": {"width": 1e999}}',
        b'{"id": "x", "inputs": {"width": ' + b"9" * 5000 + b"}}",
    ]:
        response = api_client.http.post("/api/generations", data=body, headers=ada.headers)
        assert (response.status_code, error_of(response)["code"]) == (400, "invalid_json")


def test_a_deeply_nested_body_gets_400(api_client: ApiClient, ada: Person) -> None:
    for depth in range(850, 1000):
        deep = b'{"model": "krea-flux", "generations": ' + b"[" * depth + b"]" * depth + b"}"
        assert api_client.http.post("/api/generations", data=deep, headers=ada.headers).status_code in (400, 422)


def test_an_unknown_model_is_named(api_client: ApiClient, ada: Person) -> None:
    response = api_client.start(model="no-such-model")
    assert response.status_code == 422
    assert (error_of(response)["code"], error_of(response)["field"]) == ("unknown_model", "model")
    assert ada.balance() == 500


def test_an_inactive_model_is_unknown(api_client: ApiClient) -> None:
    api_client.sql("update models set active = false where id = 'krea-flux'")
    try:
        response = api_client.start()
    finally:
        api_client.sql("update models set active = true where id = 'krea-flux'")
    assert (response.status_code, error_of(response)["code"]) == (422, "unknown_model")


def test_a_new_model_can_be_run_immediately(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["words"],
        "x-prompt": "words",
        "properties": {"words": {"type": "string"}, "mood": {"type": "string", "enum": ["calm", "wild"]}},
    }
    api_client.sql(
        "insert into models (id, name, category, media_type, credit_cost, deployment_id, input_schema)"
        " values ('sketch-1', 'Sketch', 'image', 'image', 3, 'deployment-of-sketch', %s)",
        [json.dumps(schema)],
    )
    try:
        refused = api_client.start(model="sketch-1", inputs={"words": "hills", "mood": "sad"})
        generation_id = api_client.started(model="sketch-1", inputs={"words": "hills", "mood": "calm"})
        assert error_of(refused) == {
            "code": "invalid_input",
            "field": "inputs.mood",
            "message": "This must be one of: calm, wild.",
        }
        assert pixio.queued[0]["deployment_id"] == "deployment-of-sketch"
        assert (api_client.row(generation_id)["prompt"], ada.balance()) == ("hills", 497)
    finally:
        api_client.sql("select fail_generation(id, 'failed') from generated_media where model_id = 'sketch-1'")
        api_client.sql("delete from generated_media where model_id = 'sketch-1'")
        api_client.sql("delete from models where id = 'sketch-1'")


def test_whole_numbers_reach_pixio_as_integers(api_client: ApiClient, pixio: Pixio) -> None:
    api_client.started(inputs={"text": PROMPT, "width": 512.0})
    assert b'"width":512,' in pixio.requests[0].body.replace(b" ", b"")


def test_pictures_reach_pixio_as_signed_urls_that_can_be_fetched(
    api_client: ApiClient, ada: Person, admin: Client, pixio: Pixio
) -> None:
    path, other = stored_picture(admin, ada.id), stored_picture(admin, ada.id)
    inputs = {"image1": path, "image2": other, "image3": path, "positive": "make it night"}
    generation_id = api_client.started("qwen-edit", inputs)
    (queued,) = pixio.queued
    for name in ("image1", "image2", "image3"):
        assert "/object/sign/generated-media/" in queued["inputs"][name]
        assert httpx.get(queued["inputs"][name]).content == picture()
    assert other in queued["inputs"]["image2"]
    assert path in queued["inputs"]["image3"]
    assert api_client.row(generation_id)["inputs"] == inputs
    assert ada.balance() == 485


def test_a_picture_url_is_valid_longer_than_the_run(
    api_client: ApiClient, ada: Person, admin: Client, pixio: Pixio
) -> None:
    api_client.started("qwen-edit", {"image1": stored_picture(admin, ada.id), "positive": "make it night"})
    (token,) = parse_qs(urlsplit(pixio.queued[0]["inputs"]["image1"]).query)["token"]
    expires_at = jwt.decode(token, options={"verify_signature": False})["exp"]
    (row,) = api_client.sql("select timeout_seconds from models where id = 'qwen-edit'")
    assert expires_at - time.time() > row["timeout_seconds"] + 300


def test_a_result_can_be_an_input(api_client: ApiClient, ada: Person, admin: Client) -> None:
    path = f"{ada.id}/images/{uuid.uuid4()}.webp"
    admin.storage.from_("generated-media").upload(path, picture("WEBP"), {"content-type": "image/webp"})
    api_client.started("qwen-edit", {"image1": path, "positive": "again"})


def test_a_picture_that_does_not_exist_is_named_and_nothing_is_debited(
    api_client: ApiClient, ada: Person, pixio: Pixio
) -> None:
    inputs = {"image1": f"{ada.id}/uploads/{uuid.uuid4()}.png", "positive": "x"}
    response = api_client.start("qwen-edit", inputs)
    assert (response.status_code, error_of(response)["field"]) == (422, "inputs.image1")
    assert (ada.balance(), ada.generations(), pixio.queued) == (500, [], [])


def test_another_users_picture_is_reported_as_missing(
    api_client: ApiClient, ada: Person, bob: Person, admin: Client
) -> None:
    foreign = api_client.start("qwen-edit", {"image1": stored_picture(admin, bob.id), "positive": "x"})
    unknown = api_client.start("qwen-edit", {"image1": f"{ada.id}/uploads/{uuid.uuid4()}.png", "positive": "x"})
    assert foreign.status_code == 422
    assert foreign.json == unknown.json


def test_a_path_outside_the_users_folder_is_refused_without_a_storage_request(
    api_client: ApiClient, ada: Person, bob: Person
) -> None:
    for path in [
        "https://example.com/a.png",
        "file:///etc/passwd",
        "//example.com/a.png",
        "a.png",
        "",
        "{id}",
        "{id}/",
        "/{id}/uploads/a.png",
        "{id}/../{other}/a.png",
        "{id}/uploads/../../{other}/a.png",
        "{id}/%2e%2e/{other}/a.png",
        "{id}/uploads/%2fa.png",
        "{id}//a.png",
        "{id}/uploads/a.png?x=1",
        "{id}/uploads/a.png\n",
        "{id}/uploads/a.mp4",
        "{id}/uploads/a",
        "{other}/uploads/a.png",
        "{id}x/uploads/a.png",
    ]:
        response = api_client.start("qwen-edit", {"image1": path.format(id=ada.id, other=bob.id), "positive": "x"})
        assert (response.status_code, error_of(response)["field"]) == (422, "inputs.image1"), path
        assert ada.balance() == 500, path


def test_an_error_message_never_contains_the_input(api_client: ApiClient) -> None:
    secret = "very private words " * 200
    assert "private" not in api_client.start(inputs={"text": secret}).text
    assert "private" not in api_client.start(inputs={"text": PROMPT, "width": "very private"}).text


def test_pixio_receives_only_queue_calls(api_client: ApiClient, pixio: Pixio) -> None:
    api_client.started()
    assert pixio.steps() == ["POST /api/run/deployment/queue"]
    assert isinstance(pixio.requests[0], Request)
