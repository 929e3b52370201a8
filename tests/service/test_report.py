"""`python -m service report` prints the operators' views."""

from __future__ import annotations

import json

from flask.testing import FlaskCliRunner

from tests.conftest import Sql
from tests.service.api_client import Person
from tests.service.conftest import MakeApp


def test_without_a_name_the_reports_are_listed(runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["report"])
    assert done.exit_code == 0
    assert "customers" in done.output
    assert "Each user with plan, balance and last generation" in done.output


def test_a_report_is_a_table(runner: FlaskCliRunner, ada: Person, sql: Sql) -> None:
    done = runner.invoke(args=["report", "customers", "--limit", "1000"])
    header, _, *rows = done.output.splitlines()
    assert done.exit_code == 0
    assert header.split()[:3] == ["user_id", "email", "plan"]
    (mine,) = [row.split() for row in rows if row.startswith(ada.id)]
    assert mine[2:4] == ["Free", "500"]


def test_a_report_can_be_printed_as_json(runner: FlaskCliRunner, ada: Person) -> None:
    done = runner.invoke(args=["report", "customers", "--limit", "1", "--json"])
    (row,) = json.loads(done.output)
    assert set(row) >= {"user_id", "email", "plan", "credits"}


def test_an_unknown_report_lists_the_existing_ones(runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["report", "sales"])
    assert done.exit_code == 2
    assert "There is no report 'sales'. There are: credits_by_day, customers, " in done.output


def test_without_a_database_the_next_command_is_named(make_app: MakeApp) -> None:
    done = make_app(SUPABASE_URL="http://127.0.0.1:9").test_cli_runner().invoke(args=["report"])
    assert done.exit_code == 1
    assert "python -m service doctor" in done.output
