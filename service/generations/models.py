"""The catalogue of models, as the service needs it. It is read anew for each run: a change in Studio counts at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.errors import UnknownModel
from service.settings import settings
from service.supabase import supabase

# Where the specification's variable is shorter than the model's id.
_SHORT_NAMES = {"WAN_FIRST_LAST_FRAME": "WAN_FIRST_LAST"}


@dataclass(frozen=True)
class Model:
    """An active row of `models`."""

    id: str
    input_schema: dict[str, Any]
    timeout_seconds: int

    @property
    def picture_inputs(self) -> list[str]:
        """The inputs that are paths of pictures in the bucket."""
        return [name for name, schema in self._properties.items() if schema.get("format") == "storage-path"]

    @property
    def defaults(self) -> dict[str, Any]:
        """The values of inputs that are left out."""
        return {name: schema["default"] for name, schema in self._properties.items() if "default" in schema}

    def prompt_in(self, inputs: dict[str, Any]) -> str:
        """The input that is kept as the generation's prompt."""
        return str(inputs.get(self.input_schema["x-prompt"], ""))

    @property
    def _properties(self) -> dict[str, dict[str, Any]]:
        properties: dict[str, dict[str, Any]] = self.input_schema["properties"]
        return properties


def active_model(model_id: str) -> Model:
    """The model with this id.

    Raises:
        UnknownModel: if there is none, or it is switched off.
    """
    table = supabase.client.table("models").select("id,input_schema,timeout_seconds")
    rows = supabase.fetch(table.eq("id", model_id).eq("active", True))
    if not rows:
        raise UnknownModel(field="model")
    return Model(**rows[0])


def deployment_of(model_id: str, usual: str) -> str:
    """The deployment at Pixio: what the `DEPLOYMENT_ID_…` variable of this model says, else the usual one."""
    name = model_id.upper().replace("-", "_")
    chosen = settings().deployment_ids
    return chosen.get(name) or chosen.get(_SHORT_NAMES.get(name, name)) or usual
