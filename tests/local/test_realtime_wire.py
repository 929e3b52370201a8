"""The WebSocket itself: both serializers, and whatever a hostile client may send."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from local.realtime.wire import MalformedFrame, Message, decode, encode
from tests.local.realtime import socket

JOIN = {"config": {"broadcast": {"self": True, "ack": True}}}


async def ask(connection: ClientConnection, *frame: Any) -> list[Any]:
    await connection.send(json.dumps(frame))
    return await heard(connection)


async def heard(connection: ClientConnection) -> list[Any]:
    answer = json.loads(await asyncio.wait_for(connection.recv(), 10))
    assert isinstance(answer, list)
    return answer


async def join(connection: ClientConnection, topic: str, payload: Any = JOIN) -> Any:
    answer = await ask(connection, "1", "1", topic, "phx_join", payload)
    assert answer[:4] == ["1", "1", topic, "phx_reply"]
    return answer[4]


async def test_a_heartbeat_is_answered_in_the_form_it_came_in(stack: Any) -> None:
    async with socket(stack) as connection:
        answer = await ask(connection, None, "7", "phoenix", "heartbeat", {})
        assert answer == [None, "7", "phoenix", "phx_reply", {"status": "ok", "response": {}}]
    async with socket(stack, "1.0.0") as connection:
        await connection.send(json.dumps({"topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": None}))
        reply = json.loads(await connection.recv())
    assert (reply["ref"], reply["event"], reply["payload"]["status"]) == (None, "phx_reply", "ok")


@pytest.mark.parametrize("key", ["", "sb_secret_guess", "not.a.jwt", "%00"])
async def test_without_a_good_key_there_is_no_connection(stack: Any, key: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async with socket(stack, key=key):
            pass


@pytest.mark.parametrize("role", ["anon_key", "service_role_key", "secret_key"])
async def test_every_kind_of_key_opens_a_connection(stack: Any, role: str) -> None:
    async with socket(stack, key=getattr(stack, role)) as connection:
        assert (await join(connection, "realtime:any"))["status"] == "ok"


BAD_FRAMES = [
    "",
    "{",
    "[]",
    "null",
    "42",
    '"text"',
    "[1,2,3]",
    "[null,null,null,null,null]",
    '[1,2,"topic","event",{}]',
    '{"topic": 1, "event": "phx_join"}',
    "[" * 50_000,
    json.dumps([None, "1", "phoenix", "heartbeat", {"large": "x" * 300_000}]),
    b"",
    b"\x03",
    b"\x09" * 20,
    b"\x03\xff\xff\xff\xff\xff\x01short",
    b"\x03\x00\x00\x01\x01\x00\x01te{not json",
    b"\x03\x01\x01\x01\x01\x00\x01\xff\xff\xff\xff{}",
]


@pytest.mark.parametrize("frame", BAD_FRAMES, ids=lambda frame: repr(frame[:12]))
async def test_a_frame_that_is_no_message_is_answered_by_an_error_and_nothing_more(stack: Any, frame: Any) -> None:
    async with socket(stack) as connection:
        await connection.send(frame)
        answer = await heard(connection)
        assert (answer[3], answer[4]["status"]) == ("phx_reply", "error")
        assert (await join(connection, "realtime:still-works"))["status"] == "ok"


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "text",
        {"config": None},
        {"config": {"broadcast": 1, "presence": "x", "postgres_changes": {}}},
        {"config": {"postgres_changes": [1]}},
        {"config": {"postgres_changes": [{"event": 5}]}},
        {"config": {"postgres_changes": [{"event": "EXPLODE"}]}},
        {"config": {"postgres_changes": [{"event": "*", "schema": "public", "table": {"a": 1}}]}},
        {"config": {"postgres_changes": [{"event": "*", "table": "x\0y"}]}},
        {"config": {"postgres_changes": [{"event": "*", "table": "users", "filter": "a=eval.1"}]}},
        {"config": {"postgres_changes": [{"event": "*", "table": "users", "select": 1}]}},
        {"config": {"postgres_changes": [{"event": "*"}] * 101}},
        {"config": {"private": True}},
        {"access_token": 5},
        {"access_token": {"a": "b"}},
    ],
    ids=repr,
)
async def test_a_join_that_makes_no_sense_is_answered(stack: Any, payload: Any) -> None:
    async with socket(stack) as connection:
        answer = await join(connection, "realtime:odd", payload)
        assert answer["status"] in ("ok", "error")
        if answer["status"] == "error":
            assert ": " in answer["response"]["reason"]
        assert (await join(connection, "realtime:still-works"))["status"] == "ok"


@pytest.mark.parametrize("topic", ["", "phoenix", "realtime:", "other:topic", "realtime:" + "x" * 300])
async def test_a_topic_must_be_realtimes_and_have_a_name(stack: Any, topic: str) -> None:
    async with socket(stack) as connection:
        assert (await join(connection, topic))["status"] == "error"


@pytest.mark.parametrize("hostile", ["'; drop table users; --", 'x" or "1"="1', "users\\", "%s", "{}"])
async def test_names_and_filters_are_data_never_sql(stack: Any, hostile: str) -> None:
    async with socket(stack) as connection:
        for wanted in ({"table": hostile}, {"schema": hostile}, {"table": "users", "filter": f"{hostile}=eq.1"}):
            binding = {"event": "*", "schema": "public", **wanted}
            answer = await join(connection, "realtime:sql", {"config": {"postgres_changes": [binding]}})
            if answer["status"] == "ok":
                _, _, _, event, payload = await heard(connection)
                assert (event, payload["status"]) == ("system", "error")


async def test_a_join_echoes_its_bindings_in_order_with_ids(stack: Any) -> None:
    asked = [
        {"event": "*", "schema": "public", "table": "users"},
        {"event": "INSERT", "schema": "public", "table": "models", "filter": "id=eq.x"},
    ]
    async with socket(stack, key=stack.secret_key) as connection:
        answer = await join(connection, "realtime:echo", {"config": {"postgres_changes": asked}})
    echoed = answer["response"]["postgres_changes"]
    assert [{name: value for name, value in one.items() if name != "id"} for one in echoed] == asked
    assert len({one["id"] for one in echoed}) == 2


async def test_what_is_said_on_a_topic_that_was_not_joined_is_refused(stack: Any) -> None:
    async with socket(stack) as connection:
        answer = await ask(connection, "1", "2", "realtime:never", "broadcast", {"event": "x", "payload": {}})
        assert answer[4] == {"status": "error", "response": {"reason": "unmatched topic"}}


async def test_a_client_has_a_hundred_channels_at_most(stack: Any) -> None:
    async with socket(stack) as connection:
        for number in range(100):
            assert (await join(connection, f"realtime:{number}"))["status"] == "ok"
        refused = await join(connection, "realtime:one-too-many")
        await ask(connection, "1", "2", "realtime:0", "phx_leave", {})
        granted = await join(connection, "realtime:again")
    assert refused["response"]["reason"].startswith("ChannelRateLimitReached")
    assert granted["status"] == "ok"


async def test_a_client_that_sends_too_much_is_cut_off_and_nobody_else(stack: Any) -> None:
    async with socket(stack) as quiet, socket(stack) as loud:
        with pytest.raises(ConnectionClosed):
            await flood(loud)
        assert loud.close_code == 1008
        assert (await ask(quiet, None, "1", "phoenix", "heartbeat", {}))[3] == "phx_reply"


async def flood(connection: ClientConnection) -> None:
    for _ in range(2000):
        await connection.send(json.dumps([None, "1", "phoenix", "heartbeat", {}]))
    while True:
        await asyncio.wait_for(connection.recv(), 10)


async def test_a_broadcast_over_http_reaches_the_topic(stack: Any) -> None:
    url, headers = f"{stack.supabase_url}/realtime/v1/api/broadcast", {"apikey": stack.publishable_key}
    async with socket(stack) as connection, httpx.AsyncClient(headers=headers) as http:
        await join(connection, "realtime:room")
        sent = await http.post(url, json={"messages": [{"topic": "room", "event": "shout", "payload": {"n": 1}}]})
        first = await heard(connection)
        again = await http.post(f"{url}/room/events/shout", json={"n": 2})
        second = await heard(connection)
        refused = await http.post(url, json={"messages": "x"})
        keyless = await http.post(url, json={"messages": []}, headers={"apikey": "guess"})
    assert (sent.status_code, again.status_code, refused.status_code, keyless.status_code) == (202, 202, 422, 401)
    assert [first[4]["payload"], second[4]["payload"]] == [{"n": 1}, {"n": 2}]


def test_a_message_is_read_the_same_in_both_versions() -> None:
    message = Message("realtime:x", "phx_join", {"a": ["ü", None]}, "2", "1")
    for version in ("1.0.0", "2.0.0"):
        assert decode(encode(message, version)) == message


def test_a_binary_broadcast_keeps_its_bytes() -> None:
    frame = b"\x03" + bytes([1, 1, 5, 4, 0, 0]) + b"12topicecho" + b"\x00\xff"
    message = decode(frame)
    assert (message.topic, message.ref, message.join_ref) == ("topic", "2", "1")
    assert message.payload == {"type": "broadcast", "event": "echo", "payload": b"\x00\xff"}
    assert encode(message, "2.0.0") == b"\x04" + bytes([5, 4, 0, 0]) + b"topicecho\x00\xff"


def test_a_frame_of_another_kind_is_malformed() -> None:
    with pytest.raises(MalformedFrame):
        decode(b"\x04" + bytes(10))
