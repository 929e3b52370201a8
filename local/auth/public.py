"""Public routes: settings, public key, health; and the errors of features that are off.

The features that `supabase/config.toml` switches off return the errors of a hosted project. They are not implemented.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.auth.bearer import signed_in
from local.auth.body import read_body, text
from local.auth.database import auth_of
from local.auth.errors import AuthError, invalid
from local.auth.settings import PROVIDERS
from local.claims import public_key

NEWER = ("x",)  # listed only if it is enabled: older versions of Auth do not know it
FACTORS = {"totp": "TOTP", "phone": "Phone"}


async def settings(request: Request) -> JSONResponse:
    """Return which ways to sign in the project offers."""
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
    """Return the public half of the key that signs users' tokens."""
    keys = {"keys": [public_key(auth_of(request).config)]}
    return JSONResponse(keys, headers={"cache-control": "public, max-age=600"})


async def health(_: Request) -> JSONResponse:
    """Return 200: Auth runs."""
    description = "GoTrue is a user registration and authentication API"
    return JSONResponse({"version": "", "name": "GoTrue", "description": description})


async def factors(request: Request) -> Response:
    """Refuse a second factor (`[auth.mfa]`)."""
    async with signed_in(request):
        kind = text(await read_body(request), "factor_type")
        if kind not in FACTORS:
            raise invalid("factor_type needs to be totp or phone")
        raise AuthError(422, f"mfa_{kind}_enroll_not_enabled", f"MFA enroll is disabled for {FACTORS[kind]}")


async def identities(request: Request) -> Response:
    """Refuse to link another provider (`enable_manual_linking`)."""
    async with signed_in(request):
        raise AuthError(404, "manual_linking_disabled", "Manual linking is disabled")


async def single_sign_on(_: Request) -> Response:
    """Refuse SAML, which config.toml cannot enable."""
    raise AuthError(404, "saml_provider_disabled", "SAML 2.0 is disabled")
