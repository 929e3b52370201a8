"""The site offline, and with a live connection that breaks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, WebSocketRoute, expect

from tests.conftest import NewUser, Sql
from tests.local.realtime import attempts
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewPage, NewStudio
from tests.web.studio import LIVE_TOPICS, Studio, signed_in_state, wait_for

LOST = "Live updates are interrupted. Reconnecting…"
BACK = "Live again. Everything is up to date."
# A removed card has top 0.
IN_SIGHT = "cards => cards.some(card => card.isConnected && card.getBoundingClientRect().top < innerHeight)"
# A finished row's status cannot change, so replace it by a running one.
REPLACE_BY_RUNNING = """
with finished as (delete from generated_media where user_id = %(user)s and prompt = %(prompt)s returning *)
insert into generated_media (user_id, prompt, media_type, media_url, storage_path, credits_used, model_id, created_at, status)
select user_id, prompt, media_type, media_url, storage_path, credits_used, model_id, created_at, 'processing' from finished
"""


class LiveConnection:
    """The page's WebSocket, which can be interrupted and restored."""

    def __init__(self) -> None:
        self.cut = False
        self.open: list[WebSocketRoute] = []

    def pass_on(self, socket: WebSocketRoute) -> None:
        """Connect a socket of the page, unless the connection is interrupted."""
        if self.cut:
            socket.close()
        else:
            socket.connect_to_server()
            self.open.append(socket)

    def interrupt(self) -> None:
        """Close open sockets and refuse new ones."""
        self.cut = True
        while self.open:
            self.open.pop().close()

    def restore(self) -> None:
        """Allow connections again."""
        self.cut = False


@pytest.fixture
def connection(unopened_studio: Studio) -> LiveConnection:
    """The connection of the page on which the studio will be opened."""
    made = LiveConnection()
    unopened_studio.page.route_web_socket(re.compile("/realtime/"), made.pass_on)
    return made


@pytest.fixture
def connected_studio(unopened_studio: Studio, connection: LiveConnection) -> Studio:
    """The dashboard of a new user, whose connection can be interrupted."""
    return unopened_studio.open()


def test_after_an_interruption_the_page_reloads_data_and_shows_a_message(
    connected_studio: Studio, connection: LiveConnection
) -> None:
    studio = connected_studio
    connection.interrupt()
    expect(studio.page.get_by_text(LOST)).to_be_visible()
    studio.add_rows(1, "Made meanwhile")
    studio.leave_with(321)
    connection.restore()
    expect(studio.card("Made meanwhile 1")).to_be_visible()
    expect(studio.page.get_by_text(LOST)).to_have_count(0)
    expect(studio.page.get_by_text(BACK).first).to_be_attached()
    studio.expect_credits(321)


@pytest.mark.own_supabase("the test delays Realtime's subscriptions")
@pytest.mark.parametrize(
    "delays", [{"seconds": 3}, {"failures": LIVE_TOPICS, "retry_seconds": 2}], ids=["late", "failed"]
)
def test_changes_before_the_subscription_are_shown_once_it_is_active(
    new_page: NewPage,
    new_user: NewUser,
    stack: RunningStack,
    sql: Sql,
    browser_errors: BrowserErrors,
    delays: dict[str, float],
) -> None:
    user = new_user()
    studio = Studio(browser_errors.listen(new_page(signed_in_state(stack, user))), user, stack, sql, browser_errors)
    with attempts(stack, **delays):
        studio.page.goto("/dashboard")
        studio.wait_until_loaded()
        if "failures" in delays:
            expect(studio.page.get_by_text(LOST)).to_be_visible()
        studio.add_rows(1, "Made meanwhile")
        studio.leave_with(321)
        studio.generate("Ended unseen")
        expect(studio.pane.get_by_role("img", name="Ended unseen")).to_be_visible()
        expect(studio.card("Made meanwhile 1")).to_be_visible()
        studio.expect_credits(studio.balance())
        expect(studio.page.get_by_text(LOST)).to_have_count(0)
        if "failures" not in delays:
            expect(studio.page.get_by_text(BACK)).to_have_count(0)


