"""HTTP client for stripe-python: its own clients use more CPU than the rest of an event.
See docs/decisions/http-clients.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pycurl
import stripe

from service.http_clients import CurlClient
from service.logs import id_header
from service.metrics import measured

CONNECT_SECONDS, SECONDS = 5, 15


class StripeHttpClient(stripe.HTTPClient):
    """Sends requests over kept connections. stripe-python decides about retries."""

    name = "pycurl"

    def __init__(self) -> None:
        super().__init__()
        self.curl = CurlClient(connect_seconds=CONNECT_SECONDS, seconds=SECONDS)

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
                response = self.curl.request(method.upper(), url, sent, post_data)
        except pycurl.error as error:
            raise _unreachable() from error
        return response.body, response.status, response.headers

    def close(self) -> None:
        """Close the connections that are not in use."""
        self.curl.close()


def _resource(url: str) -> str:
    """The path without ids, such as /v1/customers."""
    return "/".join(urlsplit(url).path.split("/")[:3])


def _unreachable() -> stripe.APIConnectionError:
    make: Any = stripe.APIConnectionError
    error: stripe.APIConnectionError = make("Stripe cannot be reached.", should_retry=True)
    return error
