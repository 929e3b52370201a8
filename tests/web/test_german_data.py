"""Models and plans from the database are shown in the language of the site."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from local.ports import free_ports
from tests.conftest import NewUser
from tests.running import ROOT, RunningStack, eventually
from tests.web.built_sites import built_site
from tests.web.conftest import NewContext
from tests.web.studio import signed_in_state


@pytest.fixture(scope="module")
def german_url(stack: RunningStack) -> Iterator[str]:
    """The URL of a German site in front of the stack."""
    dist = built_site(PUBLIC_LANGUAGE="de")
    with free_ports() as ports:
        url = f"http://localhost:{ports.site}"
        config = str(stack.data_dir / "config.json")
        process = subprocess.Popen([sys.executable, "-m", "local.site", config, str(ports.site), str(dist)], cwd=ROOT)
        eventually(lambda: answers(url), 30)
        yield url
        process.terminate()
        process.wait()


def answers(url: str) -> bool:
    """Whether the site responds."""
    try:
        return httpx.get(f"{url}/login").is_success
    except httpx.TransportError:
        return False


def test_prices_are_in_the_language_of_the_site(new_context: NewContext, german_url: str) -> None:
    page = new_context().new_page()
    page.goto(f"{german_url}/pricing")
    plans = page.get_by_role("listitem")
    for text in (
        "Kostenlos",
        "Für alle, die beruflich gestalten",
        "Alles aus Pro",
    ):
        expect(plans.filter(has_text=text).first).to_be_visible()
    expect(page.get_by_text("Macht aus einer Beschreibung ein detailreiches Bild.").first).to_be_visible()


def test_the_form_is_in_the_language_of_the_site(
    new_context: NewContext, german_url: str, stack: RunningStack, new_user: NewUser
) -> None:
    state = signed_in_state(stack, new_user())
    state["origins"] = [{**origin, "origin": german_url} for origin in state["origins"]]
    page = new_context(storage_state=state).new_page()
    page.goto(f"{german_url}/dashboard")
    expect(page.get_by_role("spinbutton", name="Breite")).to_be_visible()
    expect(page.get_by_text("Was soll das Bild zeigen?")).to_be_visible()
    expect(page.get_by_text("Macht aus einer Beschreibung ein detailreiches Bild.")).to_be_visible()
