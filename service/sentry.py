"""Reports errors to Sentry, if SENTRY_DSN is set: what is logged at the level "error", and exceptions of commands.

As in the logs, a report has no token, prompt, mail address, payload or message of an exception. It is built from the
fields that are listed here; whatever else the SDK collects is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import has_request_context, request

from service.logs import request_id, without_queries
from service.settings import Settings

KEPT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "server_name", "sdk")
KEPT_OF_FRAMES = ("filename", "abs_path", "module", "function", "lineno", "in_app")


def init_app(settings: Settings) -> None:
    """Start the SDK of this process."""
    if not settings.sentry_dsn:
        return
    import sentry_sdk  # noqa: PLC0415 - an optional package, which the settings have looked for
    from sentry_sdk.integrations.atexit import AtexitIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415

    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ExcepthookIntegration(),
            AtexitIntegration(lambda _pending, _timeout: None),
        ],
        max_breadcrumbs=0,
        include_local_variables=False,
        include_source_context=False,
        send_client_reports=False,
        before_send=_report,
    )


def _report(event: Any, _hint: Any) -> Any:
    """The report that is sent instead of `event`."""
    report = {name: event[name] for name in KEPT if name in event}
    tags = {"request_id": request_id.get()}
    if has_request_context():
        tags |= {"method": request.method, "path": request.path}
    report["tags"] = {name: value for name, value in tags.items() if value}
    if entry := event.get("logentry"):
        # The text without its arguments: a library may log an address or a row.
        report["logentry"] = {"message": without_queries(str(entry.get("message", "")))}
    if exceptions := event.get("exception"):
        report["exception"] = {"values": [_exception(each) for each in exceptions["values"]]}
    return report


def _exception(exception: Mapping[str, Any]) -> dict[str, Any]:
    frames = (exception.get("stacktrace") or {}).get("frames", [])
    kept = [{name: frame[name] for name in KEPT_OF_FRAMES if name in frame} for frame in frames]
    return {"type": exception.get("type"), "module": exception.get("module"), "stacktrace": {"frames": kept}}
