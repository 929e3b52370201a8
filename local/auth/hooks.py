"""The hook before a user is created: a function of the project's own that may refuse the sign-up.

Auth asks it for each account that its owner, an invitation or a generated link is about to create, and for nothing else:
neither for an account that operators create nor for a change of address.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from psycopg import sql
from psycopg.types.json import Jsonb
from starlette.requests import Request

from local.auth.database import Auth, Database
from local.auth.errors import AuthError
from local.auth.settings import Hook
from local.auth.users import NewUser, timestamp

TIMEOUT_MILLISECONDS = "2000"


async def ask_before_creation(auth: Auth, request: Request, new: NewUser) -> None:
    """Ask the hook about an account that is not there yet.

    Raises:
        AuthError: with the hook's own status and words if it refuses; 500 if it fails or is missing.
    """
    hook = auth.settings.before_user_created
    if hook is None:
        return
    async with auth.transaction(f"Error running hook URI: {hook.uri}") as db:
        answer = await _answer(db, hook, _event(request, new))
    _check(answer)


async def _answer(db: Database, hook: Hook, event: dict[str, Any]) -> object:
    function = sql.SQL("select {}(%s)").format(sql.Identifier(hook.schema, hook.function))
    await db.execute("select set_config('statement_timeout', %s, true)", [TIMEOUT_MILLISECONDS])
    found = await (await db.execute(function, [Jsonb(event)])).fetchone()
    return found[0] if found else None


def _check(answer: object) -> None:
    """Raise what the hook refuses with; whatever else it answers lets the sign-up pass."""
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, dict) and error.get("message"):
        status = error["http_code"] if isinstance(error.get("http_code"), int) else 500
        code = "unexpected_failure" if status == 500 else "unknown"
        raise AuthError(status, code, str(error["message"]), named=False)


def _event(request: Request, new: NewUser) -> dict[str, Any]:
    now = timestamp(datetime.now(UTC))
    return {
        "metadata": {
            "uuid": str(uuid4()),
            "time": now,
            "name": "before-user-created",
            "ip_address": request.client.host if request.client else "",
        },
        "user": {
            "id": str(new.id),
            "aud": "authenticated",
            "role": new.role,
            "email": new.email,
            "phone": "",
            "app_metadata": new.all_app_metadata,
            "user_metadata": new.user_metadata or {},
            "identities": [],
            "created_at": now,
            "updated_at": now,
            "is_anonymous": False,
        },
    }
