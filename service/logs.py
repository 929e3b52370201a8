"""Logs: one JSON object per line, on standard error, each with the id of the request it belongs to.

They never contain tokens, prompts, payloads, query strings or the text of a provider's response. Exceptions are logged
as types and stack locations only, because a message may quote a row or a body.
"""

from __future__ import annotations

import json
import logging
import logging.config
import re
import time
import traceback
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

log = logging.getLogger(__name__)

# No line contains these fields, and computing them for each record takes time.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUERY = re.compile(r"\?[^\s\"']*")
_JSON = json.JSONEncoder(default=str)
_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON; the members of `extra` become members of that object."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_queries(record.getMessage()),
            "request_id": request_id.get(),
            **{name: value for name, value in vars(record).items() if name not in _STANDARD_FIELDS},
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = _types_and_locations(record.exc_info[1])
        return _JSON.encode({name: value for name, value in line.items() if value is not None})


def without_queries(message: str) -> str:
    """The message without the query strings of URLs, which may hold tokens."""
    return _QUERY.sub("?…", message) if "?" in message else message


def _types_and_locations(error: BaseException) -> list[dict[str, Any]]:
    """The chain of an exception, outermost first: types, and the innermost stack locations of each."""
    chain: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 5:
        locations = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(current.__traceback__)
        ]
        chain.append({"type": type(current).__name__, "at": locations[-8:]})
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {"service": {"level": "INFO"}},
}
"""Our own loggers from INFO, libraries from WARNING: httpx logs every URL with its query at INFO."""


def configure() -> None:
    """Configure JSON logs, unless the process has done so already (gunicorn's configuration runs before the app)."""
    if not any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers):
        logging.config.dictConfig(LOGGING)


def init_app(app: Flask) -> None:
    """Give each request an id (the sender's X-Request-Id, if it is a plain one), and log each response."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    sent = request.headers.get("X-Request-Id", "")
    request_id.set(sent if _PLAIN_ID.fullmatch(sent) else uuid.uuid4().hex)
    g.began_at = time.perf_counter()


def id_header() -> dict[str, str]:
    """The header that carries the id of this request on to Pixio and Stripe, so that their support can find the call."""
    current = request_id.get()
    return {"X-Request-Id": current} if current else {}


def add_to_request_line(**fields: Any) -> None:
    """Add fields to the line that is logged at the end of this request: one line costs less than two."""
    g.logged_fields = fields


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id.get() or ""
    log.info(
        "request answered",
        extra={
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.began_at) * 1000, 1),
            "user": g.get("user") and g.user.id,
            **g.get("logged_fields", {}),
        },
    )
    return response
