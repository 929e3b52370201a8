"""A run, as the API shows it and as the stand-in remembers it, on disk too."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from local import sqlite

Json = dict[str, Any]
FINISHED = frozenset({"success", "failed", "timeout", "cancelled"})


def now() -> str:
    """The time, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


@dataclass
class Delivery:
    """One webhook: what it said, and what came of each try. `state` is pending, delivered, failed or dropped."""

    body: Json
    state: str = "pending"
    attempts: list[Json] = field(default_factory=list)


@dataclass
class Run:
    """One run of a deployment. `progress` is 0 to 1; times are ISO 8601 in UTC."""

    deployment_id: str
    inputs: Json
    webhook: str | None = None
    webhook_intermediate_status: bool = False
    fault: Json = field(default_factory=dict)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "not-started"
    progress: float = 0.0
    live_status: str | None = None
    outputs: list[Json] = field(default_factory=list)
    error: str | None = None
    queued_at: str = field(default_factory=now)
    started_at: str | None = None
    ended_at: str | None = None
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in FINISHED

    def list_output(self, base: str, path: Path) -> None:
        """Let the run have this file as its result, at an address that begins with `base`."""
        entry = {"filename": path.name, "subfolder": "", "type": "output"}
        entry["url"] = f"{base}/outputs/{path.parent.name}/{path.name}"
        if "output" not in self.fault:
            self.outputs = [{"data": {"gifs" if path.suffix == ".mp4" else "images": [entry]}}]

    def public(self) -> Json:
        """The run as `GET /api/run` answers it."""
        names = ("id", "status", "progress", "live_status", "outputs", "queued_at", "started_at", "ended_at")
        return {name: getattr(self, name) for name in names} | ({"error": self.error} if self.error else {})

    def event(self) -> Json:
        """The run as a webhook tells of it."""
        told = {"event_type": "run.updated", "run_id": self.id, "status": self.status, "progress": self.progress}
        for name in ("live_status", "outputs", "error"):
            if value := getattr(self, name):
                told[name] = value
        return told

    def record(self) -> Json:
        """Everything, as JSON; `from_record` reads it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Json) -> Self:
        """The run that `record` wrote down."""
        deliveries = [Delivery(**delivery) for delivery in record["deliveries"]]
        return cls(**record | {"deliveries": deliveries})


class RunStore:
    """All runs, newest first, kept in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite.connect(path)
        self._database.execute("create table if not exists runs (id text primary key, record text not null)")
        rows = self._database.execute("select record from runs order by rowid")
        self._runs = {run.id: run for run in (Run.from_record(json.loads(record)) for (record,) in rows)}

    def save(self, run: Run) -> None:
        """Write down the run as it is now."""
        self._runs[run.id] = run
        statement = "insert into runs values (?, ?) on conflict (id) do update set record = excluded.record"
        self._database.execute(statement, (run.id, json.dumps(run.record())))

    def get(self, run_id: str) -> Run | None:
        """The run of this id."""
        return self._runs.get(run_id)

    def all(self) -> list[Run]:
        """Every run, newest first."""
        return list(reversed(self._runs.values()))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
