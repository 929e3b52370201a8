"""Rate limits per user, for requests that cost money."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from flask_limiter import Limiter, RateLimitExceeded
from redis.backoff import NoBackoff
from redis.retry import Retry

from service.auth import current_user
from service.errors import RateLimited
from service.settings import Settings, settings

# A store that does not respond in time counts as down. The one retry is for a pooled connection that was closed.
STORE_SECONDS = 1
STORE_OPTIONS = {
    "socket_connect_timeout": STORE_SECONDS,
    "socket_timeout": STORE_SECONDS,
    "retry": Retry(NoBackoff(), 1),
}

limiter = Limiter(key_func=lambda: current_user().id, in_memory_fallback_enabled=True)


def init_app(app: Flask, settings: Settings) -> None:
    """Keep the counters in the store of the settings: in memory, per worker, or in one Redis for all copies."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.ratelimit_storage_uri
    if not settings.ratelimit_storage_uri.startswith("memory:"):
        app.config["RATELIMIT_STORAGE_OPTIONS"] = STORE_OPTIONS
    limiter.init_app(app)
    # init_app also checks for limits before every request, which takes a tenth of the time of a Stripe event. Ours are checked by
    # the context managers below.
    app.before_request_funcs[None].remove(limiter._check_request_limit)  # noqa: SLF001


@contextmanager
def generations_limit() -> Iterator[None]:
    """Count one start of a generation against the signed-in user.

    Raises:
        RateLimited: if there were too many.
    """
    with _limit(lambda: settings().ratelimit_generations):
        yield


@contextmanager
def billing_limit() -> Iterator[None]:
    """Count one request about money or the account against the signed-in user (`RATELIMIT_BILLING`, for each route).

    Raises:
        RateLimited: if there were too many.
    """
    with _limit(lambda: settings().ratelimit_billing):
        yield


@contextmanager
def _limit(rate: Callable[[], str]) -> Iterator[None]:
    try:
        with limiter.limit(rate):
            yield
    except RateLimitExceeded:
        raise RateLimited(_seconds_until_reset()) from None


def _seconds_until_reset() -> int:
    limit = limiter.current_limit
    return max(1, int(limit.reset_at - time.time())) if limit else 1
