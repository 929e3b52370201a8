"""One WebSocket: read the client's messages, answer them, and send what its channels have to say.

Whatever comes in is answered: a frame that is no message with an error, too many of them with the end of the
connection. A client that does not read what it is sent is cut off, so that it holds up nobody else.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from local.realtime.channel import Channel
from local.realtime.joining import Realtime, Refused, caller_of, join
from local.realtime.wire import MalformedFrame, Message, can_be_sent, decode, encode

log = logging.getLogger(__name__)

MOST_CHANNELS = 100
LARGEST_PRESENCE = 16 * 1024
LARGEST_BACKLOG = 8 * 1024 * 1024
MESSAGES_A_SECOND = 100
MESSAGES_AT_ONCE = 500
SECONDS_TO_CLOSE = 1.0
POLICY_VIOLATION, TRY_AGAIN_LATER = 1008, 1013

Handle = Callable[[Channel, Message], None]


class Socket:
    """A client's connection. `key` is the apikey it came with, `version` that of its serializer."""

    def __init__(self, realtime: Realtime, websocket: WebSocket, version: str, key: str) -> None:
        self._realtime = realtime
        self._websocket = websocket
        self._version = version
        self._key = key
        self._channels: dict[str, Channel] = {}
        self._budget = Budget(MESSAGES_A_SECOND, MESSAGES_AT_ONCE)
        self._backlog: asyncio.Queue[str | bytes] = asyncio.Queue()
        self._backlog_size = 0
        self._goodbye: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Serve the client until either side ends the connection."""
        tasks = [asyncio.create_task(self._receive()), asyncio.create_task(self._transmit())]
        ends: list[asyncio.Future[Any]] = [*tasks, self._goodbye]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for channel in self._channels.values():
                channel.leave()
            for task in tasks:
                task.cancel()
            await self._note_failures(tasks)
        if self._goodbye.done():
            with suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
                await asyncio.wait_for(self._websocket.close(self._goodbye.result()), SECONDS_TO_CLOSE)

    async def _note_failures(self, tasks: list[asyncio.Task[None]]) -> None:
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, WebSocketDisconnect):
                log.error("realtime: a connection ended by an error of ours", exc_info=outcome)

    def send(self, message: Message) -> None:
        """Send a message as soon as the client takes it."""
        if not can_be_sent(message, self._version):
            return
        try:
            frame = encode(message, self._version)
        except RecursionError:
            log.warning("realtime: a message is nested too deeply to be sent on")
            return
        self._backlog_size += len(frame)
        self._backlog.put_nowait(frame)
        if self._backlog_size > LARGEST_BACKLOG:
            self._end(TRY_AGAIN_LATER)

    async def _transmit(self) -> None:
        while True:
            frame = await self._backlog.get()
            if isinstance(frame, bytes):
                await self._websocket.send_bytes(frame)
            else:
                await self._websocket.send_text(frame)
            self._backlog_size -= len(frame)

    async def _receive(self) -> None:
        while True:
            event = await self._websocket.receive()
            if event["type"] == "websocket.disconnect":
                return
            if not self._budget.spend():
                self._end(POLICY_VIOLATION)
                return
            await self._take(event.get("text") or event.get("bytes") or "")

    async def _take(self, frame: str | bytes) -> None:
        try:
            message = decode(frame)
        except MalformedFrame as error:
            self.send(Message("phoenix", "phx_reply", {"status": "error", "response": {"reason": str(error)}}))
            return
        await self._handle(message)

    async def _handle(self, message: Message) -> None:
        channel = self._channels.get(message.topic)
        if message.event == "heartbeat" and message.topic == "phoenix":
            self.send(message.reply("ok", {}))
        elif message.event == "phx_join":
            await self._join(message)
        elif channel is None or not channel.is_open:
            self.send(message.reply("error", {"reason": "unmatched topic"}))
        elif not isinstance(message.payload, dict):
            self.send(message.reply("error", {"reason": "payload must be an object"}))
        else:
            self._handlers().get(message.event, _ignore)(channel, message)

    def _handlers(self) -> dict[str, Handle]:
        return {
            "phx_leave": self._leave,
            "access_token": self._renew,
            "broadcast": self._broadcast,
            "presence": self._change_presence,
        }

    async def _join(self, message: Message) -> None:
        replaced = self._channels.pop(message.topic, None)
        if replaced:
            replaced.leave()
        try:
            self._check_room()
            self._channels[message.topic] = await join(self._realtime, message, self._key, self.send)
        except Refused as refused:
            self.send(message.reply("error", {"reason": str(refused)}))

    def _check_room(self) -> None:
        self._channels = {topic: channel for topic, channel in self._channels.items() if channel.is_open}
        if len(self._channels) >= MOST_CHANNELS:
            raise Refused("ChannelRateLimitReached: Too many channels")

    def _leave(self, channel: Channel, message: Message) -> None:
        channel.leave()
        del self._channels[channel.topic]
        self.send(message.reply("ok", {}))

    def _renew(self, channel: Channel, message: Message) -> None:
        token = message.payload.get("access_token")
        if token is None:
            return
        try:
            channel.act_as(caller_of(self._realtime.config, token))
        except Refused as refused:
            channel.shut(str(refused))

    def _broadcast(self, channel: Channel, message: Message) -> None:
        channel.broadcast(message.payload)
        if channel.wants_acknowledgement:
            self.send(message.reply("ok", {}))

    def _change_presence(self, channel: Channel, message: Message) -> None:
        payload = message.payload.get("payload")
        if len(json.dumps(payload)) > LARGEST_PRESENCE:
            self.send(message.reply("error", {"reason": f"a presence may have at most {LARGEST_PRESENCE} bytes"}))
            return
        channel.change_presence(message.payload.get("event"), payload if isinstance(payload, dict) else {})
        self.send(message.reply("ok", {}))

    def _end(self, code: int) -> None:
        if not self._goodbye.done():
            self._goodbye.set_result(code)


def _ignore(_: Channel, __: Message) -> None:
    """An event that means nothing to the server, as the real one takes it."""


class Budget:
    """How many messages are taken: so many a second, and so many at once after a silence."""

    def __init__(self, rate: float, most: float) -> None:
        self._rate = rate
        self._most = self._left = most
        self._counted_at = time.monotonic()

    def spend(self) -> bool:
        """Take one; False if there is none left."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._counted_at) * self._rate)
        self._counted_at = now
        self._left -= 1
        return self._left >= 0
