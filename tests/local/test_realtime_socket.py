"""The WebSocket: both serializers, and malformed messages."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from tests.local.realtime import SECONDS, socket


async def send(connection: ClientConnection, *frame: Any) -> list[Any]:
    await connection.send(json.dumps(frame))
    return await receive(connection)


async def receive(connection: ClientConnection) -> list[Any]:
    answer = json.loads(await asyncio.wait_for(connection.recv(), SECONDS))
    assert isinstance(answer, list)
    return answer


async def join(connection: ClientConnection, topic: str, payload: Any = None) -> Any:
    answer = await send(connection, "1", "1", topic, "phx_join", payload or {})
    assert answer[:4] == ["1", "1", topic, "phx_reply"]
    return answer[4]


async def test_a_heartbeat_is_answered_in_the_client_s_serializer(stack: Any) -> None:
    async with socket(stack) as connection:
        answer = await send(connection, None, "7", "phoenix", "heartbeat", {})
        assert answer == [None, "7", "phoenix", "phx_reply", {"status": "ok", "response": {}}]
    async with socket(stack, "1.0.0") as connection:
        await connection.send(json.dumps({"topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": None}))
        reply = json.loads(await connection.recv())
    assert (reply["ref"], reply["event"], reply["payload"]["status"]) == (None, "phx_reply", "ok")


@pytest.mark.parametrize("key", ["", "sb_secret_guess", "not.a.jwt", "%00"])
async def test_an_invalid_key_is_refused(stack: Any, key: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async with socket(stack, key=key):
            pass


BAD_FRAMES = [
    "",
    "{",
    "null",
    "[1,2,3]",
    "[null,null,null,null,null]",
    '[1,2,"topic","event",{}]',
    '{"topic": 1, "event": "phx_join"}',
    "[" * 50_000,
    json.dumps([None, "1", "phoenix", "heartbeat", {"large": "x" * 300_000}]),
    b"\x03\xff\xff\xff\xff\xff\x01short",
]


@pytest.mark.parametrize("frame", BAD_FRAMES, ids=lambda frame: repr(frame[:12]))
async def test_a_malformed_frame_gets_an_error(stack: Any, frame: Any) -> None:
    async with socket(stack) as connection:
        await connection.send(frame)
        answer = await receive(connection)
        assert (answer[3], answer[4]["status"]) == ("phx_reply", "error")
        assert (await join(connection, "realtime:still-works"))["status"] == "ok"


@pytest.mark.parametrize(
    "payload",
    [
        [],
        {"config": None},
        {"config": {"presence": "x", "postgres_changes": {}}},
        {"config": {"postgres_changes": [1]}},
        {"config": {"postgres_changes": [{"event": "*"}] * 101}},
        {"config": {"private": True}},
        {"access_token": {"a": "b"}},
    ],
    ids=repr,
)
async def test_a_malformed_join_gets_a_reply(stack: Any, payload: Any) -> None:
    async with socket(stack) as connection:
        answer = await join(connection, "realtime:odd", payload)
        if answer["status"] == "error":
            assert ": " in answer["response"]["reason"]
        assert (await join(connection, "realtime:still-works"))["status"] == "ok"


HOSTILE = ["'; drop table users; --", 'x" or "1"="1', "users\\", "%s", "{}"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"event": 5},
        {"event": "EXPLODE"},
        {"table": {"a": 1}},
        {"table": "x\0y"},
        {"table": "users", "filter": "a=eval.1"},
        *({"table": hostile} for hostile in HOSTILE),
        *({"schema": hostile} for hostile in HOSTILE),
        *({"table": "users", "filter": f"{hostile}=eq.1"} for hostile in HOSTILE),
    ],
    ids=repr,
)
async def test_impossible_bindings_get_one_error_and_run_no_sql(stack: Any, wanted: dict[str, Any]) -> None:
    async with socket(stack) as connection:
        binding = {"event": "*", "schema": "public", **wanted}
        assert (await join(connection, "realtime:odd", {"config": {"postgres_changes": [binding]}}))["status"] == "ok"
        _, _, _, event, payload = await receive(connection)
        assert (event, payload["status"]) == ("system", "error")
        assert "the database does not respond" not in payload["message"]
