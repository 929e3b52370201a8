"""Metrics for Prometheus, if METRICS_TOKEN is set: durations of requests and of calls to other services.

Under gunicorn, each process writes its metrics to files in one folder, PROMETHEUS_MULTIPROC_DIR (gunicorn.conf.py), and
each returns the sum of all. `metrics_route.py` serves them.
"""

from __future__ import annotations

import os
import time
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from flask import Flask, Response, g, request

from service.settings import Settings

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class _Recorder:
    """The histograms of this process."""

    def __init__(self) -> None:
        from prometheus_client import Histogram  # noqa: PLC0415 - an optional package; it reads FOLDER at its import

        self.requests = Histogram(
            "service_request_seconds", "Time to respond to a request.", ["method", "route", "status"], buckets=SECONDS
        )
        self.calls = Histogram(
            "service_call_seconds", "Time of a call to another service.", ["service", "call"], buckets=SECONDS
        )


_recorder: _Recorder | None = None
_OFF: AbstractContextManager[Any] = nullcontext()


@cache
def _recorder_of_process() -> _Recorder:
    return _Recorder()


def init_app(app: Flask, settings: Settings) -> None:
    """Record the requests of `app`, and all calls of this process."""
    global _recorder  # noqa: PLW0603 - one for the process, for all its apps
    if settings.metrics_token:
        _recorder = _recorder_of_process()
        app.after_request(_record_request)


def measured(service: str, call: str) -> AbstractContextManager[Any]:
    """Record the duration of the block as a call to `service`. `call` is a label with few values, so it must contain no
    id."""
    return _OFF if _recorder is None else _recorder.calls.labels(service, call).time()


def exposition() -> bytes:
    """All metrics in Prometheus' text format: of this process, or of all under gunicorn."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def gauges(values: dict[str, tuple[str, float]]) -> bytes:
    """Current values by name, with their descriptions."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest  # noqa: PLC0415

    registry = CollectorRegistry()
    for name, (description, value) in values.items():
        Gauge(name, description, registry=registry).set(value)
    return generate_latest(registry)


def _record_request(response: Response) -> Response:
    recorder = _recorder_of_process()
    route = request.url_rule.rule if request.url_rule else "other"
    method = request.method if request.method in METHODS else "other"
    recorder.requests.labels(method, route, response.status_code).observe(time.perf_counter() - g.began_at)
    return response
