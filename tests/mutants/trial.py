"""Running tests in a copy, and what their results say about a mutant."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.mutants.copies import mutated
from tests.mutants.mutant import Mutant

REPORT = "mutants.xml"
LONGEST_RUN_SECONDS = 1200
OUTPUT_LINES = 15


class Outcome(Enum):
    """What became of a mutant. It is broken if its test did not run: then nothing is known about it."""

    KILLED = "killed"
    SURVIVED = "SURVIVED"
    BROKEN = "BROKEN"


@dataclass(frozen=True)
class Trial:
    """A mutant, what became of it, and the end of what pytest printed."""

    mutant: Mutant
    outcome: Outcome
    seconds: float
    output: str


@dataclass(frozen=True)
class Result:
    """A run of pytest. `failed` and `errors` are the names of tests; an error is a test whose set-up failed."""

    passed: bool
    failed: list[str]
    errors: list[str]
    output: str

    def has_passed(self, test: str) -> bool:
        """Has a test passed, with all its parameters? Where pytest could not run at all, none has."""
        named = [name for name in (*self.failed, *self.errors) if name.startswith("tests/")]
        return self.passed or (bool(named) and not any(name == test or name.startswith(f"{test}[") for name in named))


def tried(copy: Path, mutant: Mutant) -> Trial:
    """Change the copy, run the mutant's test in it, and change it back."""
    begin = time.monotonic()
    with mutated(copy, mutant):
        result = run_tests(copy, "-x", "-n", "0", mutant.test, alone=mutant.needs_no_stack)
    outcome = Outcome.KILLED if result.failed else Outcome.SURVIVED if result.passed else Outcome.BROKEN
    return Trial(mutant, outcome, time.monotonic() - begin, result.output)


def tried_unchanged(copy: Path, mutants: list[Mutant], workers: int) -> list[Trial]:
    """Run the tests of all mutants without any: a test that fails anyway would kill every mutant, so its mutants are
    broken."""
    broken = []
    for alone in (True, False):
        group = [mutant for mutant in mutants if mutant.needs_no_stack is alone]
        if group:
            result = run_tests(copy, "-n", str(workers), *sorted({mutant.test for mutant in group}), alone=alone)
            output = f"Its test fails without a mutant, or does not run.\n{result.output}"
            broken += [
                Trial(mutant, Outcome.BROKEN, 0, output) for mutant in group if not result.has_passed(mutant.test)
            ]
    return broken


def run_tests(copy: Path, *arguments: str, alone: bool) -> Result:
    """Run pytest in a copy, on Postgres alone or on a whole stack."""
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
    cases = list(_cases(report))
    return Result(
        process.returncode == 0,
        [name for name, what in cases if what == "failed"],
        [name for name, what in cases if what == "error"],
        "\n".join(output.splitlines()[-OUTPUT_LINES:]),
    )


def _cases(report: Path) -> Iterator[tuple[str, str]]:
    """The tests of a report that did not pass, and whether they failed. What fails after a test has failed it; what
    fails before it is an error."""
    if not report.exists():
        return
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        for fault in [*case.findall("failure"), *case.findall("error")]:
            before = fault.tag == "error" and "on teardown" not in fault.get("message", "")
            yield name, "error" if before else "failed"
