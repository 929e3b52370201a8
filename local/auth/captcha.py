"""Whether a person asks: a captcha token is checked with hCaptcha or Turnstile, as Auth does it."""

from __future__ import annotations

import aiohttp
from starlette.requests import Request

from local.auth.body import Body, mapping, text
from local.auth.database import auth_of
from local.auth.errors import AuthError
from local.auth.settings import Captcha
from local.claims import caller_of

PATIENCE = aiohttp.ClientTimeout(total=10)


async def check(request: Request, body: Body) -> None:
    """Raise AuthError unless a person asks, the project itself does, or no captcha is wanted."""
    auth = auth_of(request)
    captcha = auth.settings.captcha
    headers = request.headers
    if (
        captcha is None
        or caller_of(auth.config, headers.get("authorization"), headers.get("apikey")).role == "service_role"
    ):
        return
    token = text(mapping(body, "gotrue_meta_security"), "captcha_token")
    if not token:
        raise _disallowed("no captcha_token found")
    client = request.client.host if request.client else ""
    problems = await _problems(captcha, token, client)
    if problems:
        raise _disallowed(", ".join(problems))


async def _problems(captcha: Captcha, token: str, client: str) -> list[str]:
    """Why the vendor does not accept this token; nothing if it does."""
    form = {"secret": captcha.secret, "response": token, "remoteip": client}
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.post(captcha.verify_url, data=form) as answer,
        ):
            found = await answer.json(content_type=None)
            return [] if found["success"] is True else [str(code) for code in found.get("error-codes", ["unknown"])]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AuthError(500, "unexpected_failure", "captcha verification process failed") from error


def _disallowed(reason: str) -> AuthError:
    return AuthError(400, "captcha_failed", f"captcha protection: request disallowed ({reason})")
