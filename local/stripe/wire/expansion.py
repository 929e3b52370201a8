"""`expand[]`: ids replaced by their objects."""

from __future__ import annotations

from typing import Any

from local.stripe.account import Account
from local.stripe.resource import Json
from local.stripe.wire.errors import InvalidRequest


def expand(account: Account, body: Json, paths: list[str]) -> Json:
    """The answer with everything expanded that was asked for. Raises InvalidRequest."""
    for path in paths:
        _expand(account, body, path.split("."), path)
    return body


def _expand(account: Account, value: Any, names: list[str], path: str) -> None:
    if isinstance(value, list):
        for each in value:
            _expand(account, each, names, path)
    elif isinstance(value, dict) and names:
        name, *rest = names
        value[name] = _expanded(account, value, name, path)
        _expand(account, value[name], rest, path)


def _expanded(account: Account, owner: Json, name: str, path: str) -> Any:
    value = owner.get(name)
    if isinstance(value, str) and (found := account.store.get(value)):
        return account.present(found)
    if isinstance(value, dict | list) or (value is None and name in owner):
        return value
    raise InvalidRequest(f"This property cannot be expanded ({path}).")
