"""The user in Supabase's auth, by its admin API."""

from __future__ import annotations

from typing import Any

import httpx

from service.errors import Unauthorized, Unavailable
from service.settings import settings
from service.supabase import supabase


def auth_user(user_id: str) -> dict[str, Any]:
    """The user with this id: `email`, `created_at` and whatever else auth keeps.

    Raises:
        Unauthorized: if there is none.
        Unavailable: if auth does not answer.
    """
    return _asked("GET", user_id)


def delete_auth_user(user_id: str) -> None:
    """Delete a user, and with him every row of his. One who is gone already is fine.

    Raises:
        Unavailable: if auth does not answer.
    """
    try:
        _asked("DELETE", user_id)
    except Unauthorized:
        return


def _asked(method: str, user_id: str) -> dict[str, Any]:
    """What auth answers. Only JSON is an answer of auth: a page of something in front of it does not count."""
    key = settings().supabase_secret_key
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    url = f"{settings().supabase_url}/auth/v1/admin/users/{user_id}"
    try:
        answer = supabase.http.request(method, url, headers=headers)
        if answer.status_code == 404:
            raise Unauthorized
        content: dict[str, Any] = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable from error
    return content
