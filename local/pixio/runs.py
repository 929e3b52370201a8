"""Runs, as the API shows them. They are kept in memory: after a restart they are unknown."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Json = dict[str, Any]
FINISHED = frozenset({"success", "failed", "timeout", "cancelled"})


def now() -> str:
    """Return the time in ISO 8601, UTC."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


@dataclass
class Delivery:
    """One webhook with its attempts. `state` is pending, delivered, failed or dropped."""

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
        """Return whether the run has ended."""
        return self.status in FINISHED

    def list_output(self, base: str, path: Path) -> None:
        """Add this file to the outputs, at a URL that begins with `base`."""
        entry = {"filename": path.name, "subfolder": "", "type": "output"}
        entry["url"] = f"{base}/outputs/{path.parent.name}/{path.name}"
        if "output" not in self.fault:
            self.outputs = [{"data": {"gifs" if path.suffix == ".mp4" else "images": [entry]}}]

    def public(self) -> Json:
        """Return the response of `GET /api/run`."""
        names = ("id", "status", "progress", "live_status", "outputs", "queued_at", "started_at", "ended_at")
        return {name: getattr(self, name) for name in names} | ({"error": self.error} if self.error else {})

    def event(self) -> Json:
        """Return the body of a webhook."""
        body = {"event_type": "run.updated", "run_id": self.id, "status": self.status, "progress": self.progress}
        for name in ("live_status", "outputs", "error"):
            if value := getattr(self, name):
                body[name] = value
        return body
