"""Compare responses with recorded ones, and the differences with the listed exceptions."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

EXCEPTIONS = Path(__file__).parent / "exceptions.toml"
MOST_SHOWN = 160


def differences(recorded: Any, actual: Any, place: str = "") -> list[str]:
    """Return the differences of two responses, one line each."""
    if isinstance(recorded, dict) and isinstance(actual, dict):
        names = sorted(recorded.keys() | actual.keys())
        return [line for name in names for line in _member(recorded, actual, name, place)]
    if isinstance(recorded, list) and isinstance(actual, list) and len(recorded) == len(actual):
        pairs = enumerate(zip(recorded, actual, strict=True))
        return [line for number, pair in pairs for line in differences(*pair, f"{place}[{number}]")]
    return [] if recorded == actual else [f"{place}: {_shortened(actual)}, recorded {_shortened(recorded)}"]


def problems(service: str, replayed: Mapping[str, list[str]]) -> list[str]:
    """Compare the differences of the replayed exchanges with the exceptions, both by name; return the problems.

    A difference without an exception is a problem, and so is an exception without a difference.
    """
    excepted = exceptions(service)
    found = []
    for name, lines in replayed.items():
        if lines and name not in excepted:
            found.append("\n".join([f"{name}:", *(f"    {line}" for line in lines)]))
        elif not lines and name in excepted:
            found.append(f"{name}: does not differ, but {EXCEPTIONS.name} lists it")
    return found


@cache
def exceptions(service: str) -> dict[str, str]:
    """Return the reasons of the exceptions of this service, by the name of the exchange."""
    groups = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get(service, [])
    return {name: group["reason"] for group in groups for name in group["exchanges"]}


def _member(recorded: dict[str, Any], actual: dict[str, Any], name: str, place: str) -> list[str]:
    if name not in actual:
        return [f"{place}.{name}: missing, recorded {_shortened(recorded[name])}"]
    if name not in recorded:
        return [f"{place}.{name}: {_shortened(actual[name])}, was not recorded"]
    return differences(recorded[name], actual[name], f"{place}.{name}")


def _shortened(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:MOST_SHOWN]
