"""The library on a phone: selecting by touch, and a lightbox that uses the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.conftest import NewUser
from tests.web.conftest import DESKTOP, NewStudio
from tests.web.studio import Studio
from tests.web.test_pages import violations
from tests.web.test_walk_phone import PHONE

pytestmark = pytest.mark.chromium("a phone is emulated")
SMALL_PHONE: ViewportSize = {"width": 390, "height": 664}
# The captions whose text reaches below the button on their right. Text is cut off where an element around it ends that hides it.
COVERED = """() => [...document.querySelectorAll('[role=listitem]')].filter((card) => {
  const caption = card.firstElementChild.lastElementChild;
  const button = card.querySelector('[aria-expanded]')?.getBoundingClientRect();
  return button && [...caption.querySelectorAll('span')].some((text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    let end = range.getBoundingClientRect().right;
    for (let around = text; around !== caption; around = around.parentElement) {
      if (getComputedStyle(around).overflowX === 'hidden') end = Math.min(end, around.getBoundingClientRect().right);
    }
    return end > button.left;
  });
}).map((card) => card.textContent)"""
# The name of a picture in the middle of the screen.
IN_VIEW = """() => [...document.querySelectorAll('[aria-label^="Select: "]')].find((button) => {
  const {top, bottom} = button.getBoundingClientRect();
  return top > innerHeight / 4 && bottom < innerHeight * 3 / 4;
}).ariaLabel.replace('Select: ', '')"""
LONG_TEXT = "A lake at dawn, with mist over the water and mountains behind it, "


@pytest.fixture
def phone(new_studio: NewStudio, new_user: NewUser) -> Studio:
    """The dashboard of a user with 30 pictures of several shapes, on a phone."""
    studio = new_studio(new_user(), closed=True, has_touch=True, is_mobile=True)
    studio.page.set_viewport_size(PHONE)
    studio.add_rows(30)
    number = "mod(split_part(prompt, ' ', 2)::int, 3)"
    studio.sql(
        f"update generated_media set width = case {number} when 0 then 768 else 1024 end,"
        f" height = case {number} when 0 then 1344 when 1 then 1024 else 576 end where user_id = %s",
        [studio.user.id],
    )
    return studio


def touch(studio: Studio) -> Callable[..., object]:
    """A function that sends touches: `touch("touchStart", x, y)`, `touch("touchEnd")`."""
    session = studio.page.context.new_cdp_session(studio.page)

    def send(kind: str, *point: float) -> object:
        points = [dict(zip("xy", point, strict=True))] if point else []
        return session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return send


def middle(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_long_press_begins_a_selection_that_single_taps_continue(phone: Studio) -> None:
    page = phone.open().page
    bar = page.get_by_role("toolbar", name="Selection")
    send = touch(phone)
    phone.card("Picture 30").scroll_into_view_if_needed()
    send("touchStart", *middle(phone.card("Picture 30")))
    expect(bar).to_contain_text("1 selected")
    send("touchEnd")
    page.get_by_role("button", name="Select: Picture 29").tap()
    expect(bar).to_contain_text("2 selected")
    before = page.evaluate("scrollY")
    page.evaluate("void (window.atRest = new Promise((done) => addEventListener('scrollend', done, {once: true})))")
    send("touchStart", 200, 700)
    for y in range(680, 200, -20):
        send("touchMove", 200, y)
    send("touchEnd")
    page.evaluate("window.atRest.then(() => null)")  # a tap on a page that still scrolls only stops it
    assert page.evaluate("scrollY") > before + 300
    expect(bar).to_contain_text("2 selected")
    name = page.evaluate(IN_VIEW)  # the swipe ends sooner or later
    page.get_by_role("button", name=f"Select: {name}").tap()
    expect(bar).to_contain_text("3 selected")
    page.get_by_role("button", name=f"Select: {name}").tap()
    expect(bar).to_contain_text("2 selected")
    expect(page.get_by_role("dialog")).to_have_count(0)
    leave = bar.get_by_role("button", name="Clear selection")
    expect(leave).to_be_in_viewport(ratio=1)
    leave.tap()
    expect(bar).to_have_count(0)
    phone.card(name).tap()
    expect(page.get_by_role("dialog", name="Details")).to_be_visible()


def test_the_lightbox_shows_media_as_large_as_the_screen_allows(phone: Studio) -> None:
    """Before the file is loaded, too. Below it, two rows of actions are in sight."""
    phone.sql(
        "update generated_media set media_type = 'video' where prompt = 'Picture 28' and user_id = %s", [phone.user.id]
    )
    page = phone.open().page
    page.route("**/icon.svg", lambda _: None)  # no file arrives
    for name, shape in (("Picture 28", 1), ("Picture 30", 1344 / 768), ("Picture 29", 576 / 1024)):
        page.set_viewport_size(PHONE)
        phone.cards.first.scroll_into_view_if_needed()
        phone.card(name).tap()
        dialog = page.get_by_role("dialog", name="Details")
        media = dialog.locator("video, img").first
        for screen in (PHONE, SMALL_PHONE):
            page.set_viewport_size(screen)
            box = media.bounding_box()
            assert box is not None
            assert box["width"] >= screen["width"] - 2
            assert box["height"] == pytest.approx(min(390 * shape, screen["height"] - 136), abs=5)
            for action in (dialog.get_by_role("link", name="Download"), dialog.get_by_role("button", name="Run again")):
                expect(action).to_be_in_viewport(ratio=0.9)
        dialog.get_by_role("button", name="Close").tap()
        expect(dialog).to_have_count(0)


def test_no_button_covers_the_caption_of_a_card(phone: Studio) -> None:
    phone.sql("update generated_media set prompt = %s || prompt where user_id = %s", [LONG_TEXT, phone.user.id])
    page = phone.open().page
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        phone.cards.first.scroll_into_view_if_needed()
        expect(page.get_by_role("button", name="Whole prompt").first).to_be_attached()
        assert page.evaluate(COVERED) == []


def test_a_small_card_has_two_things_on_its_picture_at_most(phone: Studio) -> None:
    phone.sql("update generated_media set width = 700, height = 900, set_size = 4 where user_id = %s", [phone.user.id])
    phone.sql(
        "insert into favorites (user_id, generation_id) select user_id, id from generated_media"
        " where user_id = %s and prompt = 'Picture 30'",
        [phone.user.id],
    )
    phone.open()
    phone.page.get_by_role("heading", name="Library").evaluate("heading => heading.scrollIntoView()")
    expect(phone.cards.nth(2)).to_be_visible()
    widths = phone.cards.evaluate_all("cards => cards.map(card => card.clientWidth)")
    assert 88 <= min(widths[:3]) <= max(widths[:3]) < 140
    hearts = phone.page.get_by_role("region", name="Library").get_by_role("button", name="Favourite: Picture")
    expect(hearts).to_have_count(1)
    expect(hearts).to_have_attribute("aria-pressed", "true")


def test_a_button_leads_back_up_from_far_down(phone: Studio) -> None:
    page = phone.open().page
    heading = page.get_by_role("heading", name="Library")
    button = page.get_by_role("button", name="Back to the top of the library")
    heading.evaluate("(each) => each.scrollIntoView()")
    expect(button).to_have_count(0)
    page.evaluate("scrollBy(0, 3.5 * innerHeight)")
    expect(button).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.get_by_role("checkbox").last.tap()
    expect(page.get_by_role("toolbar", name="Selection")).to_be_visible()
    expect(button).to_have_count(0)
    page.get_by_role("toolbar", name="Selection").get_by_role("button").last.tap()
    button.tap()
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(button).to_have_count(0)
