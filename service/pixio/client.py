"""The client of Pixio's API. It has no idempotency keys, so a queue call is never retried."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

import httpx
from flask import Flask, current_app

from service.errors import PixioAway, QueueUnsure, Refused, Unavailable
from service.logs import id_header
from service.metrics import measured
from service.pixio.run import Queued, Run
from service.provider_json import MOST_BYTES, UnreadableJson, json_object, read
from service.settings import Settings

log = logging.getLogger(__name__)

LONGEST_BODY_SECONDS = 30
# The key is wrong, the account has no funds, or it sends too many requests: another run would be refused, too.
ACCOUNT_REFUSED = (401, 402, 403, 429)


class Pixio:
    """The API under the key of the running app."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        """Make the client of `app`. It is shared by all threads of a worker."""
        app.extensions["pixio"] = httpx.Client(
            base_url=settings.pixio_api_url,
            # Uncompressed, so that the counted size is the size in memory.
            headers={"Authorization": f"Bearer {settings.pixio_api_key}", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(settings.pixio_timeout_seconds, connect=min(5, settings.pixio_timeout_seconds)),
            event_hooks={"request": [_add_request_id]},
        )

    @property
    def _http(self) -> httpx.Client:
        client: httpx.Client = current_app.extensions["pixio"]
        return client

    def queue(self, deployment_id: str, inputs: Mapping[str, Any], webhook: str) -> str:
        """Start a run that reports to `webhook`. Returns its id.

        Raises:
            Refused: if Pixio certainly did not accept it; PixioAway if it accepts no run now, whatever its inputs.
            QueueUnsure: if it is unknown whether Pixio accepted it.
        """
        body = {
            "deployment_id": deployment_id,
            "inputs": inputs,
            "webhook": webhook,
            "webhook_intermediate_status": True,
        }
        try:
            with (
                measured("pixio", "queue"),
                self._http.stream("POST", "/api/run/deployment/queue", json=body) as response,
            ):
                return _run_id_in(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise PixioAway from error
        except httpx.HTTPError as error:
            raise QueueUnsure from error

    def run(self, run_id: str) -> Run | None:
        """The run as Pixio reports it now, or None if it knows no such run.

        Raises:
            Unavailable: if Pixio does not respond as documented.
        """
        try:
            with (
                measured("pixio", "get"),
                self._http.stream("GET", "/api/run", params={"run_id": run_id}) as response,
            ):
                if response.status_code == 404:
                    return None
                return Run.read(_body(response.raise_for_status()), run_id)
        except UnreadableJson as error:
            log.error("pixio response not readable", extra={"run": run_id, "field": error.field})  # noqa: TRY400
            raise Unavailable from None
        except httpx.HTTPError as error:
            raise Unavailable from error

    def cancel(self, run_id: str) -> None:
        """Ask Pixio to stop a run. A failure is only logged: the run that continues costs money, and nothing else."""
        try:
            with measured("pixio", "cancel"):
                self._http.post("/api/run/cancel", json={"run_id": run_id}).raise_for_status()
        except httpx.HTTPError as error:
            log.warning("run not cancelled", exc_info=error, extra={"run": run_id})


pixio = Pixio()


def _add_request_id(request: httpx.Request) -> None:
    request.headers.update(id_header())


def _run_id_in(response: httpx.Response) -> str:
    """The run's id in the response to a queue call. An unclear response raises QueueUnsure, not Refused."""
    status, content = response.status_code, {}
    try:
        content = json_object(_body(response))
        if response.is_success:
            return read(Queued, content).run_id
    except UnreadableJson as error:
        log.error("pixio response not readable", extra={"status": status, "field": error.field})  # noqa: TRY400
    unsure = response.is_server_error or status == 408 or (response.is_success and "error" not in content)
    log.error("run not queued", extra={"status": status, "unsure": unsure})
    if status in ACCOUNT_REFUSED:
        raise PixioAway
    raise QueueUnsure if unsure else Refused


def _body(response: httpx.Response) -> bytes:
    """The body of a response.

    Raises:
        UnreadableJson: if it is too long.
        ReadTimeout: if it takes longer than LONGEST_BODY_SECONDS in total.
    """
    ends_at = time.monotonic() + LONGEST_BODY_SECONDS
    body = b""
    for piece in response.iter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise UnreadableJson
        if time.monotonic() > ends_at:
            raise httpx.ReadTimeout("the body took too long", request=response.request)
    return body
