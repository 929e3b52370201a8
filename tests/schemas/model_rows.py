"""Models for a test."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from tests.conftest import Sql


@dataclass
class ModelRows:
    """Writes models with the JSON of any schema."""

    sql: Sql
    made: list[str] = field(default_factory=list)

    def insert(self, schema: str, position: int = 50) -> str:
        """A model that the database takes. Raises CheckViolation if it does not."""
        model = f"m-{uuid.uuid4()}"
        self.sql(
            "insert into models (id, name, category, media_type, credit_cost, deployment_id, position, input_schema)"
            " values (%(id)s, %(id)s, 'image', 'image', 1, 'x', %(position)s, %(schema)s)",
            {"id": model, "position": position, "schema": schema},
        )
        self.made.append(model)
        return model

    def insert_unchecked(self, schema: str, position: int = 50) -> str:
        """A model as it was written before schemas were checked."""
        self.sql("set session_replication_role = replica")
        try:
            return self.insert(schema, position)
        finally:
            self.sql("reset session_replication_role")

    def clear(self) -> None:
        """Remove the models and what was made with them."""
        self.sql("delete from generated_media where model_id = any(%s)", [self.made])
        self.sql("delete from models where id = any(%s)", [self.made])
