"""The Supabase client under the service role, and the mapping of its errors to ServiceErrors.

All threads of a worker share the client. It never signs a user in, so no request leaves state to the next one; its httpx
client is thread-safe.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Protocol

import httpx
import pycurl
from flask import Flask, current_app
from postgrest.exceptions import APIError
from storage3.utils import StorageException
from supabase import Client, ClientOptions, create_client

from service.errors import ServiceError, Unavailable, error_of
from service.http_clients import CurlClient, RepeatingClient, Response
from service.metrics import measured
from service.settings import Settings

log = logging.getLogger(__name__)

BUCKET = "generated-media"
CONNECT_SECONDS, READ_SECONDS = 5, 30
# Time-out of the readiness check.
CHECK_SECONDS = 3

# Error codes of Postgres and PostgREST when they are down, starting, overloaded or disconnected.
_TEMPORARY_FAULTS = ("08", "40", "53", "55", "57", "58", "5", "PGRST00")
# Serialization failure and deadlock: the transaction was rolled back.
_ROLLED_BACK = ("40001", "40P01")


class Query(Protocol):
    """A request of supabase-py, ready to be sent."""

    def execute(self) -> Any:
        """Send it; `data` of the result is the rows, or what the function returned."""


class Functions:
    """Calls of database functions, by libcurl: supabase-py's `rpc` takes ten times the CPU, and every booking of credits
    is such a call.

    Each function is idempotent for the same parameters. So libcurl may send a call again whose connection was closed, and
    a call whose transaction was rolled back by a conflict is retried once."""

    def __init__(self, client: Client) -> None:
        self.url = f"{client.rest_url}/rpc/"
        self.headers = {**client.options.headers, "Content-Type": "application/json"}
        self.curl = CurlClient(connect_seconds=CONNECT_SECONDS, seconds=READ_SECONDS)

    def call(self, name: str, parameters: dict[str, Any]) -> Any:
        """What a function returns.

        Raises:
            APIError: the error of PostgREST or of the function.
            pycurl.error: if PostgREST cannot be reached.
        """
        try:
            return self._call(name, parameters)
        except APIError as error:
            if error.code not in _ROLLED_BACK:
                raise
        return self._call(name, parameters)

    def _call(self, name: str, parameters: dict[str, Any]) -> Any:
        with measured("database", name):
            response = self.curl.request("POST", self.url + name, self.headers, json.dumps(parameters).encode())
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise APIError(_error_in(response))
        try:
            return json.loads(response.body) if response.body else None
        except ValueError:  # a proxy in front of PostgREST returned no JSON
            raise APIError({}) from None


class Supabase:
    """The client of the running app."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        """Make the client of `app`."""
        http = app.extensions["supabase_http"] = _http()
        client = app.extensions["supabase"] = _client(settings, http)
        app.extensions["supabase_functions"] = Functions(client)

    @property
    def client(self) -> Client:
        """supabase-py's own client, for building queries; send them with `fetch`."""
        client: Client = current_app.extensions["supabase"]
        return client

    @property
    def bucket(self) -> Any:
        """The bucket of inputs and results; use it within `storage_errors`."""
        return self.client.storage.from_(BUCKET)

    def call(self, function: str, **parameters: Any) -> Any:
        """What a database function returns.

        Raises:
            ServiceError: the one whose code the function raised, or Unavailable.
        """
        functions: Functions = current_app.extensions["supabase_functions"]
        with database_errors():
            return functions.call(function, parameters)

    @property
    def http(self) -> httpx.Client:
        """The client's own httpx.Client, for endpoints that supabase-py does not cover."""
        http: httpx.Client = current_app.extensions["supabase_http"]
        return http

    def fetch(self, query: Query) -> Any:
        """The data that `query` returns.

        Raises:
            ServiceError: Unavailable when Supabase cannot be reached.
        """
        with database_errors():
            data = query.execute().data
        if isinstance(data, str):  # a proxy in front of PostgREST returned a page
            raise Unavailable
        return data

    def check(self) -> None:
        """Return if PostgREST responds within a few seconds and accepts our key.

        Raises:
            ServiceError: if it does not.
        """
        client = self.client
        url, headers = f"{client.rest_url}/models", dict(client.options.headers)
        with database_errors():
            response = self.http.get(url, params={"select": "id", "limit": 1}, headers=headers, timeout=CHECK_SECONDS)
            response.raise_for_status()
            if not isinstance(_json_in(response), list):
                raise Unavailable


supabase = Supabase()


@contextmanager
def database_errors() -> Iterator[None]:
    """Map PostgREST's errors to ServiceErrors: an SQLSTATE PT4xx has our code as message and the extras as JSON."""
    try:
        yield
    except APIError as error:
        raise _error_of(error) from None
    except (httpx.HTTPError, pycurl.error) as error:
        raise Unavailable from error


@contextmanager
def storage_errors() -> Iterator[None]:
    """Map errors of storage to ServiceErrors."""
    try:
        yield
    except StorageException as error:
        log.warning("storage returned an error", extra={"status": getattr(error, "status", None)})
        raise Unavailable from None
    except (httpx.HTTPError, ValueError) as error:  # no response, or not JSON
        raise Unavailable from error


def _json_in(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _error_in(response: Response) -> dict[str, Any]:
    """The error in a response; a proxy in front of PostgREST may return no JSON."""
    try:
        content = json.loads(response.body)
    except ValueError:
        content = None
    if isinstance(content, dict) and isinstance(content.get("code"), str):
        return content
    return {"code": str(response.status)}


def _error_of(error: APIError) -> ServiceError:
    code = error.code or ""
    if code.startswith("PT4"):
        return error_of(error.message or "", _extras(error.details))
    # Message and details may quote a row, so the code is all that is logged.
    log.error("database returned an error", extra={"sqlstate": code})
    # Every error of PostgREST has a code: one without is the gateway's, which did not reach PostgREST.
    return Unavailable() if not code or code.startswith(_TEMPORARY_FAULTS) else ServiceError()


def _extras(details: object) -> dict[str, Any]:
    try:
        extras = json.loads(details) if isinstance(details, str) else {}
    except ValueError:
        return {}
    return extras if isinstance(extras, dict) else {}


def _http() -> httpx.Client:
    return RepeatingClient(timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS))


def _client(settings: Settings, http: httpx.Client) -> Client:
    options = ClientOptions(
        auto_refresh_token=False, persist_session=False, postgrest_client_retry=False, httpx_client=http
    )
    client = create_client(settings.supabase_url, settings.supabase_secret_key, options)
    _ = client.postgrest, client.storage  # created lazily, which is not thread-safe
    return client
