"""Broadcasts over HTTP, for senders that have joined no channel."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local import claims
from local.claims import InvalidToken
from local.realtime.channel import PREFIX
from local.realtime.joining import Realtime

LARGEST_BODY = 1024 * 1024
MOST_MESSAGES = 100


class _Rejected(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def broadcast(request: Request) -> Response:
    """`{"messages": [{"topic", "event", "payload"}]}`, each to all members of its topic."""
    try:
        realtime = _realtime(request)
        for message in _messages(await _json(request)):
            realtime.hub.broadcast(PREFIX + message["topic"], _payload(message["event"], message.get("payload", {})))
    except _Rejected as rejected:
        return JSONResponse({"message": str(rejected)}, rejected.status)
    return Response(status_code=202)


async def broadcast_event(request: Request) -> Response:
    """The body, JSON or bytes, as one event to all members of the topic that the path names."""
    try:
        realtime = _realtime(request)
        _check_public(request.query_params.get("private") != "true")
        is_binary = request.headers.get("content-type") == "application/octet-stream"
        content = await _body(request) if is_binary else await _json(request)
        topic, event = request.path_params["topic"], request.path_params["event"]
        realtime.hub.broadcast(PREFIX + topic, _payload(event, content))
    except _Rejected as rejected:
        return JSONResponse({"message": str(rejected)}, rejected.status)
    return Response(status_code=202)


def _realtime(request: Request) -> Realtime:
    """The realtime of a caller with a valid key."""
    realtime = request.app.state.realtime
    assert isinstance(realtime, Realtime)
    headers = request.headers
    try:
        claims.caller_of(realtime.config, headers.get("authorization"), headers.get("apikey"))
    except InvalidToken as error:
        raise _Rejected(401, str(error)) from error
    return realtime


def _payload(event: str, content: Any) -> dict[str, Any]:
    return {"type": "broadcast", "event": event, "payload": content}


def _messages(body: Any) -> list[dict[str, Any]]:
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or len(messages) > MOST_MESSAGES:
        raise _Rejected(422, f"messages must be a list of at most {MOST_MESSAGES}")
    for message in messages:
        if not isinstance(message, dict) or not all(isinstance(message.get(name), str) for name in ("topic", "event")):
            raise _Rejected(422, "a message must have a topic and an event")
        _check_public(not message.get("private"))
    return messages


def _check_public(is_public: bool) -> None:
    if not is_public:
        raise _Rejected(403, "You do not have permissions to write to this Channel topic")


async def _json(request: Request) -> Any:
    try:
        return json.loads(await _body(request))
    except (ValueError, RecursionError) as error:
        raise _Rejected(400, "the body is not JSON") from error


async def _body(request: Request) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise _Rejected(413, f"the body may have at most {LARGEST_BODY} bytes")
    except ClientDisconnect as error:
        raise _Rejected(499, "the body was cut off") from error
    return body


ROUTES = [
    Route("/api/broadcast", broadcast, methods=["POST"]),
    Route("/api/broadcast/{topic}/events/{event}", broadcast_event, methods=["POST"]),
]
