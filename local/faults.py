"""Faults that tests set by the `/_control` of a stand-in: what fails, how, and how often."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from starlette.exceptions import HTTPException
from starlette.requests import Request

Fault = dict[str, Any]


@dataclass
class Rule:
    """A fault for the next `left` matching runs, requests, events or payments, or for all of them if `left` is None.

    `marker` is a part of a prompt, `request` a pattern such as `POST /v1/customers*`, `event` one such as `invoice.*`,
    `customer` an id.
    """

    fault: Fault
    marker: str = ""
    request: str = "*"
    event: str = "*"
    customer: str | None = None
    left: int | None = None

    @classmethod
    def parse(cls, body: Fault, values: Mapping[str, Callable[[Any], bool]]) -> Self:
        """Return the rule in this JSON object; `values` checks the value of each fault. Raises HTTPException (422)."""
        fault, left = body.pop("fault", None), body.pop("next", None)
        if not isinstance(fault, dict) or not fault or not all(n in values and values[n](v) for n, v in fault.items()):
            raise HTTPException(422, f"fault: {fault} is not valid; choose from {', '.join(values)}")
        if left is not None and (not isinstance(left, int) or left < 1):
            raise HTTPException(422, f"next: {left!r} is not a positive number")
        try:
            return cls(fault, left=left, **body)
        except TypeError as error:
            raise HTTPException(422, str(error)) from error

    def use(self) -> Fault:
        """Count a use of the rule; return its fault."""
        self.left = None if self.left is None else self.left - 1
        return self.fault


async def json_body(request: Request) -> dict[str, Any]:
    """Return the request's JSON object, which is empty for an empty body. Raises HTTPException (400)."""
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise HTTPException(400, "The body is not JSON") from error
    if not isinstance(body, dict):
        raise HTTPException(400, "The body is not a JSON object")
    return body
