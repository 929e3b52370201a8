"""The least a route can do that moves a run forward: take JSON, make one call of PostgREST, answer."""

from __future__ import annotations

import os
from typing import Any

import httpx
from flask import Flask, request


def create_app() -> Flask:
    """An app with that one route, `POST /`."""
    app, key = Flask(__name__), os.environ["SUPABASE_SECRET_KEY"]
    postgrest = httpx.Client(base_url=f"{os.environ['SUPABASE_URL']}/rest/v1", headers={"apikey": key})

    @app.post("/")
    def move_forward() -> dict[str, Any]:
        status = postgrest.post("/rpc/record_progress", json=request.get_json()).raise_for_status().json()
        return {"status": status}

    return app
