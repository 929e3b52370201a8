"""The main user journey by keyboard, from the start page to a deleted picture."""

from __future__ import annotations

import uuid

from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.running import RunningStack
from tests.web.dialogs import press_escape
from tests.web.inbox import link_to
from tests.web.keyboard import press, skip_to_content, tab_to, write
from tests.web.studio import Studio, picture, wait_for


def test_an_account_is_created_by_keyboard(visitor: Page, stack: RunningStack) -> None:
    address = f"{uuid.uuid4().hex}@example.com"
    visitor.goto("/")
    press(visitor, visitor.get_by_role("link", name="Start for free").first)
    visitor.wait_for_url("**/signup")
    skip_to_content(visitor)
    write(visitor, visitor.get_by_label("Name"), "Grace")
    write(visitor, visitor.get_by_label("Email"), address)
    write(visitor, visitor.get_by_label("Password", exact=True), PASSWORD)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", name="Check your mail")).to_be_focused()
    visitor.goto(link_to(stack, address, "confirm"))
    skip_to_content(visitor)
    press(visitor, visitor.get_by_role("button", name="Continue"))
    visitor.wait_for_url("**/dashboard")


def test_a_picture_is_generated_viewed_and_deleted_by_keyboard(studio: Studio) -> None:
    page = studio.page
    skip_to_content(page)
    tab_to(page, page.get_by_role("radio", name="Krea Flux"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("form", name="Qwen Edit")).to_be_visible()
    page.keyboard.press("ArrowUp")
    write(page, studio.field("Prompt"), "A fox")
    press(page, studio.submit_button)
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    press(page, studio.pane.get_by_role("button", name="Edit prompt"))
    expect(studio.field("Prompt")).to_be_focused()
    tab_to(page, studio.pane.get_by_role("link", name="Download"))

    press(page, studio.card("A fox"))
    dialog = page.get_by_role("dialog", name="Details")
    press(page, dialog.get_by_role("button", name="Delete"))
    question = page.get_by_role("dialog", name="Delete this for good?")
    expect(question.get_by_role("button", name="Delete")).to_be_focused()
    press_escape(page, "Delete this for good?")
    expect(dialog.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(studio.card("A fox")).to_have_count(0)


def test_a_set_is_selected_collected_and_shared_by_keyboard(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(2)
    studio.sql(
        "update generated_media set created_at = now(), set_size = 2, set_position = right(prompt, 1)::int - 1"
        " where user_id = %s",
        [studio.user.id],
    )
    page = studio.open().page
    skip_to_content(page)
    tab_to(page, studio.card("Picture 1 (1 of 2)"))
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("button", name="Select: Picture 2 (2 of 2)")).to_be_focused()
    bar = page.get_by_role("toolbar", name="Selection")
    press(page, bar.get_by_role("button", name="Add to collection"))
    write(page, page.get_by_role("dialog").get_by_label("New collection"), "Client A")
    page.keyboard.press("Enter")
    expect(bar.get_by_role("button", name="Add to collection")).to_be_focused()
    press(page, bar.get_by_role("button", name="Clear selection"))
    skip_to_content(page)
    press(page, page.get_by_role("button", name="Manage collections"))
    press(page, page.get_by_role("dialog", name="Collections").get_by_role("button", name="Share"))
    press(page, page.get_by_role("dialog", name="Share with a link").get_by_role("button", name="Create and copy link"))
    wait_for(page, lambda: studio.sql("select token from shares where user_id = %s", [studio.user.id]))


def test_pictures_are_added_from_a_file_and_the_library_by_keyboard(studio: Studio) -> None:
    page = studio.page
    page.on("filechooser", lambda chooser: chooser.set_files(picture()))
    studio.add_rows(1)
    expect(studio.cards).to_have_count(1)
    skip_to_content(page)
    tab_to(page, page.get_by_role("radio", name="Krea Flux"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("group", name="Picture to edit").locator("input[type=file]"))
    page.keyboard.press("Enter")
    remove = page.get_by_role("button", name="Remove picture: Picture to edit")
    expect(remove).to_be_focused()

    press(page, page.get_by_role("group", name="Second picture").get_by_role("button", name="From library"))
    dialog = page.get_by_role("dialog", name="Choose a picture")
    tab_to(page, dialog.get_by_label("Search prompts"))
    with page.expect_response("**/generated_media?**ilike**"):
        page.keyboard.type("picture")
    press(page, dialog.get_by_role("button", name="Picture 1"))
    expect(page.get_by_role("button", name="Remove picture: Second picture")).to_be_visible()
