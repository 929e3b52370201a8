"""The project's hook: a function of the database that Auth calls before it creates a user.

Auth calls it for sign-ups and sign-ins with a provider; not for users whom an operator creates, nor for
changes of address.
"""

from datetime import UTC, datetime
from uuid import uuid4

from psycopg import sql
from psycopg.types.json import Jsonb
from starlette.requests import Request

from local.auth.database import Auth, Row
from local.auth.errors import AuthError
from local.auth.users import timestamp, user_json

TIMEOUT_MILLISECONDS = "2000"


async def call_before_user_created(auth: Auth, request: Request, new: Row) -> None:
    """Call the hook, if the project has one, with the user that is about to be created.

    Raises AuthError with status and message of the hook if it refuses; 500 if it fails or is missing.
    """
    hook = auth.settings.before_user_created
    if hook is None:
        return
    metadata = {
        "uuid": str(uuid4()),
        "time": timestamp(datetime.now(UTC)),
        "name": "before-user-created",
        "ip_address": request.client.host if request.client else "",
    }
    event = Jsonb({"metadata": metadata, "user": user_json(new)})
    function = sql.SQL("select {}(%s)").format(sql.Identifier(hook.schema, hook.function))
    async with auth.transaction(f"Error running hook URI: {hook.uri}") as db:
        await db.execute("select set_config('statement_timeout', %s, true)", [TIMEOUT_MILLISECONDS])
        found = await (await db.execute(function, [event])).fetchone()
    _check(found[0] if found else None)


def _check(result: object) -> None:
    """Raise AuthError if the hook returned an error; any other result lets the sign-up pass."""
    error = result.get("error") if isinstance(result, dict) else None
    if isinstance(error, dict) and error.get("message"):
        status = error["http_code"] if isinstance(error.get("http_code"), int) else 500
        code = "unexpected_failure" if status == 500 else "unknown"
        raise AuthError(status, code, str(error["message"]), named=False)
