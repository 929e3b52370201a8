"""Insert models for one test."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from tests.conftest import Sql


@dataclass
class ModelRows:
    """Inserts models with any JSON as their schema."""

    sql: Sql
    inserted: list[str] = field(default_factory=list)

    def insert(self, schema: str, position: int = 50) -> str:
        """Insert a model. Raises CheckViolation if the database refuses it."""
        model = f"m-{uuid.uuid4()}"
        self.sql(
            "insert into models (id, name, category, media_type, credit_cost, deployment_id, position, input_schema)"
            " values (%(id)s, %(id)s, 'image', 'image', 1, 'x', %(position)s, %(schema)s)",
            {"id": model, "position": position, "schema": schema},
        )
        self.inserted.append(model)
        return model

    def insert_unchecked(self, schema: str, position: int = 50) -> str:
        """Insert a model without the schema check, like a row that is older than the check."""
        self.sql("set session_replication_role = replica")
        try:
            return self.insert(schema, position)
        finally:
            self.sql("reset session_replication_role")

    def clear(self) -> None:
        """Delete the models and their generations."""
        self.sql("select fail_generation(id, 'failed') from generated_media where model_id = any(%s)", [self.inserted])
        self.sql("delete from generated_media where model_id = any(%s)", [self.inserted])
        self.sql("delete from models where id = any(%s)", [self.inserted])
