"""The check of Pixio."""

from __future__ import annotations

from collections.abc import Iterator

from service.doctor.problem import Problem
from service.errors import Unavailable
from service.pixio.client import pixio
from service.settings import settings

NO_RUN = "00000000-0000-0000-0000-000000000000"


def check_pixio() -> Iterator[Problem]:
    """Does Pixio accept our key? It is polled for a run that does not exist."""
    try:
        pixio.run(NO_RUN)
    except Unavailable:
        yield Problem(
            f"Pixio at {settings().pixio_api_url} does not respond, or refuses the key.",
            "Check PIXIO_DEPLOY_API_KEY in the API settings of your Pixio account, and PIXIO_API_URL.",
        )
