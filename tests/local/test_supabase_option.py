"""Tests on another Supabase (`--supabase`): its settings, and that nothing is left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local.ports import free_ports
from tests import mails
from tests.conftest import Sql
from tests.external_supabase import ExternalSupabase
from tests.running import ROOT, RunningStack
from tests.service.api_client import config_of
from tests.service.servers import Request, Response, Server, json_response, serving

STATUS = {
    "API_URL": "http://127.0.0.1:54321",
    "DB_URL": "postgresql://postgres:postgres@127.0.0.1:54322/postgres",
    "MAILPIT_URL": "http://127.0.0.1:54324",
    "PUBLISHABLE_KEY": "sb_publishable_x",
    "SECRET_KEY": "sb_secret_x",
    "ANON_KEY": "anon",
    "SERVICE_ROLE_KEY": "service_role",
    "JWT_SECRET": "secret",
}
TESTS = (
    "tests/service/test_outputs.py::test_a_preview_is_used_only_as_a_last_resort",
    "tests/hostile/test_killed_parts_lose_nothing.py::test_every_process_is_restarted_and_logged",
)
KEPT = (
    "select 'user' as kind, id::text from auth.users union all select 'mailbox', hash::text from private.mailboxes"
    " union all select 'event', id from stripe_events union all select 'price', id from prices"
    " union all select 'product', id from products union all select 'file', name from storage.objects"
    # The reconciler of the running stack writes these three settings at any time.
    " union all select 'setting', name || ' = ' || value from settings"
    " where name not in ('stripe_events_scanned_until', 'ledger_checked_at', 'reconciled_at') order by 1, 2"
)


def written(folder: Path, **values: Any) -> Path:
    """Write a file with these values, without those that are None."""
    file = folder / "status.json"
    file.write_text(json.dumps({name: value for name, value in values.items() if value is not None}), encoding="utf-8")
    return file


def test_the_status_of_the_cli_is_read(tmp_path: Path) -> None:
    there = ExternalSupabase.read(written(tmp_path, **STATUS))
    assert (there.supabase_url, there.secret_key, there.inbox_url) == (
        STATUS["API_URL"],
        STATUS["SECRET_KEY"],
        STATUS["MAILPIT_URL"],
    )
    assert there.site_url == "http://localhost:3000"


@pytest.mark.parametrize("name", ["API_URL", "DB_URL", "MAILPIT_URL", "JWT_SECRET"])
def test_a_missing_value_is_named_in_the_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemExit, match=f"has no {name}"):
        ExternalSupabase.read(written(tmp_path, **{**STATUS, name: None}))


def test_mails_are_read_from_mailpit(stack: RunningStack) -> None:
    mail = {
        "ID": "m1",
        "To": [{"Address": "a@x.example"}],
        "Subject": "Hi",
        "HTML": '<a href="http://y/">y</a>',
        "Text": "y",
    }
    answers = {
        "/api/v1/search": {"messages": [{"ID": "m1"}, {"ID": "m2"}]},
        "/api/v1/message/m1": mail,
        "/api/v1/message/m2": {**mail, "To": [{"Address": "aa@x.example"}]},
    }

    def answer(asked: Request) -> Response:
        return json_response(answers.get(asked.path, {}), 200 if asked.path in answers else 404)

    with serving(answer, Server("")) as mailpit:
        found = mails.mails_to(replace(stack, inbox_url=mailpit.url), "a@x.example")
        assert mailpit.requests[1].query == {"query": 'to:"a@x.example"'}
    assert [(each["id"], each["subject"], each["links"]) for each in found] == [("m1", "Hi", ["http://y/"])]


def test_tests_run_on_it_and_clean_up(stack: RunningStack, sql: Sql, tmp_path: Path) -> None:
    with free_ports() as ports:  # which are locked meanwhile
        file = _status_of(stack, tmp_path, ports.site)
        before = sql(KEPT)
        command = [sys.executable, "-m", "pytest", "-n", "0", "-q", *TESTS, f"--supabase={file}"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "needs a Supabase of its own: it kills every part of a stack" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout
    assert sql(KEPT) == before


def _status_of(stack: RunningStack, folder: Path, site_port: int) -> Path:
    return written(
        folder,
        API_URL=stack.supabase_url,
        DB_URL=stack.db_url.replace("supabase_admin", "postgres"),
        MAILPIT_URL=stack.inbox_url,
        PUBLISHABLE_KEY=stack.publishable_key,
        SECRET_KEY=stack.secret_key,
        ANON_KEY=stack.anon_key,
        SERVICE_ROLE_KEY=stack.service_role_key,
        JWT_SECRET=config_of(stack).jwt_secret,
        SITE_URL=f"http://localhost:{site_port}",
    )
