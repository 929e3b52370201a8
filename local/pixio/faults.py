"""Faults of runs, and the rules that say which runs have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# The faults by name, with a check of their value:
# - `queue`: the call is refused with this HTTP status.
# - `end`: the run ends with this status and with `error` as its error; `never`: it stays at running.
# - `slow`: the run takes this many times as long. `hold`: it stays at this status until it is released.
# - `webhooks`: `none` are sent. `output`: the run succeeds without outputs (`empty`).
VALUES: dict[str, Callable[[Any], bool]] = {
    "queue": lambda value: value in range(400, 600),
    "end": lambda value: value in ("failed", "timeout", "cancelled", "never"),
    "error": lambda value: isinstance(value, str),
    "slow": lambda value: isinstance(value, int | float) and value >= 0,
    "hold": lambda value: value in ("queued", "running", "uploading"),
    "webhooks": lambda value: value == "none",
    "output": lambda value: value == "empty",
}
Fault = dict[str, Any]
# Words in a prompt that set a fault, documented in the package.
MARKERS: dict[str, Fault] = {
    "[fail]": {"end": "failed", "error": "CUDA out of memory"},
    "[timeout]": {"end": "timeout", "error": "The run took too long"},
    "[slow]": {"slow": 5.0},
    "[lost]": {"webhooks": "none"},
    "[stuck]": {"end": "never"},
}


class UnknownFault(ValueError):
    """A fault that does not exist, or a wrong value of it."""


@dataclass
class Rule:
    """A fault for the next `left` runs (None: for all) whose prompt contains `marker`."""

    fault: Fault
    marker: str = ""
    left: int | None = None

    @classmethod
    def parse(cls, body: dict[str, Any]) -> Rule:
        """Return the rule in this JSON object. Raises UnknownFault."""
        fault, left, hold = dict(body.get("fault", {})), body.get("next"), body.get("hold")
        if hold:
            fault["hold"] = "running" if hold is True else hold
        if unknown := body.keys() - {"fault", "hold", "marker", "next"}:
            raise UnknownFault(f"{', '.join(sorted(unknown))}: unknown")
        if not fault or not all(name in VALUES and VALUES[name](value) for name, value in fault.items()):
            raise UnknownFault(f"fault: {fault} is not valid; choose from {', '.join(VALUES)}")
        if left is not None and (not isinstance(left, int) or left < 1):
            raise UnknownFault(f"next: {left!r} is not a number of runs")
        return cls(fault, str(body.get("marker", "")), left)


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
                fault |= rule.fault
                rule.left = None if rule.left is None else rule.left - 1
        return fault
