"""A page for signed-in users begins early to load what it shows first, and loads the rest after it."""

from __future__ import annotations

import json
import re
import time

import pytest
from playwright.sync_api import Page, Request, expect

from tests.conftest import NewUser, User
from tests.running import RunningStack
from tests.web.conftest import NewPage, NewStudio
from tests.web.slow_reply import SlowReply
from tests.web.studio import Studio, signed_in_state, wait_for

READS = {"models", "users"}
READ = re.compile("/rest/v1/(models|users)")
COUNT_OBSERVERS = """
  window.observers = 0;
  const observe = PerformanceObserver.prototype.observe;
  PerformanceObserver.prototype.observe = function (options) {
    if (options.type === 'largest-contentful-paint') window.observers += 1;
    observe.call(this, options);
  };
"""


def reads_of(page: Page) -> list[str]:
    """What the page reads of the first reads, collected from now on."""
    found: list[str] = []

    def on_request(request: Request) -> None:
        if request.method == "GET" and (read := READ.search(request.url)):
            found.append(read[1])

    page.on("request", on_request)
    return found


def test_the_first_reads_do_not_wait_for_scripts(unopened_studio: Studio) -> None:
    page = unopened_studio.page
    reads = reads_of(page)
    page.route("**/_astro/*.js", lambda _: None)
    page.goto("/dashboard", wait_until="commit")
    wait_for(page, lambda: set(reads) == READS)


def test_the_page_uses_the_first_reads(unopened_studio: Studio) -> None:
    reads = reads_of(unopened_studio.page)
    unopened_studio.open_without_live_updates()
    expect(unopened_studio.submit_button).to_be_enabled()
    unopened_studio.expect_credits(500)
    assert sorted(reads) == sorted(READS)


def test_the_first_reads_of_another_user_are_not_used(
    new_studio: NewStudio, new_user: NewUser, stack: RunningStack
) -> None:
    """A sign-in in another tab, while the scripts of this page are loading."""
    signed_in = new_studio(new_user(), closed=True)
    signed_in.add_rows(1)
    studio = new_studio(new_user(), closed=True)
    page = studio.page
    reads = reads_of(page)
    page.route("**/_astro/*.js", lambda _: None)
    page.goto("/dashboard", wait_until="commit")
    wait_for(page, lambda: set(reads) == READS)
    [kept] = signed_in_state(stack, signed_in.user)["origins"][0]["localStorage"]
    page.evaluate("({ name, value }) => localStorage.setItem(name, value)", kept)
    page.unroute("**/_astro/*.js")
    expect(studio.pane.get_by_role("img", name="Picture 1")).to_be_visible()


def test_an_account_page_begins_to_read_the_profile_alone(unopened_studio: Studio) -> None:
    page = unopened_studio.page
    reads = reads_of(page)
    page.route("**/_astro/*.js", lambda _: None)
    page.goto("/account", wait_until="commit")
    wait_for(page, lambda: reads == ["users"])


@pytest.mark.parametrize("stored", ["null", "{", "{}", "expired"])
def test_nothing_is_read_without_a_valid_session(
    new_page: NewPage, stack: RunningStack, user: User, stored: str
) -> None:
    state = signed_in_state(stack, user)
    [kept] = state["origins"][0]["localStorage"]
    expired = json.dumps({**json.loads(kept["value"]), "expires_at": int(time.time()) + 60})
    kept["value"] = expired if stored == "expired" else stored
    page = new_page(state)
    reads = reads_of(page)
    page.route("**/_astro/*.js", lambda _: None)
    page.goto("/dashboard", wait_until="commit")
    expect(page.locator("footer")).to_be_attached()
    assert page.evaluate("window.firstReads") is None
    assert reads == []


def test_the_imports_of_the_page_are_loaded_together_with_its_script(unopened_studio: Studio) -> None:
    page = unopened_studio.page
    scripts: set[str] = set()
    page.on("request", lambda request: scripts.add(request.url.split("/")[-1].split(".")[0]))
    page.route("**/_astro/dashboard.astro*.js", lambda _: None)
    page.goto("/dashboard", wait_until="commit")
    wait_for(page, lambda: scripts >= {"studio", "fields", "islands", "signed-in", "shop", "visitor"})


def test_on_a_narrow_screen_the_pane_is_loaded_after_what_is_above_it(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(1)
    studio.page.set_viewport_size({"width": 390, "height": 844})
    loaded: list[str] = []
    studio.page.on("request", lambda request: loaded.append(request.url))
    profile = SlowReply(studio, "**/rest/v1/users?*")
    studio.page.goto("/dashboard")
    profile.fetch()
    expect(studio.submit_button).to_be_visible()
    assert not [url for url in loaded if "current_generations" in url or "/result." in url]
    profile.deliver()
    expect(studio.pane.get_by_role("img", name="Picture 1")).to_be_visible()


def test_beside_the_form_the_pane_is_loaded_at_once(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(1)
    profile = SlowReply(studio, "**/rest/v1/users?*")
    studio.page.goto("/dashboard")
    profile.fetch()
    expect(studio.pane.get_by_role("img", name="Picture 1")).to_be_visible()
    assert studio.credits.count() == 0
    profile.deliver()


def test_later_reads_do_not_watch_the_paint_of_the_page(unopened_studio: Studio) -> None:
    page = unopened_studio.page
    unopened_studio.add_rows(1)
    page.add_init_script(COUNT_OBSERVERS)
    unopened_studio.open()
    with page.expect_response(re.compile("favorites%21inner")):
        page.get_by_role("button", name="Favourites").click()
    unopened_studio.wait_until_loaded()
    assert page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(observers)))") == 1
