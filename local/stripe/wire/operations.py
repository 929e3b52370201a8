"""The calls of the API: what each is named, what parameters it takes, and who answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from local.stripe.account import Account
from local.stripe.metadata import metadata_of
from local.stripe.resource import Given, Json, Resource


@dataclass(frozen=True)
class Call:
    """One call: on what account, with which ids in its path, and its parameters, checked and typed."""

    account: Account
    ids: dict[str, str] = field(default_factory=dict)
    params: Given = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id in the path."""
        return self.ids["id"]

    def given(self, *names: str) -> Json:
        """Those of these parameters that were given; an empty text unsets."""
        values = {name: self.params[name] for name in names if name in self.params}
        return {name: None if value == "" else value for name, value in values.items()}


Handler = Callable[[Call], Json]


@dataclass(frozen=True)
class Operation:
    """`GET /v1/customers/{id}` and the like. `params` is the SDK's TypedDict of its parameters."""

    method: str
    path: str
    answer: Handler
    params: Any = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the paths of this operation, with the ids as groups."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))


def retrieve(object_type: str, path: str, params: Any) -> Operation:
    """The operation that shows one object."""
    return Operation("GET", path, lambda call: call.account.get(object_type, call.id), params)


def set_fields(call: Call, resource: Resource, *names: str) -> None:
    """Put those of these parameters that were given into the fields of the same name."""
    resource.put(**call.given(*names))
    if "metadata" in call.params:
        resource.put(metadata=metadata_of(resource.get("metadata"), call.params["metadata"]))
