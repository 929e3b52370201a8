"""What Auth tells anybody: its settings, its public key, and that it is there."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth.database import auth_of
from local.auth.providers import PROVIDERS
from local.claims import public_key


async def settings(request: Request) -> JSONResponse:
    """Which ways of signing in the project offers."""
    rules = auth_of(request).settings
    external = {
        **{name: name in rules.external for name in PROVIDERS},
        "anonymous_users": False,
        "email": rules.email_signup_enabled,
        "phone": False,
    }
    return JSONResponse(
        {
            "external": external,
            "disable_signup": not rules.signup_enabled,
            "mailer_autoconfirm": not rules.confirmations,
            "phone_autoconfirm": False,
            "sms_provider": "",
            "saml_enabled": False,
            "saml_private_key_next_configured": True,
            "passkeys_enabled": False,
        }
    )


async def jwks(request: Request) -> JSONResponse:
    """The public half of the key that signs users' tokens."""
    keys = {"keys": [public_key(auth_of(request).config)]}
    return JSONResponse(keys, headers={"cache-control": "public, max-age=600"})


async def health(_: Request) -> JSONResponse:
    """That it answers."""
    description = "GoTrue is a user registration and authentication API"
    return JSONResponse({"version": "", "name": "GoTrue", "description": description})
