"""Names of cases in errors, for tests that try many cases in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def case_named(name: object) -> Iterator[None]:
    """Add the case's name to an error that is raised in the context."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"The case: {name}")
        raise
