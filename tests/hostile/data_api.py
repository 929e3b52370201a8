"""Raw requests to PostgREST, as from a browser's console: with any key, token and header."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.running import RunningStack


@dataclass(frozen=True)
class Api:
    """Requests to PostgREST through the gateway, with the publishable key and optionally a user's token."""

    http: httpx.Client
    token: str | None = None

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Send one request to a path below `/rest/v1/`."""
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.http.request(method, f"/rest/v1/{path}", headers={**bearer, **(headers or {})}, **more)


@contextmanager
def data_api(stack: RunningStack) -> Iterator[httpx.Client]:
    """An HTTP client of a stack's Supabase, with the publishable key that the site uses."""
    headers = {"apikey": stack.publishable_key}
    with httpx.Client(base_url=stack.supabase_url, headers=headers, timeout=30, trust_env=False) as http:
        yield http
