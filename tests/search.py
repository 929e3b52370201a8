"""How many generated inputs a test tries: a small fixed sample, or with `make search` many more, other ones each time."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How many times as many as in `make test`.
TIMES = int(os.environ.get("SEARCH", "1"))


def sample(examples: int) -> settings:
    """Hypothesis' settings for a test that tries so many examples in `make test`."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
