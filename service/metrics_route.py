"""GET /metrics for Prometheus, if METRICS_TOKEN is set: counters of the service, and the number of unfinished items."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Flask, Response, request

from service import metrics
from service.errors import ServiceError, Unauthorized
from service.settings import Settings, settings
from service.supabase import supabase

TEXT = "text/plain; version=0.0.4; charset=utf-8"
GAUGES = {
    "generations_running": "Generations that are pending or processing.",
    "oldest_generation_seconds": "Age of the oldest generation that is pending or processing; 0 if there is none.",
    "generations_waiting": "Generations that wait until another one of their user ends.",
    "events_unprocessed": "Events of Stripe that are not processed yet.",
    "oldest_event_seconds": "Age of the oldest unprocessed event of Stripe; 0 if there is none.",
}

blueprint = Blueprint("metrics", __name__)


def init_app(app: Flask, settings: Settings) -> None:
    """Add the route, if a token is set."""
    if settings.metrics_token:
        app.register_blueprint(blueprint)


@blueprint.get("/metrics")
def get_metrics() -> Response:
    """All metrics in Prometheus' text format. Without the database, its counts are omitted."""
    sent = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(sent, f"Bearer {settings().metrics_token}".encode()):
        raise Unauthorized
    return Response(metrics.exposition() + _unfinished_work(), content_type=TEXT)


def _unfinished_work() -> bytes:
    try:
        counted: dict[str, Any] = supabase.call("unfinished_work")
    except ServiceError:  # it was logged where it was raised
        return b""
    return metrics.gauges({f"service_{name}": (text, counted[name]) for name, text in GAUGES.items()})
