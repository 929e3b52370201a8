"""Run tests in a copy and judge a mutant by the results."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.mutants.copies import mutated
from tests.mutants.mutant import Mutant
from tests.mutants.report import Fault, faults_in

REPORT = "mutants.xml"
LONGEST_RUN_SECONDS = 1200
OUTPUT_LINES = 15


class Outcome(Enum):
    """The outcome of a mutant. It is broken if its test gave no verdict."""

    KILLED = "killed"
    SURVIVED = "SURVIVED"
    BROKEN = "BROKEN"


@dataclass(frozen=True)
class Trial:
    """A mutant, its outcome and the reason, and the end of pytest's output."""

    mutant: Mutant
    outcome: Outcome
    reason: str
    seconds: float
    output: str


@dataclass(frozen=True)
class Result:
    """A run of pytest."""

    passed: bool
    faults: list[Fault]
    output: str

    @property
    def outcome(self) -> Outcome:
        """The outcome for the mutant that it ran on."""
        if self.passed:
            return Outcome.SURVIVED
        return Outcome.KILLED if any(fault.is_verdict for fault in self.faults) else Outcome.BROKEN

    @property
    def reason(self) -> str:
        """The reason why the test did not pass: the verdict, if there is one."""
        faults = sorted(self.faults, key=lambda fault: not fault.is_verdict)
        return faults[0].reason if faults else ""

    def has_passed(self, test: str) -> bool:
        """Whether a test passed with all its parameters. If pytest could not run, none has."""
        named = [fault.test for fault in self.faults if fault.test.startswith("tests/")]
        return self.passed or (bool(named) and not any(name == test or name.startswith(f"{test}[") for name in named))


def try_mutant(copy: Path, mutant: Mutant) -> Trial:
    """Apply the mutant to the copy, run its test, and undo the change."""
    begin = time.monotonic()
    with mutated(copy, mutant):
        result = run_tests(copy, "-x", "-n", "0", mutant.test, alone=mutant.needs_no_stack)
    return Trial(mutant, result.outcome, result.reason, time.monotonic() - begin, result.output)


def try_unchanged(copy: Path, mutants: list[Mutant], workers: int) -> list[Trial]:
    """Run the tests of all mutants on unchanged code: a test that fails anyway would kill every mutant, so its mutants
    count as broken."""
    broken = []
    for alone in (True, False):
        group = [mutant for mutant in mutants if mutant.needs_no_stack is alone]
        if group:
            result = run_tests(copy, "-n", str(workers), *sorted({mutant.test for mutant in group}), alone=alone)
            output = f"Its test fails without a mutant, or does not run.\n{result.output}"
            broken += [
                Trial(mutant, Outcome.BROKEN, "", 0, output) for mutant in group if not result.has_passed(mutant.test)
            ]
    return broken


def run_tests(copy: Path, *arguments: str, alone: bool) -> Result:
    """Run pytest in a copy, with Postgres alone or with a whole stack."""
    report = copy / REPORT
    report.unlink(missing_ok=True)
    options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    options += ["--postgres-alone"] if alone else []
    path = f"{copy / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options, *arguments],
        cwd=copy,
        env={**os.environ, "PATH": path, "ASTRO_TELEMETRY_DISABLED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=LONGEST_RUN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        output = f"no end within {LONGEST_RUN_SECONDS} s"
    return Result(process.returncode == 0, faults_in(report), "\n".join(output.splitlines()[-OUTPUT_LINES:]))
