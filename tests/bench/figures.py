"""Figures of the report, and alternating measurements, so that other load affects both sides."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the report. `met` tells whether the aim is reached. A figure without an aim is for information."""

    name: str
    value: str
    detail: str = ""
    aim: str = ""
    met: bool = True

    def line(self) -> str:
        """The line in columns."""
        verdict = f"aim {self.aim}: {'met' if self.met else 'MISSED'}" if self.aim else ""
        return f"{self.name:<66} {self.value:>9}  {verdict:<20} {self.detail}".rstrip()


def at_least(aim: float, name: str, value: float, detail: str) -> Figure:
    """A ratio that should be at least `aim`."""
    return Figure(name, f"{value:.2f}", detail, f">= {aim:g}", value >= aim)


def at_most(aim: float, name: str, value: float, detail: str) -> Figure:
    """A ratio that should be at most `aim`."""
    return Figure(name, f"{value:.2f}", detail, f"<= {aim:g}", value <= aim)


def within(aim: float, unit: str, name: str, value: float, detail: str, digits: int = 1) -> Figure:
    """A number of this unit that should be at most `aim`."""
    return Figure(name, f"{value:.{digits}f} {unit}".rstrip(), detail, f"<= {aim:g} {unit}".rstrip(), value <= aim)


def in_turns(first: Callable[[], float], second: Callable[[], float], rounds: int) -> list[tuple[float, float]]:
    """The results of both in each round; they take turns in going first."""
    measured = []
    for number in range(rounds):
        if number % 2:
            later = second()
            measured.append((first(), later))
        else:
            measured.append((first(), second()))
    return measured


def median_ratio(measured: list[tuple[float, float]]) -> float:
    """The median over all rounds of first divided by second."""
    return statistics.median(first / second for first, second in measured)


def medians(measured: list[tuple[float, float]]) -> tuple[float, float]:
    """The median of each side."""
    return statistics.median(one for one, _ in measured), statistics.median(other for _, other in measured)


def percentile(values: list[float], share: float) -> float:
    """The smallest of the values that is at least as large as this share of them."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def milliseconds(work: Callable[[], object]) -> float:
    """The duration in milliseconds."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000
