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
    try:
        user: dict[str, Any] = _asked("GET", user_id).json()
    except ValueError as error:
        raise Unavailable from error
    return user


def delete_auth_user(user_id: str) -> None:
    """Delete a user, and with him every row of his. One who is gone already is fine.

    Raises:
        Unavailable: if auth does not answer.
    """
    try:
        _asked("DELETE", user_id)
    except Unauthorized:
        return


def _asked(method: str, user_id: str) -> httpx.Response:
    key = settings().supabase_secret_key
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    url = f"{settings().supabase_url}/auth/v1/admin/users/{user_id}"
    try:
        answer = supabase.http.request(method, url, headers=headers)
        if answer.status_code == 404:
            raise Unauthorized
        return answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable from error
