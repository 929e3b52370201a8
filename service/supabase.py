"""Supabase under the service role: the one client, and its errors turned into ours.

The client is shared by all threads of a worker. It signs nobody in, so it holds no state that one request could leave
to another; its httpx client is thread-safe.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Protocol

import httpx
import urllib3
from flask import Flask, current_app
from postgrest.exceptions import APIError
from storage3.utils import StorageException
from supabase import Client, ClientOptions, create_client

from service.errors import ServiceError, Unavailable, error_of
from service.pools import OnceMoreIfDropped, RepeatingClient, pool_for
from service.settings import Settings

log = logging.getLogger(__name__)

BUCKET = "generated-media"
CONNECT_SECONDS, READ_SECONDS = 5, 30
# Who asks whether the service is ready does not wait long for the answer.
CHECK_SECONDS = 3

# What Postgres and PostgREST answer when they are down, starting, overloaded or cut off.
_PASSING_FAULTS = ("08", "40", "53", "55", "57", "58", "5", "PGRST00")
# A serialization failure and a deadlock: nothing of the transaction is left.
_ROLLED_BACK = ("40001", "40P01")


class Query(Protocol):
    """A request of supabase-py, ready to be sent."""

    def execute(self) -> Any:
        """Send it; the answer's `data` holds the rows, or what the function returned."""


class Functions:
    """The database's functions. Everything about money is one, so they are called with as little around them as can be:
    supabase-py's way costs the processor three times as much.

    Each may be called twice with the same parameters, and the second call changes nothing: so one that was dropped
    without an answer, or rolled back because another was in its way, is called once more."""

    def __init__(self, client: Client) -> None:
        self.url = f"{client.rest_url}/rpc/"
        headers = client.options.headers
        self.pool = pool_for(
            self.url, connect=CONNECT_SECONDS, read=READ_SECONDS, retries=OnceMoreIfDropped(), headers=headers
        )

    def call(self, name: str, parameters: dict[str, Any]) -> Any:
        """What a function returns.

        Raises:
            APIError: what PostgREST or the function objects.
            urllib3.exceptions.HTTPError: if PostgREST cannot be reached.
        """
        try:
            return self._call(name, parameters)
        except APIError as error:
            if error.code not in _ROLLED_BACK:
                raise
        return self._call(name, parameters)

    def _call(self, name: str, parameters: dict[str, Any]) -> Any:
        answer = self.pool.request("POST", self.url + name, json=parameters)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise APIError(_error_in(answer))
        try:
            return answer.json() if answer.data else None
        except ValueError:  # a page of something in front of PostgREST
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
        """The bucket of inputs and results; call it within `storage_errors`."""
        return self.client.storage.from_(BUCKET)

    def call(self, function: str, **parameters: Any) -> Any:
        """What a database function returns.

        Raises:
            ServiceError: the one that the function names, or Unavailable.
        """
        functions: Functions = current_app.extensions["supabase_functions"]
        with database_errors():
            return functions.call(function, parameters)

    @property
    def http(self) -> httpx.Client:
        """The connections below the client, for what it has no way to ask."""
        http: httpx.Client = current_app.extensions["supabase_http"]
        return http

    def fetch(self, query: Query) -> Any:
        """The data that `query` answers.

        Raises:
            ServiceError: Unavailable when Supabase cannot be reached.
        """
        with database_errors():
            data = query.execute().data
        if isinstance(data, str):  # a page of something in front of PostgREST
            raise Unavailable
        return data

    def check(self) -> None:
        """Return if PostgREST answers within a few seconds and takes our key.

        Raises:
            ServiceError: if it does not.
        """
        client = self.client
        url, headers = f"{client.rest_url}/models", dict(client.options.headers)
        with database_errors():
            answer = self.http.get(url, params={"select": "id", "limit": 1}, headers=headers, timeout=CHECK_SECONDS)
            answer.raise_for_status()
            if not isinstance(_json_in(answer), list):
                raise Unavailable


supabase = Supabase()


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn PostgREST's errors into ours: SQLSTATE PT4xx carries our own code and, as JSON, its extras."""
    try:
        yield
    except APIError as error:
        raise _error_of(error) from None
    except (httpx.HTTPError, urllib3.exceptions.HTTPError) as error:
        raise Unavailable from error


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn errors of storage into ours."""
    try:
        yield
    except StorageException as error:
        log.warning("storage refused", extra={"status": getattr(error, "status", None)})
        raise Unavailable from None
    except (httpx.HTTPError, ValueError) as error:  # no answer, or none in JSON
        raise Unavailable from error


def _json_in(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _error_in(answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    """What an answer objects; PostgREST says it in JSON, whatever stands in front of it may not."""
    try:
        content = answer.json()
    except ValueError:
        content = None
    return content if isinstance(content, dict) and "code" in content else {"code": str(answer.status)}


def _error_of(error: APIError) -> ServiceError:
    code = error.code or ""
    if code.startswith("PT4"):
        return error_of(error.message or "", _extras(error.details))
    # Message and details may quote a row, so the code is all that is logged.
    log.error("database refused", extra={"sqlstate": code})
    # PostgREST names a code in every error: one without is of the gateway, which did not reach it.
    return Unavailable() if not code or code.startswith(_PASSING_FAULTS) else ServiceError()


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
    _ = client.postgrest, client.storage  # made on first use, which must not happen in two threads at once
    return client
