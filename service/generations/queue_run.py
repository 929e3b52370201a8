"""Hand a pending generation to Pixio, and store the id of its run."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from service.errors import NotFound, QueueUnsure, RunMismatch, Unavailable
from service.generations.repository import fetch_generation, record_progress
from service.pixio.client import pixio
from service.pixio.webhook_url import webhook_url
from service.settings import settings

log = logging.getLogger(__name__)


def queue_run(generation_id: str, deployment_id: str, inputs: Mapping[str, Any]) -> str:
    """Queue the run. Returns the generation's status: "pending" while it is unknown whether Pixio accepted the run; then
    the webhook or the reconciler settles it. A generation that was cancelled is not sent.

    Raises:
        Unavailable: if the database does not respond. Nothing was sent.
        Refused: if Pixio certainly did not accept the run. The generation is still pending.
    """
    if not _is_wanted(generation_id):
        return "failed"
    try:
        run_id = pixio.queue(deployment_id, inputs, webhook_url(settings(), generation_id))
    except QueueUnsure:
        log.exception("unknown whether pixio accepted the run", extra={"generation": generation_id})
        return "pending"
    return _store_run(generation_id, run_id)


def _is_wanted(generation_id: str) -> bool:
    """Is the generation still pending? It may have been cancelled while its inputs were checked, or while other runs of its
    set were queued."""
    try:
        return fetch_generation(generation_id).status == "pending"
    except NotFound:  # the account was deleted
        return False


def _store_run(generation_id: str, run_id: str) -> str:
    try:
        status = record_progress(generation_id, run_id, 0, None)
    except Unavailable:  # the run's first webhook stores its id
        log.exception("run id not stored", extra={"generation": generation_id, "run": run_id})
        return "pending"
    except (NotFound, RunMismatch):
        status = "failed"
    if status == "failed":  # cancelled while it was being queued
        pixio.cancel(run_id)
    return status
