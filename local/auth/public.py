"""What Auth tells anybody: its settings, its public key, that it is there, and that no other provider is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.auth.database import auth_of
from local.auth.errors import invalid
from local.claims import public_key

PROVIDERS = [
    "anonymous_users",
    "apple",
    "azure",
    "bitbucket",
    "discord",
    "facebook",
    "figma",
    "fly",
    "github",
    "gitlab",
    "google",
    "keycloak",
    "kakao",
    "linkedin",
    "linkedin_oidc",
    "notion",
    "slack",
    "slack_oidc",
    "snapchat",
    "spotify",
    "twitch",
    "twitter",
    "workos",
    "x",
    "zoom",
]


async def settings(request: Request) -> JSONResponse:
    """Which ways of signing in the project offers: on one machine, the address alone."""
    rules = auth_of(request).settings
    external = {**dict.fromkeys(PROVIDERS, False), "email": rules.email_signup_enabled, "phone": False}
    return JSONResponse(
        {
            "external": external,
            "disable_signup": not rules.signup_enabled,
            "mailer_autoconfirm": not rules.confirmations,
            "phone_autoconfirm": False,
            "sms_provider": "",
            "saml_enabled": False,
        }
    )


async def jwks(request: Request) -> JSONResponse:
    """The public half of the key that signs users' tokens."""
    keys = {"keys": [public_key(auth_of(request).config)]}
    return JSONResponse(keys, headers={"cache-control": "public, max-age=600"})


async def health(_: Request) -> JSONResponse:
    """That it answers."""
    return JSONResponse({"version": "local", "name": "GoTrue", "description": "Stand-in for Supabase Auth"})


async def authorize(_: Request) -> Response:
    """No other provider is enabled on one machine."""
    raise invalid("Unsupported provider: provider is not enabled")
