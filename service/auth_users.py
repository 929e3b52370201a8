"""Users in Supabase's auth, through its admin API.

supabase-py's `auth.admin` is not used: it raises for a user whose `user_metadata` is null, which auth returns for users
inserted by SQL, and it accepts any page with status 200 as the response to a deletion.
"""

from __future__ import annotations

from typing import Any

import httpx

from service.errors import Unauthorized, Unavailable
from service.settings import settings
from service.supabase import supabase


def auth_user(user_id: str) -> dict[str, Any]:
    """Return the user with this id: `email`, `created_at` and every other field that auth returns.

    Raises:
        Unauthorized: if there is none.
        Unavailable: if auth does not respond.
    """
    return _request("GET", user_id)


def delete_auth_user(user_id: str) -> None:
    """Delete a user with all their rows. No error if the user is already deleted.

    Raises:
        Unavailable: if auth does not respond.
    """
    try:
        _request("DELETE", user_id)
    except Unauthorized:
        return


def _request(method: str, user_id: str) -> dict[str, Any]:
    key = settings().supabase_secret_key
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    url = f"{settings().supabase_url}/auth/v1/admin/users/{user_id}"
    try:
        response = supabase.http.request(method, url, headers=headers)
        if response.status_code == 404:
            raise Unauthorized
        content: dict[str, Any] = response.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:  # ValueError: a proxy in front of auth returned no JSON
        raise Unavailable from error
    return content
