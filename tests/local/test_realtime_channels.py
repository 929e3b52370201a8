"""Broadcast and presence with supabase-py."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

from realtime import AsyncRealtimeChannel, AsyncRealtimeClient, RealtimeChannelOptions

from tests.conftest import User
from tests.local.realtime import client, socket

SECONDS = 10.0


def room(made: AsyncRealtimeClient, name: str = "room", **config: Any) -> AsyncRealtimeChannel:
    defaults = {"broadcast": {"ack": False, "self": False}, "presence": {"key": "", "enabled": False}, "private": False}
    return made.channel(name, cast(RealtimeChannelOptions, {"config": defaults | config}))


async def test_a_broadcast_reaches_everyone_else_on_the_topic_and_nobody_off_it(stack: Any) -> None:
    heard: dict[str, asyncio.Queue[Any]] = {name: asyncio.Queue() for name in ("sender", "other", "elsewhere")}
    async with client(stack) as one, client(stack) as two, client(stack) as three:
        channels = {"sender": room(one), "other": room(two), "elsewhere": room(three, "another")}
        for name, channel in channels.items():
            channel.on_broadcast("shout", heard[name].put_nowait)
            await channel.subscribe()
        await channels["sender"].send_broadcast("shout", {"n": 1})
        await channels["elsewhere"].send_broadcast("shout", {"n": 2})
        await channels["sender"].send_broadcast("shout", {"n": 3})
        received = [(await asyncio.wait_for(heard["other"].get(), SECONDS))["payload"] for _ in (1, 2)]
    assert received == [{"n": 1}, {"n": 3}]
    assert heard["sender"].empty()
    assert heard["elsewhere"].empty()


async def test_a_sender_that_asks_for_it_hears_himself(stack: Any) -> None:
    heard: asyncio.Queue[Any] = asyncio.Queue()
    async with client(stack) as made:
        channel = room(made, broadcast={"ack": True, "self": True})
        channel.on_broadcast("*", heard.put_nowait)
        await channel.subscribe()
        await channel.send_broadcast("echo", {"a": "ü"})
        message = await asyncio.wait_for(heard.get(), SECONDS)
    assert (message["event"], message["payload"]) == ("echo", {"a": "ü"})


async def test_presence_tells_who_is_here_who_comes_and_who_goes(stack: Any, owner: User) -> None:
    joined: asyncio.Queue[str] = asyncio.Queue()
    left: asyncio.Queue[str] = asyncio.Queue()
    async with client(stack) as watching:
        watcher = room(watching, presence={"key": "watcher", "enabled": True})
        watcher.on_presence_join(lambda key, *_: joined.put_nowait(key))
        watcher.on_presence_leave(lambda key, *_: left.put_nowait(key))
        await watcher.subscribe()
        async with client(stack, owner.access_token) as coming:
            comer = room(coming, presence={"key": "ada", "enabled": True})
            await comer.subscribe()
            await comer.track({"mood": "good"})
            assert await asyncio.wait_for(joined.get(), SECONDS) == "ada"
            (presence,) = watcher.presence_state()["ada"]
            assert presence["mood"] == "good"  # type: ignore[typeddict-item]
        assert await asyncio.wait_for(left.get(), SECONDS) == "ada"
    assert "ada" not in watcher.presence_state()


async def test_a_presence_that_is_too_large_is_refused(stack: Any) -> None:
    async with socket(stack) as connection:
        join = {"config": {"presence": {"key": "me", "enabled": True}}}
        await connection.send(json.dumps(["1", "1", "realtime:room", "phx_join", join]))
        for event in ("phx_reply", "presence_state"):
            assert json.loads(await connection.recv())[3] == event
        track = {"type": "presence", "event": "track", "payload": {"much": "x" * 20_000}}
        await connection.send(json.dumps(["1", "2", "realtime:room", "presence", track]))
        assert json.loads(await connection.recv())[4]["status"] == "error"


async def test_whoever_comes_later_learns_who_is_here(stack: Any) -> None:
    synced = asyncio.Event()
    async with client(stack) as first, client(stack) as second:
        early = room(first, presence={"key": "early", "enabled": True})
        await early.subscribe()
        tracked = asyncio.Event()
        early.on_presence_join(lambda *_: tracked.set())
        await early.track({"n": 1})
        await asyncio.wait_for(tracked.wait(), SECONDS)
        late = room(second, presence={"key": "late", "enabled": True})
        late.on_presence_sync(synced.set)
        await late.subscribe()
        await asyncio.wait_for(synced.wait(), SECONDS)
        assert list(late.presence_state()) == ["early"]
