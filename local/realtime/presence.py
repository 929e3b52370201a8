"""Who is here: the state that the members of a topic share, as Phoenix keeps it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

State = dict[str, dict[str, list[dict[str, Any]]]]

_refs = itertools.count(1)


@dataclass
class Presence:
    """The presences of one topic: each member's own meta, under the member's key."""

    _metas: dict[object, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def state(self) -> State:
        """Everyone's metas, by key."""
        state: State = {}
        for key, meta in self._metas.values():
            state.setdefault(key, {"metas": []})["metas"].append(meta)
        return state

    def track(self, member: object, key: str, payload: dict[str, Any]) -> dict[str, State]:
        """Set the member's meta; the difference this makes."""
        leaves = self._take(member)
        meta = {**payload, "phx_ref": f"F{next(_refs)}"}
        for _, before in leaves:
            meta["phx_ref_prev"] = before["phx_ref"]
        self._metas[member] = (key, meta)
        return _difference([(key, meta)], leaves)

    def untrack(self, member: object) -> dict[str, State] | None:
        """Forget the member; the difference, or None if it was not tracked."""
        leaves = self._take(member)
        return _difference([], leaves) if leaves else None

    def _take(self, member: object) -> list[tuple[str, dict[str, Any]]]:
        return [self._metas.pop(member)] if member in self._metas else []


def _difference(joins: list[tuple[str, dict[str, Any]]], leaves: list[tuple[str, dict[str, Any]]]) -> dict[str, State]:
    return {
        "joins": {key: {"metas": [meta]} for key, meta in joins},
        "leaves": {key: {"metas": [meta]} for key, meta in leaves},
    }
