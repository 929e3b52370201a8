"""Validate the inputs of a generation by the model's schema. Pictures must be files of the user."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.body import check
from service.errors import InvalidInput
from service.generations.models import Model
from service.supabase import storage_errors, supabase

SPARE_SECONDS = 600

_PICTURE = re.compile(r"(?P<owner>[0-9a-f-]{36})(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\.(png|jpe?g|webp|gif)", re.IGNORECASE)


def checked_inputs(model: Model, inputs: dict[str, Any], user_id: str) -> dict[str, Any]:
    """`inputs` as they are stored: with the schema's defaults, whole numbers as integers, pictures as paths.

    Raises:
        InvalidInput: naming the first field that is wrong, such as `inputs.width`.
    """
    check(inputs, model.rules, path=("inputs",))
    for name in model.picture_inputs:
        if name in inputs and not _is_own_picture(inputs[name], user_id):
            raise _no_such_picture(name)
    return model.defaults | {name: _whole(value) for name, value in inputs.items()}


def picture_urls(model: Model, inputs: Mapping[str, Any]) -> dict[str, str]:
    """Signed URLs of the pictures among `inputs`, by input. They stay valid for longer than the run may take.

    Raises:
        InvalidInput: naming an input whose file does not exist.
    """
    paths = {name: inputs[name] for name in model.picture_inputs if name in inputs}
    if not paths:
        return {}
    with storage_errors():
        signed = supabase.bucket.create_signed_urls(list(set(paths.values())), model.timeout_seconds + SPARE_SECONDS)
    urls = {each["path"]: each["signedURL"] for each in signed}
    for name, path in paths.items():
        if not urls.get(path):
            raise _no_such_picture(name)
    return {name: urls[path] for name, path in paths.items()}


def _is_own_picture(path: str, user_id: str) -> bool:
    match = _PICTURE.fullmatch(path)
    return match is not None and match["owner"] == user_id


def _no_such_picture(name: str) -> InvalidInput:
    return InvalidInput("There is no such picture in your files.", field=f"inputs.{name}")


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
