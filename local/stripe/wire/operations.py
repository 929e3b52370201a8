"""The calls of the API: what each is named, what parameters it takes, and who answers it."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

import stripe

from local.stripe.account import Account
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest, Unsupported

# What the endpoint itself reads.
READ_ELSEWHERE = {"expand"}
MOST_KEYS, LONGEST_KEY, LONGEST_VALUE = 50, 40, 500


class Heeded(UserDict[str, Any]):
    """Parameters that remember which of them have been read."""

    def __init__(self, params: Json) -> None:
        self._read: set[object] = set(READ_ELSEWHERE)
        super().__init__(params)

    def __getitem__(self, name: str) -> Any:
        self._read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._read.add(name)
        return super().__contains__(name)

    def check(self) -> None:
        """Raises Unsupported for a parameter that nobody has read, unless it switches something off."""
        for name, value in self.data.items():
            off = isinstance(value, dict) and value.get("enabled") is False
            if name not in self._read and not off:
                raise Unsupported(name)


def check_known(given: Mapping[str, Any], known: set[str], where: str) -> None:
    """Raises Unsupported for a name inside a parameter that nobody here reads."""
    for name in given:
        if name not in known:
            raise Unsupported(f"{where}[{name}]")


@dataclass(frozen=True)
class Call:
    """One call: on what account, with which id in its path, and its parameters, checked and typed."""

    account: Account
    id: str
    params: Given

    def given(self, *names: str) -> Json:
        """Those of these parameters that were given; an empty text unsets."""
        values = {name: self.params[name] for name in names if name in self.params}
        return {name: None if value == "" else value for name, value in values.items()}

    def set_fields(self, resource: Resource, *names: str) -> None:
        """Put those of these parameters that were given into the fields of the same name, and metadata."""
        resource.put(**self.given(*names))
        if "metadata" in self.params:
            resource.put(metadata=metadata_of(self.params, resource["metadata"]))


@dataclass(frozen=True)
class Operation:
    """`GET /v1/customers/{id}` and the like. `params` names the SDK's TypedDict of its parameters."""

    method: str
    path: str
    answer: Callable[[Call], Json]
    params: str

    @cached_property
    def typed_dict(self) -> type:
        """What the parameters are checked against. The SDK loads it when it is first asked for."""
        found: type = attrgetter(self.params)(stripe.params)
        return found


def metadata_of(given: Given, before: dict[str, str] | None = None) -> dict[str, str]:
    """The metadata after these parameters: an empty value takes one away, an empty text all of them.

    Raises InvalidRequest if there is too much of it.
    """
    new = given.get("metadata", {})
    merged = {} if new == "" else {**(before or {}), **new}
    kept = {name: value for name, value in merged.items() if value != ""}
    if len(kept) > MOST_KEYS:
        raise InvalidRequest(f"Metadata can have up to {MOST_KEYS} keys.", param="metadata")
    for name, value in kept.items():
        if len(name) > LONGEST_KEY or len(value) > LONGEST_VALUE:
            limits = f"keys up to {LONGEST_KEY} characters long, and values up to {LONGEST_VALUE}"
            raise InvalidRequest(f"Metadata can have {limits}.", param=f"metadata[{name}]")
    return kept
