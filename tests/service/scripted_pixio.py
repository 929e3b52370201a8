"""A scripted Pixio API: it returns exactly the responses that a test sets."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.service.servers import Request, Response, Server, json_response, serving


@dataclass
class Pixio(Server):
    """The scripted API. `runs` are its runs by id: the body of GET, with the queue call's body as `queued`."""

    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    on_queue: Callable[[Request], Response] | None = None
    on_run: Callable[[Request], Response] | None = None
    on_cancel: Callable[[Request], Response] | None = None

    def reset(self) -> None:
        """Forget everything."""
        self.requests.clear()
        self.runs.clear()
        self.cancelled.clear()
        self.on_queue = self.on_run = self.on_cancel = None

    @property
    def queued(self) -> list[dict[str, Any]]:
        """The bodies of all queue calls so far."""
        return [request.json for request in self.requests if request.path == "/api/run/deployment/queue"]

    def run_of(self, generation_id: str) -> str:
        """The id of the run that was queued for a generation."""
        return next(run_id for run_id, run in self.runs.items() if webhook_of(run)["generation"] == generation_id)

    def start_run(self, queued: dict[str, Any]) -> str:
        """Accept a run; returns its id."""
        run_id = str(uuid.uuid4())
        self.runs[run_id] = {"id": run_id, "status": "running", "progress": 0.1, "queued": queued}
        return run_id


def webhook_of(run: dict[str, Any]) -> dict[str, str]:
    """The query of a run's webhook URL."""
    return dict(parse_qsl(urlsplit(run["queued"]["webhook"]).query))


@contextmanager
def scripted_pixio() -> Iterator[Pixio]:
    """Run a scripted Pixio until the context ends."""
    pixio = Pixio("")

    def answer(request: Request) -> Response:
        if request.step == "POST /api/run/deployment/queue":
            return (
                pixio.on_queue(request) if pixio.on_queue else json_response({"run_id": pixio.start_run(request.json)})
            )
        if request.step == "GET /api/run":
            return pixio.on_run(request) if pixio.on_run else _run(pixio, request.query["run_id"])
        if request.step == "POST /api/run/cancel":
            return pixio.on_cancel(request) if pixio.on_cancel else _cancel(pixio, request.json["run_id"])
        return json_response({"detail": "Not Found"}, 404)

    with serving(answer, pixio):
        yield pixio


def _run(pixio: Pixio, run_id: str) -> Response:
    if run_id not in pixio.runs:
        return json_response({"detail": "Run not found"}, 404)
    return json_response({name: value for name, value in pixio.runs[run_id].items() if name != "queued"})


def _cancel(pixio: Pixio, run_id: str) -> Response:
    pixio.cancelled.append(run_id)
    if run_id in pixio.runs:
        pixio.runs[run_id]["status"] = "cancelled"
    return json_response({"ok": True})
