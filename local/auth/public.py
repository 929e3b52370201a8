"""What Auth tells anybody: its settings, its public key, that it is there, and what the project has switched off.

What `supabase/config.toml` switches off answers as it does in a project that has it off. Nothing of it is built.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.auth.bearer import signed_in
from local.auth.body import read_body, text
from local.auth.database import auth_of
from local.auth.errors import AuthError, invalid
from local.auth.settings import PROVIDERS
from local.claims import public_key

NEWER = ("x",)  # no version of Auth lists it that does not know it
FACTORS = {"totp": "TOTP", "phone": "Phone"}


async def settings(request: Request) -> JSONResponse:
    """Which ways of signing in the project offers."""
    rules = auth_of(request).settings
    external = {
        **{name: name in rules.external for name in PROVIDERS if name in rules.external or name not in NEWER},
        "anonymous_users": False,
        "email": True,
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


async def factors(request: Request) -> Response:
    """`[auth.mfa]`: a second factor."""
    async with signed_in(request):
        kind = text(await read_body(request), "factor_type")
        if kind not in FACTORS:
            raise invalid("factor_type needs to be totp or phone")
        raise AuthError(422, f"mfa_{kind}_enroll_not_enabled", f"MFA enroll is disabled for {FACTORS[kind]}")


async def identities(request: Request) -> Response:
    """`enable_manual_linking`: a user links another provider."""
    async with signed_in(request):
        raise AuthError(404, "manual_linking_disabled", "Manual linking is disabled")


async def single_sign_on(_: Request) -> Response:
    """SAML, which config.toml cannot switch on."""
    raise AuthError(404, "saml_provider_disabled", "SAML 2.0 is disabled")
