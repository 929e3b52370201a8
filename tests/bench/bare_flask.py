"""A minimal Flask app for comparison: parse the body, make one PostgREST call, respond."""

from __future__ import annotations

import os
from typing import Any

import httpx
import stripe
from flask import Flask, request


def create_app() -> Flask:
    """An app with two routes: `POST /run` stores a run's progress, `POST /event` stores a signed Stripe event."""
    app, key = Flask(__name__), os.environ["SUPABASE_SECRET_KEY"]
    postgrest = httpx.Client(base_url=f"{os.environ['SUPABASE_URL']}/rest/v1", headers={"apikey": key})

    def call(function: str, parameters: dict[str, Any]) -> Any:
        return postgrest.post(f"/rpc/{function}", json=parameters).raise_for_status().json()

    @app.post("/run")
    def record_progress() -> dict[str, Any]:
        return {"status": call("record_progress", request.get_json())}

    @app.post("/event")
    def store_event() -> dict[str, Any]:
        secret, signature = os.environ["STRIPE_WEBHOOK_SECRET"], request.headers["Stripe-Signature"]
        stripe.WebhookSignature.verify_header(request.get_data(), signature, secret, 300)
        event = request.get_json()
        parameters = {"p_id": event["id"], "p_type": event["type"], "p_object_id": event["data"]["object"]["id"]}
        return dict(call("receive_stripe_event", {**parameters, "p_created_at": "2027-01-01T00:00:00Z"}))

    return app
