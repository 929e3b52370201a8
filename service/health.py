"""Health checks: liveness and readiness."""

from __future__ import annotations

from flask import Blueprint

from service.supabase import supabase

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """The process responds."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> dict[str, str]:
    """Supabase responds, and accepts our key."""
    supabase.check()
    return {"status": "ok"}
