"""Health checks: liveness and readiness."""

from __future__ import annotations

from flask import Blueprint

from service.openapi import Route, an_object, documented
from service.supabase import supabase

blueprint = Blueprint("health", __name__)

_OK = an_object(status={"const": "ok"})


@blueprint.get("/healthz")
@documented(Route(_OK))
def healthz() -> dict[str, str]:
    """The process responds."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@documented(Route(_OK))
def readyz() -> dict[str, str]:
    """Supabase responds, and accepts our key."""
    supabase.check()
    return {"status": "ok"}
