"""What is asked before Auth does anything: a captcha's vendor, and the project's hook before a user is created.

Auth asks the hook for each account that its owner, an invitation or a generated link is about to create, and for nothing
else: neither for an account that operators create nor for a change of address.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import aiohttp
from psycopg import sql
from psycopg.types.json import Jsonb
from starlette.requests import Request

from local.auth.body import Body, mapping, text
from local.auth.database import Auth, Row, auth_of
from local.auth.errors import AuthError
from local.auth.settings import Captcha
from local.auth.users import timestamp, user_json
from local.claims import caller_of

TIMEOUT_MILLISECONDS = "2000"
PATIENCE = aiohttp.ClientTimeout(total=10)


async def check_captcha(request: Request, body: Body) -> None:
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


async def ask_before_creation(auth: Auth, request: Request, new: Row) -> None:
    """Ask the hook, if the project has one, about an account that is to be made.

    Raises:
        AuthError: with the hook's own status and words if it refuses; 500 if it fails or is missing.
    """
    hook = auth.settings.before_user_created
    if hook is None:
        return
    about = {
        "uuid": str(uuid4()),
        "time": timestamp(datetime.now(UTC)),
        "name": "before-user-created",
        "ip_address": request.client.host if request.client else "",
    }
    event = Jsonb({"metadata": about, "user": user_json(new)})
    function = sql.SQL("select {}(%s)").format(sql.Identifier(hook.schema, hook.function))
    async with auth.transaction(f"Error running hook URI: {hook.uri}") as db:
        await db.execute("select set_config('statement_timeout', %s, true)", [TIMEOUT_MILLISECONDS])
        found = await (await db.execute(function, [event])).fetchone()
    _check(found[0] if found else None)


def _check(answer: object) -> None:
    """Raise what the hook refuses with; whatever else it answers lets the sign-up pass."""
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, dict) and error.get("message"):
        status = error["http_code"] if isinstance(error.get("http_code"), int) else 500
        code = "unexpected_failure" if status == 500 else "unknown"
        raise AuthError(status, code, str(error["message"]), named=False)
