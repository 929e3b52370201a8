"""Fixtures for every test: a running stack, its database, an admin client, and new users."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import dict_row
from supabase import Client, ClientOptions, create_client

from tests.external_supabase import NO_SUPERUSER, SKIPPED, ExternalSupabase, stack_at
from tests.running import RunningStack, folder, running_stack, wait_until_reconciled

PASSWORD = "correct horse battery"
# No test uses TLS, but each HTTP client would load all CA certificates: 20 ms each time.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent / "no-certificates")


@dataclass(frozen=True)
class User:
    """A user with a confirmed address, and a supabase-py client signed in as them."""

    id: str
    email: str
    password: str
    client: Client
    access_token: str


# Generations that tests insert by SQL have no ledger lines.
LEDGER_PROBLEMS: LiteralString = """
    select * from private.check_ledger() wrong
    where wrong.problem not like 'the generation %'
       or exists (select from credit_usage line where strpos(wrong.problem, line.generation_id::text) > 0)"""
# Other settings are written by the service.
LIMITS_AND_SWITCHES: LiteralString = """
    select name, value from settings where starts_with(name, 'max_') or name in ('free_months_per_mailbox', 'stripe_events_kept_days')
    order by name"""
STACK_OPTIONS = ("--site", "dist", "--pixio-seconds", "0.5", "--reconcile-seconds", "3600")
# Slow modules with few tests first, then folders: the last tests should be short.
RUN_FIRST = (
    "hostile/test_killed_parts_lose_nothing.py",
    "web/test_library_long.py",
    "web/test_units.py",
    "local/test_stack_restarts.py",
    "database/test_billing_histories.py",
    "web/",
    "hostile/",
    "service/",
    "local/",
)
# Each needs a whole stack and a browser.
MOST_WORKERS = 4

Sql = Callable[..., list[dict[str, Any]]]
NewUser = Callable[..., User]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more worker than processors, because tests often wait for other processes.

    With an external Supabase there is one worker, because tests cannot share it.
    """
    return 1 if config.getoption("supabase") else min((os.cpu_count() or 1) + 1, MOST_WORKERS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the slowest tests first. With an external Supabase, skip tests that need one of their own."""
    items.sort(key=_position)
    file: Path | None = config.getoption("supabase")
    if file is None:
        return
    has_superuser = ExternalSupabase.read(file).superuser_url is not None
    for item in items:
        if item.get_closest_marker("superuser") and not has_superuser:
            item.add_marker(pytest.mark.skip(reason=NO_SUPERUSER))
        if mark := item.get_closest_marker("own_supabase"):
            item.add_marker(pytest.mark.skip(reason=SKIPPED.format(mark.args[0])))


def _position(item: pytest.Item) -> int:
    """The position of a test's module in `RUN_FIRST`; other modules come last."""
    path = item.nodeid.removeprefix("tests/")
    return next((position for position, first in enumerate(RUN_FIRST) if path.startswith(first)), len(RUN_FIRST))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The project's command-line options."""
    parser.addoption(
        "--supabase",
        type=Path,
        metavar="FILE",
        help="use this Supabase instead of stand-ins: what `npx supabase status -o json` prints",
    )
    parser.addoption(
        "--postgres-alone", action="store_true", help="start no stack for tests that need nothing but the database"
    )


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[RunningStack]:
    """The stack of this test process. Its reconciler runs no pass during the tests; a test that needs one runs it."""
    file: Path | None = request.config.getoption("supabase")
    with (
        folder() as data,
        stack_at(ExternalSupabase.read(file), data, *STACK_OPTIONS)
        if file
        else running_stack(data, *STACK_OPTIONS) as started,
    ):
        wait_until_reconciled(started)
        yield started


@pytest.fixture(scope="session")
def database(stack: RunningStack) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A superuser connection in autocommit mode."""
    with psycopg.connect(stack.db_url, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture(scope="session")
def sql(database: psycopg.Connection[dict[str, Any]]) -> Sql:
    """A function that runs SQL as the superuser, with `%s` or `%(name)s` parameters, and returns rows as dicts."""

    def run(query: LiteralString, parameters: Any = None) -> list[dict[str, Any]]:
        cursor = database.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture(autouse=True)
def ledger_is_right(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test with a stack, check that each balance is the sum of its ledger lines and each line has one cause."""
    sql: Sql | None = request.getfixturevalue("sql") if "stack" in request.fixturenames else None
    yield
    if sql is not None:
        assert sql(LEDGER_PROBLEMS) == []


@pytest.fixture(autouse=True)
def settings_are_restored(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test with a stack, check that the settings are as before, because later tests expect their values."""
    sql: Sql | None = request.getfixturevalue("sql") if "stack" in request.fixturenames else None
    before = sql(LIMITS_AND_SWITCHES) if sql else None
    yield
    if sql is not None:
        assert sql(LIMITS_AND_SWITCHES) == before


@pytest.fixture(scope="session")
def admin(stack: RunningStack) -> Client:
    """A client with the secret key: the service role."""
    return client_of(stack, stack.secret_key)


@pytest.fixture(scope="session")
def new_user(stack: RunningStack, admin: Client) -> NewUser:
    """A function that creates a user; name and email address are optional."""

    def make(full_name: str = "Ada Tester", email: str | None = None) -> User:
        address = email or f"{uuid.uuid4().hex}@example.com"
        admin.auth.admin.create_user(
            {"email": address, "password": PASSWORD, "email_confirm": True, "user_metadata": {"full_name": full_name}}
        )
        return sign_in(stack, address, PASSWORD)

    return make


@pytest.fixture
def user(new_user: NewUser) -> User:
    """A user for this test."""
    return new_user()


def client_of(stack: RunningStack, key: str) -> Client:
    """A supabase-py client with this key that stores no session and refreshes nothing."""
    options = ClientOptions(auto_refresh_token=False, persist_session=False)
    return create_client(stack.supabase_url, key, options)


def sign_in(stack: RunningStack, email: str, password: str) -> User:
    """Sign in by password, as the browser does, with the publishable key."""
    client = client_of(stack, stack.publishable_key)
    session = client.auth.sign_in_with_password({"email": email, "password": password}).session
    assert session is not None
    return User(session.user.id, email, password, client, session.access_token)
