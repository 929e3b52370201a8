"""Start a generation: first the debit, then the run at Pixio, then store the run's id."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from service.errors import NotFound, QueueUnsure, Refused, RunMismatch, Unavailable
from service.generations.inputs import checked_inputs, picture_urls
from service.generations.models import active_model
from service.generations.repository import Generation, fail, record_progress
from service.pixio.client import pixio
from service.pixio.webhook_url import webhook_url
from service.settings import settings
from service.supabase import supabase

log = logging.getLogger(__name__)


def start(generation_id: str, user_id: str, model_id: str, inputs: dict[str, Any]) -> Generation:
    """Start a generation. Idempotent by id: a repeated call returns the same generation and starts nothing.

    Raises:
        UnknownModel, ModelBroken, InvalidInput, InsufficientCredits, TooManyRunning, IdTaken: nothing was debited.
        Refused: if Pixio did not accept the run; the debit was refunded.
    """
    model = active_model(model_id)
    kept = checked_inputs(model, inputs, user_id)
    sent = kept | picture_urls(model, kept)
    started = supabase.call(
        "start_generation",
        p_id=generation_id,
        p_user_id=user_id,
        p_model_id=model.id,
        p_prompt=model.prompt_in(kept),
        p_inputs=kept,
    )
    generation = Generation.of(started["generation"])
    if not started["created"]:
        return generation
    return replace(generation, status=_queue(generation_id, model.deployment_id, sent))


def _queue(generation_id: str, deployment_id: str, inputs: dict[str, Any]) -> str:
    """Queue the run at Pixio. Returns the generation's status. It is "pending" while it is unknown whether Pixio accepted
    the run: then the webhook or the reconciler settles it."""
    try:
        run_id = pixio.queue(deployment_id, inputs, webhook_url(settings(), generation_id))
    except Refused:
        fail(generation_id, "refused")
        raise
    except QueueUnsure:
        log.exception("unknown whether pixio accepted the run", extra={"generation": generation_id})
        return "pending"
    return _store_run(generation_id, run_id)


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
