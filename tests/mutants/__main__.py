"""`python -m tests.mutants [-k TEXT …] [--workers N] [--check]`: apply each mutant to a copy and check that its test
fails.

The exit code is 1 if a mutant survives or its test gives no verdict.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.copies import copy_of_the_tree
from tests.mutants.mutant import Mutant, all_mutants, problems
from tests.mutants.trial import Outcome, Trial, try_mutant, try_unchanged

REASON = 120


def main() -> int:
    """Run the command; returns the exit code."""
    chosen = _arguments()
    mutants = all_mutants()
    faults = list(problems(mutants))
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults or chosen.check:
        return bool(faults)
    mutants = [each for each in mutants if any(text in each.name or text in each.file for text in chosen.k or [""])]
    if not mutants:
        print("No mutant has this in its name or file.", file=sys.stderr)
        return 1
    begin = time.monotonic()
    code = _report(list(_run(mutants, min(chosen.workers, len(mutants)))))
    _say(f"{time.monotonic() - begin:.0f} s")
    return code


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Does a test notice each mutant?")
    parser.add_argument("-k", action="append", metavar="TEXT", help="only mutants with this in their name or file")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="how many at once")
    parser.add_argument("--check", action="store_true", help="only check the list against the code")
    return parser.parse_args()


def _run(mutants: list[Mutant], workers: int) -> Iterator[Trial]:
    """Run all mutants, in one copy per worker, and report each one when it is done."""
    with ExitStack() as stack:
        copies = [stack.enter_context(copy_of_the_tree()) for _ in range(workers)]
        _say("running the tests on the unchanged code")
        broken = try_unchanged(copies[0], mutants, workers)
        left = [each for each in mutants if each not in {trial.mutant for trial in broken}]
        for number, trial in enumerate(chain(broken, _trials(copies, left)), start=1):
            begin = f"[{number}/{len(mutants)}] {trial.outcome.value:8} {trial.seconds:5.1f} s  {trial.mutant.name}"
            _say(f"{begin}: {trial.reason[:REASON]}" if trial.reason else begin)
            yield trial


def _trials(copies: list[Path], mutants: list[Mutant]) -> Iterator[Trial]:
    """Run mutants one at a time in each copy; yield each trial when it is done."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def trial(mutant: Mutant) -> Trial:
        copy = free.get()
        try:
            return try_mutant(copy, mutant)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        try:
            for done in as_completed([pool.submit(trial, each) for each in mutants]):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _report(trials: list[Trial]) -> int:
    """Print the surviving and the broken mutants; returns the exit code."""
    left = [trial for trial in trials if trial.outcome is not Outcome.KILLED]
    for trial in left:
        mutant = trial.mutant
        _say(f"\n{trial.outcome.value}: {mutant.name}\n  {mutant.file}\n  {mutant.test}\n  {mutant.why}")
        if trial.outcome is Outcome.BROKEN:
            _say(trial.output)
    survived = sum(trial.outcome is Outcome.SURVIVED for trial in left)
    killed, broken = len(trials) - len(left), len(left) - survived
    _say(f"\n{len(trials)} mutants: {killed} killed, {survived} survived, {broken} broken")
    return 1 if left else 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
