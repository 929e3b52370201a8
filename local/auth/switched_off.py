"""What `supabase/config.toml` switches off answers as it does in a project that has it off. Nothing of it is built."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from local.auth.bearer import signed_in
from local.auth.body import read_body, text
from local.auth.errors import AuthError, invalid

FACTORS = {"totp": "TOTP", "phone": "Phone"}


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
