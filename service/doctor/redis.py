"""The check of the store in which rate limits are counted."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError

from service.doctor.problem import Problem
from service.rate_limits import STORE_OPTIONS
from service.settings import MEMORY, settings


def check_redis() -> Iterator[Problem]:
    """Does the Redis of RATELIMIT_STORAGE_URI respond? Without it, each process counts for itself."""
    address = settings().ratelimit_storage_uri
    if address == MEMORY:
        return
    url = urlsplit(address)
    where = f"{url.hostname}:{url.port or 6379}" if url.hostname else url.path
    try:
        with Redis.from_url(address, **STORE_OPTIONS) as store:
            store.ping()
    except AuthenticationError:
        yield Problem(f"The Redis at {where} refuses the password.", "Correct it in RATELIMIT_STORAGE_URI.")
    except RedisError:
        yield Problem(f"The Redis at {where} does not respond.", "Start it, or correct RATELIMIT_STORAGE_URI.")
