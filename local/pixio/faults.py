"""What can be made to go wrong with a run, and for which runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

WORDS: dict[str, tuple[Any, ...]] = {
    "end": ("failed", "timeout", "cancelled", "never"),
    "webhooks": ("none",),
    "hold": ("queued", "running", "uploading"),
    "output": ("empty",),
}


class UnknownFault(ValueError):
    """A fault that does not exist, or a value that it does not take."""


@dataclass(frozen=True)
class Fault:
    """How one run departs from a good one. Everything is optional.

    - `queue`: an HTTP status: refused with it, no run.
    - `end`: the run ends in this status, with `error` as its error; `never`: it stays at running.
    - `slow`: it takes this many times as long. `hold`: it stays at this status until released.
    - `webhooks`: `none` are sent. `output`: the run succeeds with nothing (`empty`).
    """

    queue: int | None = None
    end: str | None = None
    error: str | None = None
    slow: float | None = None
    hold: str | None = None
    webhooks: str | None = None
    output: str | None = None

    def over(self, other: Fault) -> Fault:
        """Both; where both say something, this one."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return Fault(**{**asdict(other), **said})


def parse_fault(values: dict[str, Any]) -> Fault:
    """The fault that this JSON object describes. Raises UnknownFault."""
    for name, value in values.items():
        if not _allowed(name, value):
            raise UnknownFault(f"{name}: {value!r} is not a fault; choose from {WORDS.get(name, _names())}")
    return Fault(**values)


def _allowed(name: str, value: Any) -> bool:
    if name == "queue":
        return isinstance(value, int) and 400 <= value < 600
    if name == "slow":
        return isinstance(value, int | float) and value >= 0
    return value in WORDS[name] if name in WORDS else name in _names() and isinstance(value, str)


def _names() -> list[str]:
    return [each.name for each in fields(Fault)]


# What people write into a prompt: documented in the package.
MARKERS = {
    "[fail]": Fault(end="failed", error="CUDA out of memory"),
    "[timeout]": Fault(end="timeout", error="The run took too long"),
    "[slow]": Fault(slow=5.0),
    "[lost]": Fault(webhooks="none"),
    "[stuck]": Fault(end="never"),
}


@dataclass
class Rule:
    """A fault for the next `left` runs (without a number: for all) whose prompt contains `marker`."""

    fault: Fault
    marker: str = ""
    left: int | None = None

    def applies(self, prompt: str) -> bool:
        """Whether a run with this prompt gets the fault."""
        return self.marker in prompt and self.left != 0


class Faults:
    """The rules in force, oldest first. Where two say something of the same run, the newer one holds."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Put a rule in force."""
        self.rules.append(rule)

    def clear(self) -> None:
        """Everything goes well again."""
        self.rules.clear()

    def stop_holding(self) -> None:
        """Keep all rules, but hold no further run."""
        for rule in self.rules:
            rule.fault = Fault(**{**asdict(rule.fault), "hold": None})

    def take(self, prompt: str) -> Fault:
        """The fault of a run that is being queued with this prompt; counts it off where a rule has a number."""
        fault = Fault()
        for marker, marked in MARKERS.items():
            fault = marked.over(fault) if marker in prompt else fault
        for rule in self.rules:
            if rule.applies(prompt):
                fault = rule.fault.over(fault)
                rule.left = None if rule.left is None else rule.left - 1
        return fault
