"""Fixtures of the tests of the stand-ins: users, and a private bucket in which each owns a folder."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from supabase import Client

from tests import chromium
from tests.conftest import NewUser, Sql, User, client_of
from tests.local.coroutines import finish
from tests.local.storage import PICTURE, PNG, private_bucket


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": chromium.executable(), "args": chromium.ARGUMENTS}


@pytest.fixture(scope="session")
def owner(new_user: NewUser) -> User:
    return new_user()


@pytest.fixture(scope="session")
def stranger(new_user: NewUser) -> User:
    return new_user()


@pytest.fixture(scope="session")
def anon(stack: Any) -> Client:
    return client_of(stack, stack.publishable_key)


@pytest.fixture
def bucket(sql: Sql) -> Iterator[str]:
    """Return the name of a private bucket in which signed-in users own the folder named by their id."""
    with private_bucket(sql) as bucket:
        yield bucket


@pytest.fixture
def picture(bucket: str, owner: User) -> str:
    """Return the name of a picture in the owner's folder."""
    name = f"{owner.id}/pictures/first.png"
    owner.client.storage.from_(bucket).upload(name, PICTURE, PNG)
    return name


# These hold for any Supabase. All other files test the stand-ins and the stack itself.
OF_ANY_SUPABASE = ("test_realtime_changes.py", "test_realtime_visibility.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that hold for stand-ins only."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and item.path.name not in OF_ANY_SUPABASE:
            item.add_marker(pytest.mark.own_supabase("it tests the stand-ins and the stack itself"))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run tests that are coroutines."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    finish(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True
