"""The faults of runs."""

from collections.abc import Callable
from typing import Any

from local.faults import Fault, Rule

# The faults by name, with a check of their value:
# - `queue`: the call is refused with this HTTP status.
# - `end`: the run ends with this status and with `error` as its error; `never`: it stays at running.
# - `slow`: the run takes this many times as long. `hold`: it stays at this status until it is released.
# - `webhooks`: `none` are sent. `output`: the run succeeds without outputs (`empty`).
VALUES: dict[str, Callable[[Any], bool]] = {
    "queue": range(400, 600).__contains__,
    "end": ("failed", "timeout", "cancelled", "never").__contains__,
    "error": lambda value: isinstance(value, str),
    "slow": lambda value: isinstance(value, int | float) and value >= 0,
    "hold": ("queued", "running", "uploading").__contains__,
    "webhooks": ("none",).__contains__,
    "output": ("empty",).__contains__,
}
# Words in a prompt that set a fault, documented in the package.
MARKERS: dict[str, Fault] = {
    "[fail]": {"end": "failed", "error": "CUDA out of memory"},
    "[timeout]": {"end": "timeout", "error": "The run took too long"},
    "[slow]": {"slow": 5.0},
    "[lost]": {"webhooks": "none"},
    "[stuck]": {"end": "never"},
}


class Faults:
    """The present rules, oldest first. Newer rules override older ones."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def stop_holding(self) -> None:
        """Hold no further runs, but keep the other faults."""
        for rule in self.rules:
            rule.fault.pop("hold", None)

    def take(self, prompt: str) -> Fault:
        """Return the fault of a new run with this prompt, and count it for rules with a number of runs."""
        fault: Fault = {}
        for marker, marked in MARKERS.items():
            fault |= marked if marker in prompt else {}
        for rule in self.rules:
            if rule.marker in prompt and rule.left != 0:
                fault |= rule.use()
        return fault
