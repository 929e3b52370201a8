"""Cases for the tests of database, service and page: schemas, the values that each accepts, and the path of a refusal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
KEYWORDS: dict[str, list[str]] = TABLE["keywords"]
ACCEPTED: list[dict[str, Any]] = TABLE["accepted"]
REFUSED: list[dict[str, Any]] = TABLE["refused"]


def schema_of(case: dict[str, Any]) -> Any:
    """The schema of a case: its own, or a schema with the prompt `text` and the input `x`."""
    return case["schema"] if "schema" in case else schema_with(x=case["input"])


def schema_with(**inputs: Any) -> dict[str, Any]:
    """A schema with a prompt `text` and these inputs."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["text"],
        "x-prompt": "text",
        "properties": {"text": {"type": "string"}, **inputs},
    }


def path_of(case: dict[str, Any]) -> str:
    """The full path that the refusal of a case names."""
    return ".".join(filter(None, ("input_schema", case["path"])))


def values_of(case: dict[str, Any]) -> list[tuple[Any, bool]]:
    """The values of a case for `x`, and whether they are accepted."""
    refused = [*case.get("refused", []), *case.get("refused_by_service", [])]
    return [*((value, True) for value in case.get("taken", [])), *((value, False) for value in refused)]


def _may_have_default(case: dict[str, Any]) -> bool:
    definition = case.get("input", {})
    return bool(definition) and not {"format", "pattern", "default"} & definition.keys()


WITH_VALUES = [case for case in ACCEPTED if values_of(case)]
WITHOUT_DEFAULT = [case for case in WITH_VALUES if _may_have_default(case)]
"""The cases whose input may have one of the values as its default."""
