"""Pixio's API. There is no idempotency key, so a queue call is never repeated."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import httpx
from flask import Flask, current_app

from service.errors import QueueUnsure, Refused, Unavailable
from service.pixio.run import Run
from service.settings import Settings

log = logging.getLogger(__name__)


class Pixio:
    """The API under the key of the running app."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        """Make the client of `app`. It is shared by all threads of a worker."""
        app.extensions["pixio"] = httpx.Client(
            base_url=settings.pixio_api_url,
            headers={"Authorization": f"Bearer {settings.pixio_api_key}"},
            timeout=httpx.Timeout(settings.pixio_timeout_seconds, connect=min(5, settings.pixio_timeout_seconds)),
        )

    @property
    def _http(self) -> httpx.Client:
        client: httpx.Client = current_app.extensions["pixio"]
        return client

    def queue(self, deployment_id: str, inputs: Mapping[str, Any], webhook: str) -> str:
        """Start a run that reports to `webhook`. Answers its id.

        Raises:
            Refused: if Pixio certainly did not take it.
            QueueUnsure: if that is open.
        """
        body = {
            "deployment_id": deployment_id,
            "inputs": inputs,
            "webhook": webhook,
            "webhook_intermediate_status": True,
        }
        try:
            response = self._http.post("/api/run/deployment/queue", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Refused from error  # nothing was sent
        except httpx.HTTPError as error:
            raise QueueUnsure from error
        return _run_id_in(response)

    def run(self, run_id: str) -> Run | None:
        """The run as Pixio has it, or None if it knows no such run.

        Raises:
            Unavailable: if Pixio does not say.
        """
        try:
            response = self._http.get("/api/run", params={"run_id": run_id})
            if response.status_code == 404:
                return None
            return Run.read(_json_object(response.raise_for_status()), run_id)
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable from error

    def cancel(self, run_id: str) -> None:
        """Stop a run, as far as Pixio is willing. A failure is logged: a run that goes on is only a cost."""
        try:
            self._http.post("/api/run/cancel", json={"run_id": run_id}).raise_for_status()
        except httpx.HTTPError as error:
            log.warning("run not cancelled", exc_info=error, extra={"run": run_id})


pixio = Pixio()


def _run_id_in(response: httpx.Response) -> str:
    """The run's id in the answer of a queue call. What was not understood for certain is unsure, not refused."""
    answer = _json_object(response)
    run_id = answer.get("run_id")
    if response.is_success and isinstance(run_id, str) and 0 < len(run_id) <= 200:
        return run_id
    unsure = response.is_server_error or response.status_code == 408 or (response.is_success and "error" not in answer)
    log.error("run not queued", extra={"status": response.status_code, "unsure": unsure})
    raise QueueUnsure if unsure else Refused


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
