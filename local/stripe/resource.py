"""An object of the API: what it shows, and what only the stand-in knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.stripe import shapes

Json = dict[str, Any]
# Parameters as they were given; they are only read.
Given = Mapping[str, Any]


class Resource(dict[str, Any]):
    """The fields of an object; `private` is never shown (how a card behaves, what a session will sell)."""

    def __init__(self, fields: Json, private: Json | None = None) -> None:
        super().__init__(fields)
        self.private: Json = private or {}

    @property
    def id(self) -> str:
        """The object's id."""
        return str(self["id"])

    @property
    def type(self) -> str:
        """What it is, in Stripe's words."""
        return str(self["object"])

    def put(self, **fields: Any) -> None:
        """Set these fields; what is missing inside them is filled in. Raises ShapeError for one that is not known."""
        self.update({name: shapes.complete_field(self.type, name, value) for name, value in fields.items()})
