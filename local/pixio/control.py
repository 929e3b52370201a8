"""Control of the stand-in by tests: faults, held runs, sent webhooks."""

from __future__ import annotations

from dataclasses import asdict

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.pixio.api import json_body
from local.pixio.execution import Executor
from local.pixio.faults import Faults, Rule, UnknownFault


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
        ]

    async def set(self, request: Request) -> Response:
        """Set a fault for runs that are queued from now on."""
        try:
            self.faults.rules.append(Rule.parse(await json_body(request)))
        except UnknownFault as error:
            raise HTTPException(422, str(error)) from error
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
