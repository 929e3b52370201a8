"""Routes of a signed-in user: start a set of generations, cancel one."""

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
    TooManyWaiting,
    UnknownModel,
)
from service.generations.cancel import cancel
from service.generations.repository import Generation
from service.generations.start import Wanted, start
from service.generations.waiting import start_waiting
from service.openapi import Route, an_object, documented
from service.rate_limits import generations_limit

blueprint = Blueprint("generations", __name__, url_prefix="/api/generations")

_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_WANTED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "inputs"],
    "properties": {
        "id": {"type": "string", "pattern": f"^{_UUID}$", "maxLength": 36},
        "inputs": {"type": "object"},
    },
}
_START = {
    "type": "object",
    "additionalProperties": False,
    "required": ["model", "generations"],
    "properties": {
        "model": {"type": "string", "minLength": 1, "maxLength": 63},
        "generations": {"type": "array", "minItems": 1, "maxItems": 4, "items": _WANTED},
    },
}
_GENERATION = an_object(
    id={"type": "string", "format": "uuid"},
    status={"enum": ["waiting", "pending", "processing", "completed", "failed"]},
    credits_used={"type": "integer", "minimum": 0},
)
_ONE = an_object(generation=_GENERATION)
_SET = an_object(generations={"type": "array", "items": _GENERATION})
_START_ERRORS = (
    InvalidJson,
    InvalidInput,
    UnknownModel,
    ModelBroken,
    InsufficientCredits,
    TierRequired,
    IdTaken,
    TooManyWaiting,
    RateLimited,
    Refused,
)


@blueprint.post("")
@documented(Route(_SET, status=202, body=_START, signed_in=True, errors=_START_ERRORS))
@signed_in
def post_generations() -> tuple[dict[str, Any], int]:
    """Start 1 to 4 generations of a model, each with its own inputs; the caller chooses their ids, UUIDs."""
    with generations_limit():
        body = json_object()
        check(body, _START)
        for index, each in enumerate(body["generations"]):
            # Again, because the check for characters that cannot be stored covers only direct members.
            check(each, _WANTED, ("generations", str(index)))
        wanted = [Wanted(each["id"].lower(), each["inputs"]) for each in body["generations"]]
        generations = start(current_user().id, body["model"], wanted)
        return {"generations": [_document(each) for each in generations]}, 202


@blueprint.post("/<generation_id>/cancel")
@documented(Route(_ONE, signed_in=True, errors=(NotFound, AlreadyFinished)))
@signed_in
def post_cancel(generation_id: str) -> dict[str, Any]:
    """Stop a generation, or take it off the waiting list, and refund it."""
    cancelled = cancel(_uuid(generation_id), current_user().id)
    start_waiting(cancelled.user_id)
    return {"generation": _document(cancelled)}


def _document(generation: Generation) -> dict[str, Any]:
    return {"id": generation.id, "status": generation.status, "credits_used": generation.credits_used}


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None
