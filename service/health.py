"""Is the service alive, and can it do its work?"""

from __future__ import annotations

from flask import Blueprint

from service.supabase import supabase

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> dict[str, str]:
    """Supabase answers, and takes our key."""
    supabase.check()
    return {"status": "ok"}
