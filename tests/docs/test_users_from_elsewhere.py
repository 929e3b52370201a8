"""The Python in docs/operate.md that creates users from elsewhere."""

from __future__ import annotations

import pytest

from tests.conftest import Sql, sign_in
from tests.docs.documents import blocks
from tests.running import RunningStack


def test_users_from_elsewhere_log_in_with_their_password(
    stack: RunningStack, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = [code for code in blocks("python") if "people = " in code.text]
    monkeypatch.setenv("SUPABASE_URL", stack.supabase_url)
    monkeypatch.setenv("SUPABASE_SECRET_KEY", stack.secret_key)
    exec(code.text, {})
    user = sign_in(stack, "ada@example.com", "correct horse battery")
    (row,) = sql("select full_name, subscription_credits from users where id = %s", [user.id])
    sql("delete from auth.users where id = %s", [user.id])
    assert row == {"full_name": "Ada", "subscription_credits": 500}