# The test browser has no back/forward cache: dispatch the events of one that has.
CACHED = "kind => dispatchEvent(new PageTransitionEvent(kind, {persisted: true}))"


def test_no_message_about_the_connection_after_a_return_from_the_browser_cache(
    connected_studio: Studio, connection: LiveConnection
) -> None:
    studio = connected_studio
    page = studio.page
    page.evaluate(CACHED, "pagehide")
    connection.interrupt()
    studio.add_rows(1, "Made meanwhile")
    page.evaluate(CACHED, "pageshow")
    connection.restore()
    expect(studio.card("Made meanwhile 1")).to_be_visible()
    expect(page.get_by_text(LOST)).to_have_count(0)
    expect(page.get_by_text(BACK)).to_have_count(0)


@pytest.mark.own_context
def test_a_connection_that_stays_lost_after_the_browser_cache_shows_a_message(
    connected_studio: Studio, connection: LiveConnection
) -> None:
    studio = connected_studio
    page = studio.page
    page.clock.install()
    page.evaluate(CACHED, "pagehide")
    connection.interrupt()
    page.evaluate(CACHED, "pageshow")
    page.clock.run_for(11_000)
    expect(page.get_by_text(LOST)).to_be_visible()


def test_deletions_and_results_during_an_interruption_are_shown_afterwards(
    unopened_studio: Studio, connection: LiveConnection
) -> None:
    studio = unopened_studio
    studio.add_rows(115)  # more rows than are re-read
    studio.sql(REPLACE_BY_RUNNING, {"user": studio.user.id, "prompt": "Picture 8"})
    studio.open()

    def card(number: int) -> Locator:
        return studio.page.get_by_role("button", name=f"Open: Picture {number}", exact=True)

    def read_to_the_end() -> bool:
        studio.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        return bool(card(1).evaluate_all(IN_SIGHT))

    wait_for(studio.page, read_to_the_end)
    connection.interrupt()
    expect(studio.page.get_by_text(LOST)).to_be_visible()
    gone = "delete from generated_media where prompt in ('Picture 7', 'Picture 9') and user_id = %s"
    studio.sql(gone, [studio.user.id])
    expect(card(8)).to_be_visible()
    expect(card(8).locator("img")).to_have_count(0)
    done = "update generated_media set status = 'completed', finished_at = now() where prompt = 'Picture 8' and user_id = %s"
    studio.sql(done, [studio.user.id])
    connection.restore()
    expect(card(9)).to_have_count(0)
    expect(card(8).locator("img")).to_be_visible()
    expect(card(7)).to_have_count(0)


def test_a_failed_library_loads_once_the_connection_returns(
    connected_studio: Studio, connection: LiveConnection
) -> None:
    studio = connected_studio
    studio.browser_errors.expect("ERR_FAILED")
    studio.add_rows(2)
    expect(studio.cards).to_have_count(2)
    connection.interrupt()
    expect(studio.page.get_by_text(LOST)).to_be_visible()
    studio.page.route("**/rest/v1/generated_media?**", lambda route: route.abort())
    studio.page.get_by_role("searchbox", name="Search prompts").fill("Picture 1")
    expect(studio.page.get_by_role("heading", name="Your library could not be loaded")).to_be_visible()
    studio.page.unroute("**/rest/v1/generated_media?**")
    connection.restore()
    expect(studio.cards).to_have_text([re.compile("Picture 1")])


def test_a_generation_that_ended_during_an_interruption_is_shown_as_ended(
    connected_studio: Studio, connection: LiveConnection
) -> None:
    studio = connected_studio
    connection.interrupt()
    studio.generate("Ended unseen")
    expect(studio.pane.get_by_role("progressbar")).to_be_visible()
    connection.restore()
    expect(studio.pane.get_by_role("img", name="Ended unseen")).to_be_visible()


