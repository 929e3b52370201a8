"""The check of Pixio."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from service.doctor.problem import Problem
from service.errors import Unavailable
from service.pixio.client import pixio
from service.settings import settings

NO_RUN = "00000000-0000-0000-0000-000000000000"


def check_pixio() -> Iterator[Problem]:
    """Does Pixio accept our key? It is polled for a run that does not exist."""
    try:
        pixio.run(NO_RUN)
    except Unavailable as error:
        yield _problem(error.__cause__)


def _problem(cause: BaseException | None) -> Problem:
    address = settings().pixio_api_url
    if isinstance(cause, httpx.HTTPStatusError):
        status = cause.response.status_code
        if status in (401, 403):
            key = "the API settings of your Pixio account"
            return Problem(f"PIXIO_DEPLOY_API_KEY is refused by {address}.", f"Copy it again: {key}.")
        return Problem(f"Pixio at {address} returns {status}.", "Is PIXIO_API_URL right? If so, try it again later.")
    if isinstance(cause, httpx.HTTPError):
        return Problem(f"Pixio at {address} cannot be reached.", "Check PIXIO_API_URL and the network; try it again.")
    return Problem(f"The response of {address} is not one of Pixio's.", "Check PIXIO_API_URL.")
