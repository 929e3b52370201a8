"""Routes of a signed-in user about their account as a whole."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from flask import Blueprint, Response, stream_with_context

from service.account.delete import delete_account
from service.account.export import export_of
from service.auth import current_user, require_active, signed_in, with_token
from service.errors import RateLimited, StripeUnavailable, Unauthorized
from service.openapi import Route, an_object, documented
from service.rate_limits import billing_limit

blueprint = Blueprint("account", __name__, url_prefix="/api/account")


@blueprint.get("/export")
@documented(Route({"type": "object"}, signed_in=True, errors=(RateLimited,)))
@signed_in
def get_export() -> Response:
    """Everything that is stored about the user, as a file."""
    with billing_limit():
        pieces = stream_with_context(export_of(current_user().id))
        name = f"account-{datetime.now(UTC):%Y-%m-%d}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(pieces, mimetype="application/json", headers=headers)


@blueprint.delete("")
@documented(Route(an_object(deleted={"const": True}), signed_in=True, errors=(RateLimited, StripeUnavailable)))
@with_token
def delete() -> dict[str, bool]:
    """Delete the user and all their data. A client whose response was lost may repeat the request."""
    with billing_limit():
        with suppress(Unauthorized):
            require_active(current_user())
        delete_account(current_user().id)
        return {"deleted": True}
