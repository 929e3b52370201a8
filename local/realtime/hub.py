"""Where the channels of all sockets meet: who is on which topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from local.claims import Caller
from local.realtime.presence import Presence
from local.realtime.subscriptions import Binding


class Member(Protocol):
    """A channel, as the hub and the feed know it."""

    topic: str
    caller: Caller
    bindings: list[Binding]
    hears_from: int
    wants_own_broadcasts: bool
    wants_presence: bool

    def push(self, event: str, payload: Any) -> None: ...

    def fail(self, reason: str) -> None: ...


class Hub:
    """The members of every topic, and their presences."""

    def __init__(self) -> None:
        self._topics: dict[str, set[Member]] = defaultdict(set)
        self._presences: dict[str, Presence] = defaultdict(Presence)

    def enter(self, member: Member) -> None:
        self._topics[member.topic].add(member)

    def leave(self, member: Member) -> None:
        """Take the member off its topic, and off the presences."""
        self.untrack(member)
        members = self._topics[member.topic]
        members.discard(member)
        if not members:
            del self._topics[member.topic]
            self._presences.pop(member.topic, None)

    def broadcast(self, topic: str, payload: dict[str, Any], sender: Member | None = None) -> None:
        """Send to all members of the topic; to the sender only if it asked for its own."""
        for member in self._members(topic):
            if member is not sender or member.wants_own_broadcasts:
                member.push("broadcast", payload)

    def presence_state(self, topic: str) -> dict[str, Any]:
        return dict(self._presences[topic].state())

    def track(self, member: Member, key: str, payload: dict[str, Any]) -> None:
        self._tell_presences(member.topic, self._presences[member.topic].track(member, key, payload))

    def untrack(self, member: Member) -> None:
        difference = self._presences[member.topic].untrack(member)
        if difference:
            self._tell_presences(member.topic, difference)

    def listeners(self) -> Iterator[Member]:
        """The members who listen for changes of the database."""
        return (member for members in self._topics.values() for member in members if member.bindings)

    def _tell_presences(self, topic: str, difference: dict[str, Any]) -> None:
        for member in self._members(topic):
            if member.wants_presence:
                member.push("presence_diff", difference)

    def _members(self, topic: str) -> Iterable[Member]:
        return tuple(self._topics.get(topic, ()))
