"""Files that are dragged over the page and dropped on or beside a picture input."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.conftest import NewUser
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewPage
from tests.web.studio import Studio, picture, signed_in_state

pytestmark = pytest.mark.chromium("files are dragged by Chromium's DevTools protocol")

NONE, COPY = 0, 1
HIGHLIGHTED = "html[data-file-drag]"


class Drag:
    """A dragged file, as the operating system passes it to the browser."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.data = {"items": [], "files": [str(file)], "dragOperationsMask": COPY}
        self.session: CDPSession = page.context.new_cdp_session(page)

    def over(self, target: Locator) -> None:
        """Drag the file over the middle of this element."""
        self._send("dragEnter", target)
        self._send("dragOver", target)

    def drop(self, target: Locator) -> None:
        """Drop the file there."""
        self.over(target)
        self._send("drop", target)

    def _send(self, kind: str, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box is not None
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        self.session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": self.data})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A picture file on disk."""
    path = tmp_path / "dragged.png"
    path.write_bytes(picture()["buffer"])
    return path


def files_opened(page: Page) -> list[str]:
    """The files that the browser opened, in this page or another."""
    return [each.url for each in page.context.pages if each.url.startswith("file:")]


def effect_over(target: Locator, kind: str) -> tuple[bool, str]:
    """Whether the page handles a drag of this type of data over the element, and its drop effect."""
    decided: list[object] = target.evaluate(
        """(element, kind) => {
          const data = new DataTransfer();
          if (kind === 'Files') data.items.add(new File(['x'], 'x.png', {type: 'image/png'}));
          else data.setData(kind, 'https://example.com/');
          const event = new DragEvent('dragover', {bubbles: true, cancelable: true, dataTransfer: data});
          element.dispatchEvent(event);
          return [event.defaultPrevented, data.dropEffect];
        }""",
        kind,
    )
    return bool(decided[0]), str(decided[1])


def test_a_file_dropped_beside_a_picture_input_changes_nothing(studio: Studio, file: Path) -> None:
    page = studio.page
    studio.choose("Qwen Edit")
    studio.upload("Picture to edit", picture())
    studio.fill("What to change", "The sky")
    drag = Drag(page, file)
    elsewhere = [
        page.get_by_role("heading", level=1),
        studio.field("What to change"),
        studio.image_input("Picture to edit"),
        page.get_by_role("region", name="Library"),
        page.get_by_role("navigation").first,
    ]
    for target in elsewhere:
        drag.drop(target)
        expect(page.locator(HIGHLIGHTED)).to_have_count(0)
    assert page.url == f"{studio.stack.site_url}/dashboard"
    assert files_opened(page) == []
    expect(studio.field("What to change")).to_have_value("The sky")
    expect(page.get_by_role("button", name="Remove picture: Second picture")).to_have_count(0)


def test_a_file_dropped_on_a_picture_input_is_used(studio: Studio, file: Path) -> None:
    studio.choose("Qwen Edit")
    Drag(studio.page, file).drop(studio.page.get_by_role("group", name="Second picture"))
    expect(studio.page.get_by_role("button", name="Remove picture: Second picture")).to_be_visible()


def test_picture_inputs_are_highlighted_and_all_else_refuses_a_file(studio: Studio) -> None:
    page = studio.page
    studio.choose("Qwen Edit")
    zone = page.get_by_role("group", name="Second picture")
    before = zone.evaluate("zone => getComputedStyle(zone).backgroundColor")
    assert effect_over(page.get_by_role("heading", level=1), "Files") == (True, "none")
    expect(page.locator(HIGHLIGHTED)).to_have_count(1)
    expect(zone).not_to_have_css("background-color", before)
    assert effect_over(studio.field("What to change"), "Files") == (True, "none")
    # When a drag leaves the page or ends, the browser sends no event: the highlight must end by itself.
    expect(page.locator(HIGHLIGHTED)).to_have_count(0)
    expect(zone).to_have_css("background-color", before)


def test_dragged_text_still_works_and_a_dragged_link_opens_nothing(studio: Studio) -> None:
    heading, field = studio.page.get_by_role("heading", level=1), studio.field("Prompt")
    assert effect_over(field, "text/plain") == (False, "none")
    assert effect_over(heading, "text/plain") == (False, "none")
    assert effect_over(field, "text/uri-list") == (False, "none")
    assert effect_over(heading, "text/uri-list") == (True, "none")
    expect(studio.page.locator(HIGHLIGHTED)).to_have_count(0)


@pytest.mark.parametrize("path", ["/account", "/premium"])
def test_a_page_without_picture_inputs_refuses_a_file(
    new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, new_user: NewUser, file: Path, path: str
) -> None:
    page = browser_errors.listen(new_page(signed_in_state(stack, new_user())))
    page.goto(path)
    expect(page.locator("astro-island[ssr][client=load]")).to_have_count(0)
    # The loaded content has its own heading, which replaces the placeholder's.
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    heading = page.get_by_role("heading", level=1)
    Drag(page, file).drop(heading)
    expect(page.locator(HIGHLIGHTED)).to_have_count(0)
    assert page.url == f"{stack.site_url}{path}"
    assert files_opened(page) == []
    expect(heading).to_be_visible()
