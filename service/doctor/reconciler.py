"""The check of the reconciler."""

from __future__ import annotations

import time
from collections.abc import Iterator

from service.doctor.problem import Problem
from service.stored_numbers import RECONCILED, stored_number

MOST_SECONDS_WITHOUT_PASS = 600
START = "Start `python -m service reconcile --every 60`; if it runs, its log names what stops it."


def check_last_pass() -> Iterator[Problem]:
    """Did a pass of the reconciler end within the last ten minutes?"""
    last = stored_number(RECONCILED)
    if not last:
        yield Problem("The reconciler has not completed a pass yet.", START)
    elif (age := time.time() - last) > MOST_SECONDS_WITHOUT_PASS:
        yield Problem(f"The last complete pass of the reconciler ended {_in_words(age)} ago.", START)


def _in_words(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
