"""The result of a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong, and how to correct it; a sentence each."""

    what: str
    remedy: str


Check = Callable[[], Iterator[Problem]]
"""Yields the problems that it finds."""
