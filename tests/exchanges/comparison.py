"""Compare responses with recorded ones, and the differences with the exceptions."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

EXCEPTIONS = Path(__file__).parent / "exceptions.toml"
MOST_SHOWN = 160


def differences(recorded: Any, came: Any, place: str = "") -> list[str]:
    """Return the differences of two responses, one line each."""
    if isinstance(recorded, dict) and isinstance(came, dict):
        names = sorted(recorded.keys() | came.keys())
        return [line for name in names for line in _member(recorded, came, name, place)]
    if isinstance(recorded, list) and isinstance(came, list) and len(recorded) == len(came):
        pairs = enumerate(zip(recorded, came, strict=True))
        return [line for number, pair in pairs for line in differences(*pair, f"{place}[{number}]")]
    return [] if recorded == came else [f"{place}: {_shown(came)}, should be {_shown(recorded)}"]


def problems(service: str, played: Mapping[str, list[str]]) -> list[str]:
    """Compare the differences of these exchanges, by name, with the exceptions; return the problems.

    A difference without an exception is a problem, and so is an exception without a difference.
    """
    excepted = exceptions(service)
    wrong = []
    for name, lines in played.items():
        if lines and name not in excepted:
            wrong.append("\n".join([f"{name}:", *(f"    {line}" for line in lines)]))
        elif not lines and name in excepted:
            wrong.append(f"{name}: does not differ, but {EXCEPTIONS.name} says so")
    return wrong


@cache
def exceptions(service: str) -> dict[str, str]:
    """Return the reasons of the exceptions of this service, by the name of the exchange."""
    groups = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get(service, [])
    return {name: group["reason"] for group in groups for name in group["exchanges"]}


def _member(recorded: dict[str, Any], came: dict[str, Any], name: str, place: str) -> list[str]:
    if name not in came:
        return [f"{place}.{name}: missing, should be {_shown(recorded[name])}"]
    if name not in recorded:
        return [f"{place}.{name}: {_shown(came[name])}, should not be there"]
    return differences(recorded[name], came[name], f"{place}.{name}")


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:MOST_SHOWN]
