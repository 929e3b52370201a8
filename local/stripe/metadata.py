"""Metadata: the texts that whoever uses the API hangs on an object."""

from __future__ import annotations

from typing import Any

from local.stripe.wire.errors import InvalidRequest

MOST_KEYS, LONGEST_KEY, LONGEST_VALUE = 50, 40, 500

Metadata = dict[str, str]


def metadata_of(before: Metadata | None, given: Any) -> Metadata:
    """The metadata after these were given: an empty value takes one away, an empty text all of them.

    Raises InvalidRequest if there is too much of it.
    """
    merged = {} if given == "" else {**(before or {}), **given}
    kept = {name: value for name, value in merged.items() if value != ""}
    if len(kept) > MOST_KEYS:
        raise InvalidRequest(f"Metadata can have up to {MOST_KEYS} keys.", param="metadata")
    for name, value in kept.items():
        if len(name) > LONGEST_KEY or len(value) > LONGEST_VALUE:
            limits = f"keys up to {LONGEST_KEY} characters long, and values up to {LONGEST_VALUE}"
            raise InvalidRequest(f"Metadata can have {limits}.", param=f"metadata[{name}]")
    return kept
