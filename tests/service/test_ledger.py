"""The ledger check: run daily by the reconciler, and by the doctor."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from service.doctor.supabase import check_ledgers
from service.stored_numbers import LEDGER_CHECKED
from tests.conftest import Sql
from tests.service.api_client import Person


def test_a_balance_without_lines_is_logged_once_a_day_and_named_by_the_doctor(
    app: Flask, runner: FlaskCliRunner, ada: Person, sql: Sql, caplog: pytest.LogCaptureFixture
) -> None:
    def logged() -> list[str]:
        records = [record for record in caplog.records if record.message == "ledger is wrong"]
        return [record.__dict__["problem"] for record in records if record.__dict__["user"] == ada.id]

    sql("delete from settings where name = %s", [LEDGER_CHECKED])
    sql("update users set purchased_credits = 7 where id = %s", [ada.id])
    try:
        for _ in range(2):
            assert runner.invoke(args=["reconcile"]).exit_code == 0
        assert logged() == ["purchased_credits is 7, its lines sum to 0"]
        with app.app_context():
            assert any(ada.id in problem.what for problem in check_ledgers())
    finally:
        sql("update users set purchased_credits = 0 where id = %s", [ada.id])
    sql("update settings set value = to_jsonb(value::int - 90000) where name = %s", [LEDGER_CHECKED])
    runner.invoke(args=["reconcile"])
    assert len(logged()) == 1
