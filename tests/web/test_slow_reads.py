"""The reply to a slow read does not replace what a later read found."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.conftest import NewUser
from tests.web.pixio_stand_in import Pixio
from tests.web.slow_reply import SlowReply
from tests.web.studio import Studio, signed_in_state

# A sign-in in another tab, as auth announces it.
SIGN_IN = """(kept) => {
  localStorage.setItem('session', kept);
  new BroadcastChannel('session').postMessage({event: 'SIGNED_IN', session: JSON.parse(kept)});
}"""


def test_a_generation_that_started_meanwhile_stays(unopened_studio: Studio, pixio: Pixio) -> None:
    studio = unopened_studio
    slow = SlowReply(studio, "**/rest/v1/generated_media?*or=*status.in*")
    studio.open_without_live_updates()
    slow.fetch()
    pixio.hold("held-slow")
    studio.generate("held-slow fox")
    cancel = studio.pane.get_by_role("button", name="Cancel generation")
    expect(cancel).to_be_visible()
    slow.deliver()
    expect(cancel).to_be_visible()


def test_the_credits_of_a_later_read_stay(unopened_studio: Studio, pixio: Pixio) -> None:
    studio = unopened_studio
    slow = SlowReply(studio, "**/rest/v1/users?*")
    studio.open_without_live_updates()
    slow.fetch()
    pixio.hold("held-slow")
    studio.generate("held-slow fox")
    studio.expect_credits(490)
    slow.deliver()
    studio.expect_credits(490)


def test_another_user_never_sees_the_credits_of_the_one_before(studio: Studio, new_user: NewUser) -> None:
    """Not even if their own cannot be read."""
    studio.expect_credits(500)
    studio.browser_errors.expect("ERR_FAILED")
    studio.page.route("**/rest/v1/users?*", lambda route: route.abort())
    tab = studio.page.context.new_page()
    tab.goto("/pricing")
    kept = signed_in_state(studio.stack, new_user())["origins"][0]["localStorage"][0]["value"]
    tab.evaluate(SIGN_IN, kept)
    expect(studio.credits).to_have_count(0)
