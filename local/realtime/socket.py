"""One WebSocket: read and answer the client's messages, and send those of its channels.

A malformed frame gets an error. A client that reads slowly does not delay others.
"""

import asyncio
import logging
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from local.realtime.channel import Channel, Realtime, Refused
from local.realtime.messages import MalformedFrame, Message, decode, encode

log = logging.getLogger(__name__)

SECONDS_TO_CLOSE = 1.0
TRY_AGAIN_LATER = 1013
NOT_BUILT = ("broadcast", "presence")


class Socket:
    """A client's connection, with its apikey and the version of its serializer."""

    def __init__(self, realtime: Realtime, websocket: WebSocket, version: str, key: str) -> None:
        self._realtime = realtime
        self._websocket = websocket
        self._version = version
        self._key = key
        self._channels: dict[str, Channel] = {}
        self._outgoing: asyncio.Queue[str] = asyncio.Queue()

    async def run(self) -> None:
        """Serve the client until either side ends the connection."""
        tasks = [asyncio.create_task(work) for work in (self._receive(), self._transmit())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for channel in self._channels.values():
                channel.leave()
            for task in tasks:
                task.cancel()
            await _log_failures(tasks)
        with suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
            await asyncio.wait_for(self._websocket.close(TRY_AGAIN_LATER), SECONDS_TO_CLOSE)

    def send(self, message: Message) -> None:
        """Queue a message for the client."""
        self._outgoing.put_nowait(encode(message, self._version))

    async def _transmit(self) -> None:
        while True:
            await self._websocket.send_text(await self._outgoing.get())

    async def _receive(self) -> None:
        while (event := await self._websocket.receive())["type"] != "websocket.disconnect":
            try:
                message = decode(event.get("text") or event.get("bytes") or "")
            except MalformedFrame as error:
                self.send(Message("phoenix", "phx_reply", {"status": "error", "response": {"reason": str(error)}}))
            else:
                self._handle(message)

    def _handle(self, message: Message) -> None:
        channel = self._channels.get(message.topic)
        if message.event == "heartbeat" and message.topic == "phoenix":
            self.send(message.reply("ok", {}))
        elif message.event == "phx_join":
            self._join(message)
        elif channel is None or not channel.is_open:
            self.send(message.reply("error", {"reason": "unmatched topic"}))
        elif message.event == "phx_leave":
            channel.leave()
            self.send(message.reply("ok", {}))
        elif message.event == "access_token" and isinstance(message.payload, dict):
            channel.renew(message.payload.get("access_token"))
        elif message.event in NOT_BUILT:
            self.send(message.reply("error", {"reason": f"The local Realtime has no {message.event}"}))

    def _join(self, message: Message) -> None:
        if replaced := self._channels.pop(message.topic, None):
            replaced.leave()
        try:
            self._channels[message.topic] = Channel(self._realtime, message, self._key, self.send)
        except Refused as refused:
            self.send(message.reply("error", {"reason": str(refused)}))


async def _log_failures(tasks: list[asyncio.Task[None]]) -> None:
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception) and not isinstance(outcome, WebSocketDisconnect):
            log.error("realtime: connection failed", exc_info=outcome)
