"""Operations of the API (method, path, parameters, handler) and the call that a handler gets."""

from collections import UserDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

import stripe

from local.stripe.account import Account
from local.stripe.api.errors import Unsupported
from local.stripe.resource import Json, Params, Resource

# Parameters that the endpoint itself reads.
READ_BY_ENDPOINT = {"expand"}


class TrackedParams(UserDict[str, Any]):
    """Parameters that record which of them a handler has read."""

    def __init__(self, params: Json) -> None:
        self._read: set[object] = set(READ_BY_ENDPOINT)
        super().__init__(params)

    def __getitem__(self, name: str) -> Any:
        self._read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._read.add(name)
        return super().__contains__(name)

    def refuse_unread(self) -> None:
        """Raises Unsupported for a parameter that no handler has read, unless it is `{"enabled": false}`."""
        for name, value in self.data.items():
            off = isinstance(value, dict) and value.get("enabled") is False
            if name not in self._read and not off:
                raise Unsupported(name)


def check_supported(given: Mapping[str, Any], known: set[str], where: str) -> None:
    """Raises Unsupported for a field of a parameter that the stand-in does not read."""
    for name in given:
        if name not in known:
            raise Unsupported(f"{where}[{name}]")


@dataclass(frozen=True)
class Call:
    """A request: the account, the id in the path, and the validated parameters."""

    account: Account
    id: str
    params: Params

    def given(self, *names: str) -> Json:
        """The given parameters among these; an empty string becomes None and unsets the field."""
        values = {name: self.params[name] for name in names if name in self.params}
        return {name: None if value == "" else value for name, value in values.items()}

    def set_fields(self, resource: Resource, *names: str) -> None:
        """Set metadata and the fields of these names to the given parameters."""
        resource.put(**self.given(*names))
        if "metadata" in self.params:
            resource.put(metadata=metadata_of(self.params, resource["metadata"]))


@dataclass(frozen=True)
class Operation:
    """A method and path, such as `GET /v1/customers/{id}`. `params` is the name of the SDK's TypedDict."""

    method: str
    path: str
    handler: Callable[[Call], Json]
    params: str

    @cached_property
    def typed_dict(self) -> type:
        """The SDK's TypedDict, against which the parameters are validated; loaded on first use."""
        found: type = attrgetter(self.params)(stripe.params)
        return found


def metadata_of(given: Params, before: dict[str, str] | None = None) -> dict[str, str]:
    """The metadata after an update: an empty value removes its key, an empty string removes all keys."""
    new = given.get("metadata", {})
    merged = {} if new == "" else {**(before or {}), **new}
    return {name: value for name, value in merged.items() if value != ""}
