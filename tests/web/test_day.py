"""A working day in the studio: each task is walked on a laptop and on a phone, and its clicks and scrolls are counted.

A click is any press of a button, a field or a card; typing is not counted. A scroll moves by most of a screen.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.conftest import NewUser
from tests.web.conftest import DESKTOP, NewStudio
from tests.web.dialogs import settle_history
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, wait_for
from tests.web.test_walk_phone import PHONE

pytestmark = pytest.mark.chromium("a phone is emulated")

SCREENS: list[tuple[ViewportSize, dict[str, Any]]] = [(DESKTOP, {}), (PHONE, {"has_touch": True, "is_mobile": True})]

# Scrolls to an element that is outside the screen or covered, and returns the number of scrolls.
REACH = """(element) => {
  const {x, y, width, height} = element.getBoundingClientRect();
  const middle = y + height / 2;
  if (element.contains(document.elementFromPoint(x + width / 2, middle))) return 0;
  element.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
  const away = Math.max(-middle, middle - innerHeight, 1);
  return Math.ceil(away / (0.8 * innerHeight));
}"""

# Cards are in the page only near the screen, from the next frame on.
SCROLL = """() => {
  scrollBy({top: 0.8 * innerHeight, behavior: 'instant'});
  return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""


class Count(NamedTuple):
    """Clicks and scrolls."""

    clicks: int
    scrolls: int


ANY = 1000
GOALS = {
    "four variations of a prompt": Count(2, 0),
    "the same prompt in three shapes": Count(4, 0),
    "yesterday's best again, same seed": Count(2, ANY),
    "a result into the edit model, twice in a row": Count(2, ANY),
    "videos of this week": Count(2, ANY),
    "ten of fifty downloaded": Count(13, ANY),
    "thirty failures deleted": Count(4, ANY),
    "twelve pictures, one link for a client": Count(16, ANY),
    "two results side by side": Count(3, ANY),
    "what did today cost": Count(1, ANY),
    "ten prompts while doing something else": Count(20, ANY),
}


@dataclass
class Day:
    """A user who counts clicks and scrolls."""

    studio: Studio
    pixio: Pixio
    counts: dict[str, Count] = field(default_factory=dict)
    clicks: int = 0
    scrolls: int = 0

    def press(self, target: Locator) -> None:
        """Scroll to this and click it."""
        while target.count() == 0 and not self.at_end():
            self.scrolls += 1
            self.studio.page.evaluate(SCROLL)
        expect(target).to_be_visible()
        self.scrolls += target.evaluate(REACH)
        target.click()
        self.clicks += 1

    def at_end(self) -> bool:
        """Whether the page cannot be scrolled further."""
        return bool(self.studio.page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1"))

    def button(self, name: str | re.Pattern[str]) -> None:
        """Press a button."""
        self.press(self.studio.page.get_by_role("button", name=name, exact=isinstance(name, str)))

    def select(self, numbers: range) -> None:
        """Select these pictures."""
        for number in numbers:
            self.press(self.studio.page.get_by_role("checkbox", name=f"Select: Picture {number}", exact=True))

    def walk(self, task: str, steps: Callable[[Day], None]) -> None:
        """Do a task from the top of the dashboard, and keep its counts."""
        settle_history(self.studio.page)
        self.studio.page.goto("/dashboard")
        self.studio.wait_until_loaded()
        self.clicks = self.scrolls = 0
        steps(self)
        self.counts[task] = Count(self.clicks, self.scrolls)


def expect_rows(studio: Studio, count: int) -> None:
    """Wait until the user has this many generations."""
    wait_for(studio.page, lambda: len(studio.rows()) == count)


def four_variations(day: Day) -> None:
    studio = day.studio
    studio.fill("Prompt", "A fox")
    day.press(studio.page.get_by_role("group", name="Results").get_by_text("4", exact=True))
    day.press(studio.submit_button)
    expect(studio.pane.get_by_role("img", name="A fox")).to_have_count(4)


def three_shapes(day: Day) -> None:
    studio = day.studio
    form = studio.page.get_by_role("form")
    studio.fill("Prompt", "A hare")
    for shape in ("Several shapes", "16:9", "9:16"):
        day.press(form.get_by_text(shape, exact=True))
    day.press(studio.submit_button)
    expect(studio.pane.get_by_role("img", name="A hare")).to_have_count(3)


def yesterdays_best(day: Day) -> None:
    studio = day.studio
    studio.page.get_by_label("Search prompts").fill("best")
    expect(studio.cards).to_have_count(1)
    day.press(studio.card("The best"))
    day.press(studio.page.get_by_role("dialog").get_by_role("button", name="Run again for 10 credits"))
    wait_for(studio.page, lambda: studio.rows()[-1]["prompt"] == "The best")
    assert studio.rows()[-1]["inputs"]["seed"] == 7
    expect(studio.pane.get_by_role("img", name="The best")).to_be_visible()


def into_the_edit_model(day: Day) -> None:
    studio = day.studio
    for change in ("Make it winter", "Make it night"):
        day.press(studio.pane.get_by_role("button", name="Use with Qwen Edit"))
        done = len(studio.rows())
        studio.fill("What to change", change)
        studio.submit()
        expect(studio.pane.get_by_role("img", name=change)).to_be_visible()
        *_, before, after = studio.rows()
        assert len(studio.rows()) == done + 1
        assert before["storage_path"] in after["inputs"].values()
        assert len([value for value in after["inputs"].values() if str(value).startswith(studio.user.id)]) == 1


def videos_of_this_week(day: Day) -> None:
    day.press(day.studio.page.get_by_text("Videos", exact=True))
    day.button("This week")
    expect(day.studio.cards).to_have_count(1)
    day.studio.page.goto("/premium")
    day.studio.page.go_back()
    expect(day.studio.cards).to_have_count(1)
    day.studio.page.go_back()
    expect(day.studio.cards).to_have_count(2)


def ten_downloaded(day: Day) -> None:
    day.select(range(50, 40, -1))
    with day.studio.page.expect_download() as download:
        day.button("Download")
    with zipfile.ZipFile(download.value.path()) as archive:
        names = archive.namelist()
    assert len(names) == 10
    assert names[0].startswith(f"{datetime.now(UTC):%Y-%m-}")
    assert names[0].endswith("-picture-50.png")


def thirty_deleted(day: Day) -> None:
    studio = day.studio
    before = len(studio.rows())
    day.button("Failed")
    expect(studio.cards.first).to_have_attribute("aria-setsize", "30")
    day.button("Select all")
    day.press(studio.page.get_by_role("toolbar").get_by_role("button", name="Delete"))
    question = studio.page.get_by_role("dialog", name="Delete 30 for good?")
    day.press(question.get_by_role("button", name="Delete"))
    expect_rows(studio, before - 30)
    expect(studio.page.get_by_role("heading", name="Nothing matches")).to_be_visible()


def twelve_by_one_link(day: Day) -> None:
    studio = day.studio
    day.select(range(50, 38, -1))
    day.button("Add to collection")
    studio.page.get_by_role("dialog").get_by_label("New collection").fill("Client A")
    day.button("Create")
    day.press(studio.page.locator("[popover=manual]").get_by_role("button", name="Share"))
    day.button("Create and copy link")
    link = studio.page.get_by_label("Link", exact=True).input_value()
    studio.page.goto(link)
    expect(studio.page.get_by_role("link", name="Open result")).to_have_count(12)


def two_side_by_side(day: Day) -> None:
    day.select(range(50, 48, -1))
    day.button("Compare")
    comparison = day.studio.page.get_by_role("dialog", name="Comparison")
    expect(comparison.get_by_role("img")).to_have_count(2)
    day.studio.page.go_back()
    expect(comparison).to_have_count(0)
    expect(day.studio.page.get_by_role("toolbar", name="Selection")).to_contain_text("2 selected")


def cost_of_today(day: Day) -> None:
    """What the next results cost is on the button, without a click."""
    studio = day.studio
    expect(studio.submit_button).to_have_text("Generate for 40 credits")
    used = 500 - studio.balance()
    day.press(studio.credits)
    expect(studio.page.locator("#credits-split")).to_contain_text(re.compile(f"Used today{used}"))


def ten_prompts(day: Day) -> None:
    studio = day.studio
    before = len(studio.rows())
    day.pixio.hold("held-ten")
    for number in range(10):
        day.press(studio.field("Prompt"))
        studio.fill("Prompt", f"held-ten {number}")
        day.press(studio.submit_button)
        expect_rows(studio, before + number + 1)
    with studio.page.expect_response(re.compile("current_generations")):
        studio.page.goto("/account")
    day.pixio.release()
    expect(studio.page).to_have_title(re.compile(r"^\(10\) "), timeout=30_000)
    expect(studio.page.get_by_role("status").filter(has_text="ready in the studio")).to_be_attached()


@pytest.mark.parametrize("screen", SCREENS, ids=["1280", "390"])
def test_each_task_of_a_day_needs_few_clicks(
    screen: tuple[ViewportSize, dict[str, Any]],
    new_studio: NewStudio,
    new_user: NewUser,
    pixio: Pixio,
    clipboard: dict[str, Any],
) -> None:
    size, special = screen
    studio = new_studio(new_user(), closed=True, **special, **clipboard)
    studio.page.set_viewport_size(size)
    prepare(studio)
    studio.open()
    day = Day(studio, pixio)
    day.walk("four variations of a prompt", four_variations)
    day.walk("what did today cost", cost_of_today)
    studio.choose_results(1)
    day.walk("thirty failures deleted", thirty_deleted)
    day.walk("yesterday's best again, same seed", yesterdays_best)
    day.walk("a result into the edit model, twice in a row", into_the_edit_model)
    studio.choose("Krea Flux")
    day.walk("videos of this week", videos_of_this_week)
    day.walk("ten of fifty downloaded", ten_downloaded)
    day.walk("two results side by side", two_side_by_side)
    day.walk("twelve pictures, one link for a client", twelve_by_one_link)
    day.walk("ten prompts while doing something else", ten_prompts)
    day.walk("the same prompt in three shapes", three_shapes)
    assert day.counts.keys() == GOALS.keys()
    missed = {
        task: count
        for task, count in day.counts.items()
        if count.clicks > GOALS[task].clicks or count.scrolls > GOALS[task].scrolls
    }
    assert missed == {}


def prepare(studio: Studio) -> None:
    """Add 48 pictures, a video of this week and an older one, thirty failures, and yesterday's best."""
    studio.add_rows(50)
    for number in range(30):
        studio.add_failed(f"Failed {number}")
    # Made now: half an hour ago may have been last week.
    video = "update generated_media set media_type = 'video', created_at = now() - %s * interval '1 day'"
    for prompt, days in (("Picture 20", 0), ("Picture 1", 9)):
        studio.sql(f"{video} where prompt = %s and user_id = %s", [days, prompt, studio.user.id])
    studio.sql(
        "insert into generated_media (id, user_id, prompt, media_type, media_url, storage_path, credits_used, status,"
        " model_id, inputs, progress, created_at, finished_at, thumbnail_url)"
        " select gen_random_uuid(), user_id, 'The best', 'image', media_url, storage_path, 10, 'completed',"
        """ model_id, '{"text": "The best", "seed": 7}', 1, now() - interval '1 day', now(), ''"""
        " from generated_media where prompt = 'Picture 2' and user_id = %s",
        [studio.user.id],
    )
