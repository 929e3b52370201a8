"""Active models. The row is read for each start, so that a change in Studio takes effect at once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from service.errors import ModelBroken, UnknownModel
from service.generations.schema import BrokenSchema, read_schema, rules_of
from service.settings import settings
from service.supabase import supabase

log = logging.getLogger(__name__)

# Models whose variable DEPLOYMENT_ID_… is shorter than their id.
_SHORT_NAMES = {"WAN_FIRST_LAST_FRAME": "WAN_FIRST_LAST"}

# As text, so that a schema that Python cannot parse does not affect the other columns.
SCHEMA_TEXT = "input_schema::text"


@dataclass(frozen=True)
class Model:
    """An active row of `models`."""

    id: str
    input_schema: dict[str, Any]
    timeout_seconds: int
    deployment_id: str
    """From the row, or from the model's variable `DEPLOYMENT_ID_…` if that is set."""

    @property
    def rules(self) -> dict[str, Any]:
        """The schema that inputs are validated against: the model's own, with default bounds for inputs without."""
        bounded = {name: rules_of(definition) for name, definition in self._properties.items()}
        return {**self.input_schema, "properties": bounded}

    @property
    def picture_inputs(self) -> list[str]:
        """The names of inputs that are paths of pictures in the bucket."""
        return [name for name, schema in self._properties.items() if schema.get("format") == "storage-path"]

    @property
    def defaults(self) -> dict[str, Any]:
        """The default values of inputs."""
        return {name: schema["default"] for name, schema in self._properties.items() if "default" in schema}

    def prompt_in(self, inputs: dict[str, Any]) -> str:
        """The input that is stored as the generation's prompt."""
        return str(inputs.get(self.input_schema["x-prompt"], ""))

    @property
    def _properties(self) -> dict[str, dict[str, Any]]:
        properties: dict[str, dict[str, Any]] = self.input_schema["properties"]
        return properties


def active_model(model_id: str) -> Model:
    """The model with this id.

    Raises:
        UnknownModel: if there is none, or it is inactive.
        ModelBroken: if its schema is not valid for a model.
    """
    table = supabase.client.table("models").select(f"id,{SCHEMA_TEXT},timeout_seconds,deployment_id")
    rows = supabase.fetch(table.eq("id", model_id).eq("active", True))
    if not rows:
        raise UnknownModel(field="model")
    (row,) = rows
    try:
        schema = read_schema(row["input_schema"])
    except BrokenSchema as broken:
        where = {"model": model_id, "path": broken.path, "reason": broken.reason}
        log.error("model has a broken schema", extra=where)  # noqa: TRY400 - a stack trace would not help
        raise ModelBroken from None
    return Model(row["id"], schema, row["timeout_seconds"], deployment_of(row["id"], row["deployment_id"]))


def deployment_names(model_id: str) -> list[str]:
    """The names of the model's variables `DEPLOYMENT_ID_…`, without that prefix; the first that is set is used."""
    name = model_id.upper().replace("-", "_")
    return [name, *([_SHORT_NAMES[name]] if name in _SHORT_NAMES else [])]


def deployment_of(model_id: str, usual: str) -> str:
    """The deployment id at Pixio: the model's variable `DEPLOYMENT_ID_…` if it is set, else `usual`."""
    chosen = settings().deployment_ids
    return next((chosen[name] for name in deployment_names(model_id) if name in chosen), usual)
