"""Pixio's webhook about runs. It returns 5xx only if a retry may help, since Pixio retries on 5xx; otherwise 200."""

from __future__ import annotations

import logging
import re

from flask import Blueprint, request

from service.body import whole_body
from service.errors import NotFound, RunMismatch, Unauthorized, Unreadable
from service.generations.repository import FINISHED, fetch_generation
from service.generations.settle import settle
from service.generations.waiting import start_waiting
from service.openapi import TEXT, Route, an_object, documented
from service.pixio.run import Run
from service.pixio.webhook_url import is_ours
from service.provider_json import UnreadableJson
from service.settings import settings

log = logging.getLogger(__name__)

blueprint = Blueprint("pixio_webhook", __name__, url_prefix="/api/webhooks/pixio")

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@blueprint.post("")
@documented(
    Route(
        an_object(received={"const": True}),
        body=Run.model_json_schema(),
        query={"generation": TEXT, "token": TEXT},
        errors=(Unauthorized, Unreadable),
    )
)
def post_report() -> dict[str, bool]:
    """Settle the run in the body, for the generation in the query string."""
    generation_id = _generation_id()
    run = _run(generation_id)
    try:
        status = settle(generation_id, run)
        if status in FINISHED:
            start_waiting(fetch_generation(generation_id).user_id)
    except (NotFound, RunMismatch) as error:
        status = error.code
    log.info(
        "pixio webhook processed",
        extra={"generation": generation_id, "run": run.id, "state": run.state.value, "status": status},
    )
    return {"received": True}


def _run(generation_id: str) -> Run:
    try:
        return Run.read(whole_body())
    except UnreadableJson as error:
        log.error("pixio webhook not readable", extra={"generation": generation_id, "field": error.field})  # noqa: TRY400
        raise Unreadable(error.field) from None


def _generation_id() -> str:
    """The generation in the query string, if its token is valid. The error is the same whether the generation exists."""
    generation_id, token = request.args.get("generation", ""), request.args.get("token", "")
    if not _UUID.fullmatch(generation_id) or not is_ours(settings().pixio_webhook_secrets, generation_id, token):
        raise Unauthorized("This is not a valid webhook URL.")
    return generation_id
