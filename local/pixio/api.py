"""The routes of the stand-in: Pixio's three calls (queue, get, cancel), and the control for tests."""

import hmac
from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.faults import Rule, json_body
from local.pixio.execution import Executor
from local.pixio.faults import VALUES, Faults
from local.pixio.runs import Run
from local.pixio.workflows import prompt_of


class Api:
    """The calls of the API; all need the key."""

    def __init__(self, key: str, executor: Executor, faults: Faults) -> None:
        self.key, self.executor, self.faults = key, executor, faults

    def routes(self) -> list[Route]:
        """Return the routes of the three calls."""
        return [
            Route("/api/run/deployment/queue", self.queue, methods=["POST"]),
            Route("/api/run/cancel", self.cancel, methods=["POST"]),
            Route("/api/run", self.get, methods=["GET"]),
        ]

    async def queue(self, request: Request) -> Response:
        """Start a run and return its id."""
        self._check_key(request)
        run = _run_of(await json_body(request))
        run.fault = self.faults.take(prompt_of(run.inputs))
        if status := run.fault.get("queue"):
            raise HTTPException(status, "The run was not queued")
        self.executor.launch(run)
        return JSONResponse({"run_id": run.id})

    async def get(self, request: Request) -> Response:
        """Return the present state of a run."""
        self._check_key(request)
        run = self._known(request.query_params.get("run_id"))
        return JSONResponse(run.public())

    async def cancel(self, request: Request) -> Response:
        """Cancel a run, unless it has ended."""
        self._check_key(request)
        run = self._known((await json_body(request)).get("run_id"))
        self.executor.cancel(run)
        return JSONResponse({"run_id": run.id, "status": run.status})

    def _check_key(self, request: Request) -> None:
        expected = f"Bearer {self.key}"
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
            raise HTTPException(401, "Invalid or missing API key", {"WWW-Authenticate": "Bearer"})

    def _known(self, run_id: Any) -> Run:
        run = self.executor.runs.get(run_id) if isinstance(run_id, str) else None
        if run is None:
            raise HTTPException(404, "Run not found")
        return run


class Control:
    """The routes below `/_control`, which the real Pixio does not have."""

    def __init__(self, executor: Executor, faults: Faults) -> None:
        self.executor, self.faults = executor, faults

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/_control", self.set, methods=["POST"]),
            Route("/_control/release", self.release, methods=["POST"]),
            Route("/_control/reset", self.reset, methods=["POST"]),
            Route("/_control/runs", self.runs, methods=["GET"]),
            Route("/", self.runs, methods=["GET"]),  # the address that `make dev` prints
        ]

    async def set(self, request: Request) -> Response:
        """Set a fault for runs that are queued from now on."""
        body = await json_body(request)
        if hold := body.pop("hold", None):
            body["fault"] = {**body.get("fault", {}), "hold": "running" if hold is True else hold}
        self.faults.rules.append(Rule.parse(body, VALUES))
        return JSONResponse({"rules": [asdict(rule) for rule in self.faults.rules]})

    async def release(self, request: Request) -> Response:
        """Continue one held run; without a run id all, and hold no further ones."""
        run_id = (await json_body(request)).get("run_id")
        if run_id is None:
            self.faults.stop_holding()
        self.executor.release(run_id)
        return Response(status_code=204)

    async def reset(self, _: Request) -> Response:
        """Remove all faults and continue all held runs."""
        self.faults.rules.clear()
        self.executor.release()
        return Response(status_code=204)

    async def runs(self, _: Request) -> Response:
        """Return all runs, newest first, with their webhooks."""
        return JSONResponse({"runs": [asdict(run) for run in reversed(self.executor.runs.values())]})


def _run_of(body: dict[str, Any]) -> Run:
    if not isinstance(body.get("deployment_id"), str) or not isinstance(body.get("inputs", {}), dict):
        raise HTTPException(422, "deployment_id (a string) and inputs (an object) are required")
    intermediate = bool(body.get("webhook_intermediate_status"))
    return Run(body["deployment_id"], body.get("inputs", {}), body.get("webhook"), intermediate)
