"""Start the generations that wait, as soon as others of their user have ended.

The service does this whenever it ends a generation. The reconciler does it for users whose generations ended when the
service could not.
"""

from __future__ import annotations

import logging
from typing import Any

from service.errors import InvalidInput, ModelBroken, PixioAway, Refused, ServiceError, Unavailable
from service.generations.inputs import checked_inputs, picture_urls
from service.generations.models import active_model
from service.generations.queue_run import queue_run
from service.generations.repository import fail, wait_again
from service.supabase import supabase

log = logging.getLogger(__name__)


def start_waiting(user_id: str) -> None:
    """Start a user's waiting generations, oldest first, as far as the limit of runs at once allows.

    A failure is only logged: the next end of a generation or the reconciler tries again. An unclear response from Pixio
    also leaves the others waiting, because each could take as long.
    """
    try:
        while row := supabase.call("start_waiting_generation", p_user_id=user_id):
            if _start(row) == "pending":
                return
    except ServiceError:
        log.exception("waiting generations not started", extra={"owner": user_id})


def _start(row: dict[str, Any]) -> str:
    """Hand a generation that has just become pending to Pixio. Returns its status."""
    try:
        return _queue(row)
    except (PixioAway, Unavailable):
        wait_again(row["id"])
        raise
    except (InvalidInput, ModelBroken) as error:  # an operator has changed the model meanwhile
        log.warning("waiting generation not started", extra={"generation": row["id"], "why": error.code})
        return _failed(row["id"], "not_started")
    except Refused:
        return _failed(row["id"], "refused")


def _queue(row: dict[str, Any]) -> str:
    """Queue the run. Returns its status.

    The inputs are validated again, because the model may have changed meanwhile: a changed schema could make the service
    sign files that were never validated.
    """
    model = active_model(row["model_id"])
    inputs = checked_inputs(model, row["inputs"], row["user_id"])
    return queue_run(row["id"], model.deployment_id, inputs | picture_urls(model, inputs))


def _failed(generation_id: str, reason: str) -> str:
    fail(generation_id, reason)
    return "failed"
