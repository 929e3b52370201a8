"""urllib3 HTTP client for stripe-python: its own clients use more CPU than the rest of an event.
See docs/decisions/http-clients.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe
import urllib3

from service.logs import id_header
from service.metrics import measured
from service.pools import pool_for

TIMEOUT_SECONDS = 15


class PooledClient(stripe.HTTPClient):
    """Sends requests over pooled connections. stripe-python decides about retries."""

    name = "urllib3"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.pool = pool_for(url, connect=TIMEOUT_SECONDS, read=TIMEOUT_SECONDS)

    def request(  # type: ignore[override]  # the body is bytes in every client of stripe-python
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_: Any
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """The body, status and headers of the response.

        Raises:
            APIConnectionError: if there is none.
        """
        sent = {**(headers or {}), **id_header()}
        try:
            with measured("stripe", f"{method.upper()} {_resource(url)}"):
                answer = self.pool.request(method.upper(), url, body=post_data, headers=sent, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise _unreachable() from error
        return answer.data, answer.status, answer.headers

    def close(self) -> None:
        """Close every connection."""
        self.pool.clear()


def _resource(url: str) -> str:
    """The path without ids, such as /v1/customers."""
    return "/".join(urlsplit(url).path.split("/")[:3])


def _unreachable() -> stripe.APIConnectionError:
    make: Any = stripe.APIConnectionError
    error: stripe.APIConnectionError = make("Stripe cannot be reached.", should_retry=True)
    return error
