"""What can be made to go wrong with a run, and for which runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# How one run departs from a good one, by name, and the values that each takes:
# - `queue`: an HTTP status: refused with it, no run.
# - `end`: the run ends in this status, with `error` as its error; `never`: it stays at running.
# - `slow`: it takes this many times as long. `hold`: it stays at this status until released.
# - `webhooks`: `none` are sent. `output`: the run succeeds with nothing (`empty`).
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
# What people write into a prompt: documented in the package.
MARKERS: dict[str, Fault] = {
    "[fail]": {"end": "failed", "error": "CUDA out of memory"},
    "[timeout]": {"end": "timeout", "error": "The run took too long"},
    "[slow]": {"slow": 5.0},
    "[lost]": {"webhooks": "none"},
    "[stuck]": {"end": "never"},
}


class UnknownFault(ValueError):
    """A fault that does not exist, or a value that it does not take."""


@dataclass
class Rule:
    """A fault for the next `left` runs (without a number: for all) whose prompt contains `marker`."""

    fault: Fault
    marker: str = ""
    left: int | None = None

    @classmethod
    def parse(cls, body: dict[str, Any]) -> Rule:
        """The rule that this JSON object describes. Raises UnknownFault."""
        fault, left, hold = dict(body.get("fault", {})), body.get("next"), body.get("hold")
        if hold:
            fault["hold"] = "running" if hold is True else hold
        if unknown := body.keys() - {"fault", "hold", "marker", "next"}:
            raise UnknownFault(f"{', '.join(sorted(unknown))}: not known")
        if not fault or not all(name in VALUES and VALUES[name](value) for name, value in fault.items()):
            raise UnknownFault(f"fault: {fault} is none; choose from {', '.join(VALUES)}")
        if left is not None and (not isinstance(left, int) or left < 1):
            raise UnknownFault(f"next: {left!r} is no number of runs")
        return cls(fault, str(body.get("marker", "")), left)


class Faults:
    """The rules in force, oldest first. Where two say something of the same run, the newer one holds."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def stop_holding(self) -> None:
        """Keep all rules, but hold no further run."""
        for rule in self.rules:
            rule.fault.pop("hold", None)

    def take(self, prompt: str) -> Fault:
        """The fault of a run that is being queued with this prompt; counts it off where a rule has a number."""
        fault: Fault = {}
        for marker, marked in MARKERS.items():
            fault |= marked if marker in prompt else {}
        for rule in self.rules:
            if rule.marker in prompt and rule.left != 0:
                fault |= rule.fault
                rule.left = None if rule.left is None else rule.left - 1
        return fault
