"""How the attempts to subscribe a channel to the database go: how late they come, and how many of them fail.

The real Realtime joins a channel first and subscribes it to the database later: at once where it is connected already,
1 to 3 s later where it has to connect, and 5 to 10 s after an attempt that failed. Here it is at once, unless a test sets
something else: `PUT /realtime/v1/_control` with the secret key and any of the fields of `Attempts`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

RETRY_SECONDS = (5.0, 10.0)


@dataclass
class Attempts:
    """`seconds` are waited for before the first attempt of a channel, and the next `failures` attempts fail.

    `retry_seconds` are waited for after an attempt that failed.
    """

    seconds: float = 0
    failures: float = 0
    retry_seconds: float | None = None

    def pause(self) -> float:
        """How long to wait after an attempt that failed."""
        return random.uniform(*RETRY_SECONDS) if self.retry_seconds is None else self.retry_seconds

    def fails(self) -> bool:
        """Whether this attempt fails."""
        self.failures -= 1
        return self.failures >= 0
