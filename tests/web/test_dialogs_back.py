"""The Back button closes the topmost dialog, and nothing else."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.studio import Studio, wait_for
from tests.web.test_library_selection_back import bar, select


def leave_by_back(studio: Studio, *dialogs: str) -> None:
    """Press Back once for each of the dialogs, the topmost first."""
    for place, name in enumerate(dialogs):
        expect(studio.page.get_by_role("dialog", name=name)).to_be_visible()
        studio.page.go_back()
        expect(studio.page.get_by_role("dialog", name=name)).to_have_count(0)
        settle(studio.page, at_dialogs=place + 1 < len(dialogs))


def settle(page: Page, *, at_dialogs: bool = False) -> None:
    wait_for(page, lambda: page.evaluate("history.state?.dialogs === true") is at_dialogs)


def test_back_closes_a_dialog_upon_a_selection_then_the_selection_then_the_page(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(3)
    page.goto("/pricing")
    studio.open()
    select(studio, "Picture 3", "Picture 2")
    for tool, dialog in (("Add to collection", "Add 2 to a collection"), ("Delete", "Delete 2 for good?")):
        bar(studio).get_by_role("button", name=tool).click()
        leave_by_back(studio, dialog)
        expect(bar(studio)).to_contain_text("2 selected")
    page.go_back()
    expect(bar(studio)).to_have_count(0)
    expect(studio.card("Picture 3")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")


def test_back_is_no_to_the_question_before_a_deletion(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(3)
    studio.open()
    studio.card("Picture 3").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    leave_by_back(studio, "Delete this for good?")
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(studio.rows()) == 3
    studio.card("Picture 3").focus()
    page.keyboard.press("Delete")
    leave_by_back(studio, "Delete this for good?")
    assert len(studio.rows()) == 3


def test_a_dialog_that_closed_leaves_no_entry_behind(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(4)
    page.goto("/pricing")
    studio.open()
    select(studio, "Picture 4")
    for end in ("Cancel", "Close", "Delete"):
        bar(studio).get_by_role("button", name="Delete").click()
        question = page.get_by_role("dialog", name="Delete this for good?")
        question.get_by_role("button", name=end).click()
        expect(question).to_have_count(0)
        settle(page)
    wait_for(page, lambda: len(studio.rows()) == 3)
    wait_for(page, lambda: page.evaluate("history.state.selecting === false"))
    page.go_back()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")


def test_the_lightbox_goes_on_after_a_deletion_and_back_closes_it(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(3)
    studio.open()
    studio.card("Picture 3").click()
    box = page.get_by_role("dialog", name="Details")
    box.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete this for good?").get_by_role("button", name="Delete").click()
    expect(box).to_contain_text("Picture 2")
    settle(page)
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(studio.card("Picture 2")).to_be_visible()


def test_back_closes_the_dialogs_of_the_generator_and_a_reload_leaves_none(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    page.goto("/pricing")
    studio.open()
    for key, dialog in (("h", "Recent prompts"), ("?", "Keyboard shortcuts")):
        page.keyboard.press(key)
        leave_by_back(studio, dialog)
    page.keyboard.press("h")
    expect(page.get_by_role("dialog", name="Recent prompts")).to_be_visible()
    settle(page, at_dialogs=True)
    page.reload()
    settle(page)
    page.go_back()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")


def test_back_closes_a_question_and_leaves_the_dialog_below(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(1)
    studio.sql("insert into collections (user_id, name) values (%s, 'Trams')", [studio.user.id])
    studio.open()
    page.get_by_role("button", name="Manage collections").click()
    page.get_by_role("button", name="Delete: Trams").click()
    leave_by_back(studio, "Delete the collection “Trams”?", "Collections")
    page.go_forward()
    settle(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
