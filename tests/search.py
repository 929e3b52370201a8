"""The number of generated examples per test: few and fixed by default; with `make search` many more, and new ones each
time."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The factor for the number of examples, compared with `make test`.
TIMES = int(os.environ.get("SEARCH", "1"))


def sample(examples: int) -> settings:
    """Hypothesis settings for a test that tries this many examples in `make test`."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
