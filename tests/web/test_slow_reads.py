"""The reply to a slow read does not replace what a later read found."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.conftest import NewUser
from tests.web.pixio_stand_in import Pixio
from tests.web.slow_reply import SlowReply
from tests.web.studio import Studio, signed_in_state, wait_for

# A sign-in in another tab, as auth announces it.
SIGN_IN = """(kept) => {
  localStorage.setItem('session', kept);
  new BroadcastChannel('session').postMessage({event: 'SIGNED_IN', session: JSON.parse(kept)});
}"""


def test_a_generation_that_started_meanwhile_stays(unopened_studio: Studio, pixio: Pixio) -> None:
    studio = unopened_studio
    slow = SlowReply(studio, "**/rpc/current_generations?*")
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


def refresh_slowly(studio: Studio, url: str) -> SlowReply:
    """Let the page read its rows again, as after a return from the browser's cache; the reply arrives late."""
    slow = SlowReply(studio, url)
    for kind in ("pagehide", "pageshow"):
        studio.page.evaluate("kind => dispatchEvent(new PageTransitionEvent(kind, {persisted: true}))", kind)
    slow.fetch()
    return slow


def test_an_unmarked_favourite_does_not_return_to_the_favourites(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.open_favourites(2)
    slow = refresh_slowly(studio, "**/rest/v1/generated_media?*favorites%21inner*")
    studio.page.get_by_role("button", name="Favourite: Picture 2").click()
    expect(studio.cards).to_have_count(1)
    slow.deliver()
    expect(studio.cards).to_have_count(1)


def test_a_favourite_in_the_pane_stays_marked(studio: Studio) -> None:
    studio.generate("A fox")
    heart = studio.pane.get_by_role("button", name="Favourite")
    slow = refresh_slowly(studio, "**/rpc/current_generations?*set_id*")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    slow.deliver()
    expect(heart).to_have_attribute("aria-pressed", "true")


def test_a_result_that_was_removed_from_a_collection_does_not_return(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(2)
    [collection] = studio.sql(
        "insert into collections (user_id, name) values (%s, 'Foxes') returning id", [studio.user.id]
    )
    studio.sql(
        "insert into collection_items (user_id, collection_id, generation_id)"
        " select user_id, %s, id from generated_media where user_id = %s",
        [collection["id"], studio.user.id],
    )
    page = studio.open().page
    page.goto(f"/dashboard?collection={collection['id']}")
    studio.wait_until_loaded()
    page.get_by_role("checkbox", name="Select: Picture 2").click()
    slow = refresh_slowly(studio, "**/rest/v1/generated_media?*collection_items%21inner*")
    page.get_by_role("toolbar", name="Selection").get_by_role("button", name="Remove from collection").click()
    expect(studio.cards).to_have_count(1)
    slow.deliver()
    expect(studio.cards).to_have_count(1)


def test_a_slow_read_of_the_favourites_takes_nothing_from_the_whole_library(unopened_studio: Studio) -> None:
    studio = unopened_studio
    favourites = studio.open_favourites(2)
    slow = refresh_slowly(studio, "**/rest/v1/generated_media?*favorites%21inner*")
    studio.page.get_by_role("button", name="Favourite: Picture 2").click()
    expect(studio.cards).to_have_count(1)
    favourites.click()
    expect(studio.cards).to_have_count(2)
    slow.deliver()
    expect(studio.cards).to_have_count(2)


def test_a_set_in_the_pane_again_is_read_again(studio: Studio, pixio: Pixio) -> None:
    """A result that ended while another set was in the pane, and of which Realtime did not tell, is in its set."""
    pixio.hold("held-again")
    studio.choose_results(2)
    studio.generate("held-again first")
    wait_for(studio.page, lambda: [row["status"] for row in studio.rows()] == ["processing"] * 2)
    studio.open_without_live_updates()
    expect(studio.pane.get_by_role("button", name="Cancel all 2")).to_be_visible()
    studio.sql(
        "select fail_generation(id, 'failed') from generated_media where user_id = %s and set_position = 0",
        [studio.user.id],
    )
    studio.generate("held-again second")
    queue = studio.pane.get_by_role("list", name="Running and waiting")
    queue.get_by_role("button", name="held-again first").first.click()
    expect(studio.pane.get_by_role("button", name="Show result 1 of 2")).to_be_visible()


def test_a_read_of_a_new_set_that_fails_is_tried_again(unopened_studio: Studio, pixio: Pixio) -> None:
    studio = unopened_studio
    studio.open_without_live_updates()
    studio.browser_errors.expect("ERR_FAILED")
    pixio.hold("held-again")
    studio.page.route("**/rpc/current_generations?*p_set_id*", lambda route: route.abort(), times=1)
    studio.generate("held-again fox")
    expect(studio.pane.get_by_role("progressbar")).to_be_visible()
