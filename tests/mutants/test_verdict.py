"""A mutant is killed only by a test that ran and failed at an assertion; any other failure proves nothing."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from tests.mutants.mutant import Mutant, problems
from tests.mutants.report import faults_in
from tests.mutants.trial import Outcome, Result

TEST = "tests/database/test_credits.py::test_the_last_credit_can_be_spent"


def result(tmp_path: Path, tag: str, message: str, text: str) -> Result:
    """Read a report with one fault."""
    report = tmp_path / "report.xml"
    fault = f"<{tag} message={quoteattr(message)}>{text}</{tag}>"
    report.write_text(
        f'<testsuite><testcase classname="tests.database.test_credits" name="test_x">{fault}</testcase></testsuite>'
    )
    return Result(False, faults_in(report), "")


@pytest.mark.parametrize(
    ("tag", "message", "text"),
    [
        ("failure", "assert 3 == 2", "E   assert 3 == 2"),
        (
            "failure",
            "Failed: DID NOT RAISE any of (<class 'psycopg.errors.UndefinedTable'>,)",
            "E   Failed: DID NOT RAISE",
        ),
        ("failure", "AssertionError", "    raises(psycopg.errors.UndefinedTable)\nE   AssertionError"),
        (
            "failure",
            "psycopg.errors.UniqueViolation: duplicate key",
            "E   psycopg.errors.UniqueViolation: duplicate key",
        ),
        ("error", 'failed on teardown with "assert [1] == []"', "E   AssertionError: assert [1] == []"),
    ],
)
def test_a_failed_assertion_kills_the_mutant(tmp_path: Path, tag: str, message: str, text: str) -> None:
    assert result(tmp_path, tag, message, text).outcome is Outcome.KILLED


@pytest.mark.parametrize(
    ("tag", "message", "text"),
    [
        ("error", 'failed on setup with "AssertionError: The stack did not start"', "E   AssertionError: The stack"),
        ("error", 'failed on teardown with "subprocess.TimeoutExpired"', "E   subprocess.TimeoutExpired: Command"),
        (
            "failure",
            "Failed: Timeout (>300.0s) from pytest-timeout.",
            "E   Failed: Timeout (>300.0s) from pytest-timeout.",
        ),
        ("failure", "psycopg.errors.UndefinedColumn: column x", "E   psycopg.errors.UndefinedColumn: column x"),
        ("failure", "assert False", "E   psycopg.errors.UndefinedFunction: function x\nE   assert False"),
        (
            "failure",
            "postgrest.exceptions.APIError: {'message': 'x', 'code': '42703'}",
            "E   postgrest.exceptions.APIError",
        ),
        ("failure", 'AssertionError: {"error":{"code":"internal","message":"x"}}', "E   AssertionError"),
        ("failure", "NameError: name 'x' is not defined", "E   NameError: name 'x' is not defined"),
        ("failure", "httpx.ReadTimeout: timed out", "E   httpx.ReadTimeout: timed out"),
        ("failure", "psycopg.OperationalError: the connection is closed", "E   psycopg.OperationalError: x"),
    ],
)
def test_any_other_failure_gives_no_verdict(tmp_path: Path, tag: str, message: str, text: str) -> None:
    assert result(tmp_path, tag, message, text).outcome is Outcome.BROKEN


def test_a_run_without_a_report_gives_no_verdict(tmp_path: Path) -> None:
    assert Result(False, faults_in(tmp_path / "report.xml"), "").outcome is Outcome.BROKEN


@pytest.mark.parametrize(
    ("new", "fault"), [("leeway=,", "Expected an expression"), ("leeway=X,", "Undefined name `X`")]
)
def test_invalid_python_is_a_fault_of_the_list(new: str, fault: str) -> None:
    mutant = Mutant("bad", "service/auth.py", "leeway=10,", new, TEST, "")
    assert f"bad: {fault}" in list(problems([mutant]))