def test_offline_shows_a_message_and_keeps_the_input(studio: Studio) -> None:
    studio.browser_errors.expect("ERR_INTERNET_DISCONNECTED")
    studio.fill("Prompt", "half a thought")
    studio.page.context.set_offline(True)
    expect(studio.page.get_by_text("You are offline.")).to_be_visible()
    studio.submit()
    expect(studio.page.get_by_role("form")).to_contain_text("We could not reach the server.")
    studio.page.context.set_offline(False)
    expect(studio.page.get_by_text("You are offline.")).to_have_count(0)
    studio.submit()
    expect(studio.pane.get_by_role("img", name="half a thought")).to_be_visible()


def edges(target: Locator) -> dict[str, float]:
    rectangle: dict[str, float] = target.evaluate("(element) => element.getBoundingClientRect().toJSON()")
    return rectangle


@pytest.mark.own_context
@pytest.mark.parametrize("path", ["/dashboard", "/account"])
def test_the_message_stands_between_the_links_and_the_buttons_of_a_wide_screen(
    unopened_studio: Studio, path: str
) -> None:
    """There it covers nothing: it stays as long as the connection is lost."""
    page = unopened_studio.page
    unopened_studio.browser_errors.expect("ERR_INTERNET_DISCONNECTED")
    page.goto(path, wait_until="networkidle")
    page.context.set_offline(True)
    notice = edges(page.get_by_role("status").filter(has_text="You are offline."))
    assert edges(page.get_by_role("navigation", name="Main").get_by_role("link").last)["right"] <= notice["left"]
    assert edges(page.get_by_role("group", name="Theme").first)["left"] >= notice["right"]
    assert edges(page.locator("header > .glass"))["bottom"] >= notice["bottom"]
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline.")).to_have_count(0)


@pytest.mark.own_context
@pytest.mark.parametrize("path", ["/dashboard", "/account", "/premium"])
def test_the_message_is_below_the_navbar_of_a_narrower_screen_and_hides_nothing(
    unopened_studio: Studio, path: str
) -> None:
    page = unopened_studio.page
    unopened_studio.browser_errors.expect("ERR_INTERNET_DISCONNECTED")
    page.goto(path, wait_until="networkidle")
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("astro-island[ssr]")).to_have_count(0)
    page.context.set_offline(True)
    message = page.get_by_role("status").filter(has_text="You are offline.")
    for width in (390, 768, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("scrollTo(0, 0)")
        place = edges(message)
        assert edges(page.locator("header > .glass"))["bottom"] <= place["top"]
        assert place["bottom"] <= edges(page.get_by_role("main"))["top"]
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(message).to_be_in_viewport(ratio=1)
    page.context.set_offline(False)
    expect(message).to_have_count(0)


def test_a_page_opened_offline_waits_instead_of_signing_out(new_studio: NewStudio, new_user: NewUser) -> None:
    studio = new_studio(new_user())
    studio.browser_errors.expect("ERR_FAILED")
    studio.browser_errors.expect("AuthRetryableFetchError")
    studio.page.evaluate("localStorage.session = JSON.stringify({...JSON.parse(localStorage.session), expires_at: 1})")
    studio.page.route("**/auth/v1/**", lambda route: route.abort())
    studio.page.clock.install()
    studio.page.reload()
    expect(studio.page.get_by_role("status", name="Loading").first).to_be_visible()
    # Longer than auth keeps retrying; afterwards it logs to the console.
    studio.page.clock.run_for(40_000)
    expect(studio.page.get_by_role("heading", name="No connection")).to_be_visible()
    studio.page.clock.resume()
    # Click before unrouting: afterwards auth may recover by itself and remove the button.
    studio.page.get_by_role("button", name="Try again").click()
    studio.page.unroute("**/auth/v1/**")
    studio.wait_until_loaded()
