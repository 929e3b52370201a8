"""Many results at once: selected, downloaded, compared, kept and deleted, with few clicks."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.conftest import NewUser
from tests.web.conftest import NewStudio
from tests.web.studio import Studio, wait_for

SCREENS: list[ViewportSize] = [{"width": 1280, "height": 800}, {"width": 390, "height": 844}]


class Clicks:
    """A user who counts clicks."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.count = studio, 0

    def on(self, role: Literal["button", "checkbox"], name: str, *, exact: bool = True) -> None:
        """Click this control."""
        self.studio.page.get_by_role(role, name=name, exact=exact).click()
        self.count += 1


@pytest.fixture(params=SCREENS, ids=["1280", "390"])
def filled(request: pytest.FixtureRequest, new_studio: NewStudio, new_user: NewUser) -> Studio:
    """The dashboard of a user with 50 pictures, on a laptop or a phone."""
    studio = new_studio(new_user(), closed=True)
    studio.page.set_viewport_size(request.param)
    studio.add_rows(50)
    return studio.open()


def selected(studio: Studio, count: int) -> None:
    expect(studio.page.get_by_role("toolbar", name="Selection")).to_contain_text(f"{count} selected")


def test_ten_of_fifty_are_downloaded_as_one_file(filled: Studio) -> None:
    clicks = Clicks(filled)
    for number in range(50, 40, -1):
        clicks.on("checkbox", f"Select: Picture {number}")
    with filled.page.expect_download() as download:
        clicks.on("button", "Download")
    assert clicks.count <= 13
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        names = archive.namelist()
    assert len(names) == 10
    assert names[0].startswith(f"{datetime.now(UTC):%Y-%m-}")
    assert names[0].endswith("-picture-50.png")


def test_two_results_are_compared_and_back_returns_to_the_library(filled: Studio) -> None:
    clicks = Clicks(filled)
    clicks.on("checkbox", "Select: Picture 50")
    clicks.on("checkbox", "Select: Picture 49")
    clicks.on("button", "Compare")
    assert clicks.count <= 3
    comparison = filled.page.get_by_role("dialog", name="Comparison")
    expect(comparison.get_by_role("img")).to_have_count(2)
    filled.page.go_back()
    expect(comparison).to_have_count(0)
    selected(filled, 2)


def test_thirty_failures_are_deleted(unopened_studio: Studio) -> None:
    studio = unopened_studio
    for number in range(30):
        studio.add_failed(f"Failed {number}")
    studio.add_rows(2)
    studio.open()
    clicks = Clicks(studio)
    clicks.on("button", "Failed")
    expect(studio.cards.first).to_have_attribute("aria-setsize", "30")
    clicks.on("button", "Select all")
    selected(studio, 30)
    studio.page.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    question = studio.page.get_by_role("dialog", name="Delete 30 for good?")
    question.get_by_role("button", name="Delete").click()
    assert clicks.count + 2 <= 4
    wait_for(studio.page, lambda: len(studio.rows()) == 2)
    expect(studio.page.get_by_role("heading", name="Nothing matches")).to_be_visible()


def test_videos_of_this_week_are_found_and_back_restores_the_filter(filled: Studio) -> None:
    page = filled.page
    filled.sql(
        "update generated_media set media_type = 'video' where prompt in ('Picture 50', 'Picture 1') and user_id = %s",
        [filled.user.id],
    )
    filled.sql(
        "update generated_media set created_at = now() - interval '9 days' where prompt = 'Picture 1' and user_id = %s",
        [filled.user.id],
    )
    page.get_by_text("Videos", exact=True).click()
    page.get_by_role("button", name="This week").click()
    expect(filled.cards).to_have_count(1)
    page.goto("/premium")
    page.go_back()
    expect(filled.cards).to_have_count(1)
    page.go_back()
    expect(filled.cards).to_have_count(2)


def test_a_selection_is_made_by_keyboard(filled: Studio) -> None:
    page = filled.page
    filled.card("Picture 50").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    selected(filled, 3)
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar", name="Selection")).to_have_count(0)
    page.keyboard.press("Delete")
    question = page.get_by_role("dialog", name="Delete this for good?")
    expect(question).to_be_visible()
    page.keyboard.press("Enter")
    expect(filled.card("Picture 48")).to_have_count(0)
    expect(filled.card("Picture 47")).to_be_focused()


def test_results_are_kept_as_favourites_and_in_collections(filled: Studio) -> None:
    page = filled.page
    page.get_by_role("button", name="Favourite: Picture 50").click()
    page.get_by_role("checkbox", name="Select: Picture 50").click()
    page.get_by_role("checkbox", name="Select: Picture 48").click(modifiers=["Shift"])
    selected(filled, 3)
    page.get_by_role("button", name="Add to collection").click()
    dialog = page.get_by_role("dialog", name="Add 3 to a collection")
    dialog.get_by_label("New collection").fill("Client A")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_text("3 added to “Client A”.").first).to_be_attached()
    page.get_by_role("button", name="Clear selection").click()
    page.get_by_label("Collection", exact=True).select_option("Client A")
    expect(filled.cards).to_have_count(3)
    page.get_by_role("button", name="Favourites").click()
    expect(filled.cards).to_have_count(1)
    filled.card("Picture 50").click()
    lightbox = page.get_by_role("dialog", name="Details")
    lightbox.get_by_role("button", name="Favourite").click()
    expect(lightbox.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Manage collections").click()
    filled.browser_errors.expect("status of 409")
    manage = page.get_by_role("dialog", name="Collections")
    manage.get_by_label("New collection").fill("client a")
    manage.get_by_role("button", name="Create").click()
    expect(manage.get_by_label("New collection")).to_have_accessible_description("You have a collection of this name.")
