"""What a check finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong, and what to do about it; a sentence each."""

    what: str
    mend: str


Check = Callable[[], Iterator[Problem]]
"""Yields what is wrong; nothing if all is well."""
