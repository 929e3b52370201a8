"""Routes of a signed-in user: start a generation, cancel one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint

from service.auth import current_user, signed_in
from service.body import check, json_object
from service.errors import (
    AlreadyFinished,
    IdTaken,
    InsufficientCredits,
    InvalidInput,
    InvalidJson,
    ModelBroken,
    NotFound,
    RateLimited,
    Refused,
    TierRequired,
    TooManyRunning,
    UnknownModel,
)
from service.generations.cancel import cancel
from service.generations.repository import Generation
from service.generations.start import start
from service.limits import generations_limit
from service.openapi import Route, an_object, documented

blueprint = Blueprint("generations", __name__, url_prefix="/api/generations")

_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_START = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "model", "inputs"],
    "properties": {
        "id": {"type": "string", "pattern": f"^{_UUID}$", "maxLength": 36},
        "model": {"type": "string", "minLength": 1, "maxLength": 63},
        "inputs": {"type": "object"},
    },
}
_GENERATION = an_object(
    generation=an_object(
        id={"type": "string", "format": "uuid"},
        status={"enum": ["pending", "processing", "completed", "failed"]},
        credits_used={"type": "integer", "minimum": 0},
    )
)
_START_ERRORS = (
    InvalidJson,
    InvalidInput,
    UnknownModel,
    ModelBroken,
    InsufficientCredits,
    TierRequired,
    IdTaken,
    TooManyRunning,
    RateLimited,
    Refused,
)


@blueprint.post("")
@documented(Route(_GENERATION, status=202, body=_START, signed_in=True, errors=_START_ERRORS))
@signed_in
def post_generation() -> tuple[dict[str, Any], int]:
    """Start `{id, model, inputs}`; the caller chooses `id`, a UUID."""
    with generations_limit():
        body = json_object()
        check(body, _START)
        generation = start(body["id"].lower(), current_user().id, body["model"], body["inputs"])
        return _document(generation), 202


@blueprint.post("/<generation_id>/cancel")
@documented(Route(_GENERATION, signed_in=True, errors=(NotFound, AlreadyFinished)))
@signed_in
def post_cancel(generation_id: str) -> dict[str, Any]:
    """Stop a generation and refund it."""
    return _document(cancel(_uuid(generation_id), current_user().id))


def _document(generation: Generation) -> dict[str, Any]:
    return {"generation": {"id": generation.id, "status": generation.status, "credits_used": generation.credits_used}}


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None
