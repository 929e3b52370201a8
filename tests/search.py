"""The number of generated examples per test: `make test` tries a few, always the same; `make search` many new ones."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The factor for the number of examples, compared with `make test`.
EXAMPLES_FACTOR = int(os.environ.get("SEARCH", "1"))


def sample(examples: int) -> settings:
    """Hypothesis settings for a test that tries this many examples in `make test`."""
    return settings(
        max_examples=examples * EXAMPLES_FACTOR,
        derandomize=EXAMPLES_FACTOR == 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
