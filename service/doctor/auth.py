"""The checks of Supabase Auth: what the service role can see of its configuration, and its users."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx

from service.doctor.problem import Problem
from service.settings import settings
from service.supabase import supabase

CONFIGURATION = "Supabase's dashboard > Authentication > URL Configuration"
PUSH = "or edit supabase/config.toml and run `npx supabase config push`"
FOREIGN = "https://doctor.invalid/"
FEW_SIGN_UPS = 5
MOST_NAMED = 3
REPAIR_USERS = """
update auth.users set
  instance_id = '00000000-0000-0000-0000-000000000000', aud = 'authenticated', role = 'authenticated',
  confirmation_token = coalesce(confirmation_token, ''), recovery_token = coalesce(recovery_token, ''),
  email_change = coalesce(email_change, ''), email_change_token_new = coalesce(email_change_token_new, ''),
  email_change_token_current = coalesce(email_change_token_current, ''), phone_change = coalesce(phone_change, ''),
  phone_change_token = coalesce(phone_change_token, ''), reauthentication_token = coalesce(reauthentication_token, ''),
  raw_app_meta_data = coalesce(raw_app_meta_data, '{"provider": "email", "providers": ["email"]}'),
  raw_user_meta_data = coalesce(raw_user_meta_data, '{}'),
  created_at = coalesce(created_at, now()), updated_at = coalesce(updated_at, now())
where id in (select user_id from users_unknown_to_auth(1000));
"""


def check_sign_up() -> Iterator[Problem]:
    """Can users sign up by mail, and is their address confirmed?"""
    rules = _get("settings").raise_for_status().json()
    where = "Supabase's dashboard > Authentication > Sign In / Providers"
    if rules["disable_signup"]:
        yield Problem("Nobody can sign up: Auth allows no new users.", f"Allow them: {where}, {PUSH}.")
    if not rules["external"]["email"]:
        yield Problem("Nobody can sign up or log in by mail: Auth's email provider is off.", f"{where}, {PUSH}.")
    if rules["mailer_autoconfirm"]:
        yield Problem(
            "Auth confirms no address by mail: anyone who types any address gets free credits.",
            f"Switch on `Confirm email`: {where}, {PUSH}.",
        )


def check_addresses() -> Iterator[Problem]:
    """Do links in mails lead to SITE_URL, and may Auth redirect to its pages?

    This opens a link with a wrong token, which changes nothing. Auth redirects it to the address that the link names if
    that address is allowed, and otherwise to its site URL.
    """
    site = settings().site_url
    if (found := _redirect(FOREIGN).rstrip("/")) != site:
        yield Problem(
            f"Auth's site URL is {found}, and SITE_URL is {site}: links in mails lead to the wrong address.",
            f"Correct one of them: {CONFIGURATION}, {PUSH}.",
        )
    if _redirect(f"{site}/auth/callback") != f"{site}/auth/callback":
        yield Problem(
            f"Auth does not redirect to {site}/auth/callback: sign-in by a provider ends elsewhere.",
            f"Add {site}/** to the redirect URLs: {CONFIGURATION}, {PUSH}.",
        )


def check_mails() -> Iterator[Problem]:
    """Did any user confirm their address in the last day? Auth does not report whether its mails arrive."""
    seen: Any = supabase.client.rpc("recent_sign_ups", {}).execute().data
    if seen["mails_sent"] >= FEW_SIGN_UPS and not seen["confirmed"]:
        yield Problem(
            f"Of the {seen['mails_sent']} people who were sent a confirmation in the last day, none has confirmed: do mails arrive?",
            "Sign up with an address of yours. Set up SMTP: Supabase's dashboard > Authentication > Emails.",
        )


def check_users() -> Iterator[Problem]:
    """Does Auth find every user? It returns 404 or 500 for users that SQL inserted without all columns."""
    found: Any = supabase.client.rpc("users_unknown_to_auth", {}).execute().data
    if found:
        named = "; ".join(f"{row['user_id']} ({', '.join(row['columns'])})" for row in found[:MOST_NAMED])
        more = " and more" if len(found) > MOST_NAMED else ""
        yield Problem(
            f"Auth returns errors for users that were made by plain SQL, because of these columns: {named}{more}.",
            f"In Studio's SQL editor: {' '.join(REPAIR_USERS.split())}",
        )


def _redirect(wanted: str) -> str:
    """The address to which Auth redirects a link that names `wanted`, without the error in its query and fragment."""
    response = _get("verify", type="signup", token="doctor", redirect_to=wanted)  # noqa: S106 - no password: a wrong token
    if response.is_error:
        response.raise_for_status()
    location = str(response.headers.get("location", ""))
    return location.partition("#")[0].partition("?")[0]


def _get(path: str, **query: str) -> httpx.Response:
    url, headers = f"{settings().supabase_url}/auth/v1/{path}", {"apikey": settings().supabase_publishable_key}
    return httpx.get(url, params=query, headers=headers, timeout=10)
