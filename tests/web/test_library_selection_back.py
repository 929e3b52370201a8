"""The Back button leaves a selection, and then the page as usual."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.web.studio import Studio, wait_for
from tests.web.test_library_touch import middle, phone, touch

__all__ = ["phone"]


def bar(studio: Studio) -> Locator:
    return studio.page.get_by_role("toolbar", name="Selection")


def select(studio: Studio, *names: str) -> None:
    for name in names:
        studio.page.get_by_role("checkbox", name=f"Select: {name}", exact=True).click()
    expect(bar(studio)).to_contain_text(f"{len(names)} selected")


def test_back_leaves_a_selection_by_a_long_press_and_then_the_page(phone: Studio) -> None:
    page = phone.page
    page.goto("/pricing")
    phone.open()
    send = touch(phone)
    phone.card("Picture 30").scroll_into_view_if_needed()
    send("touchStart", *middle(phone.card("Picture 30")))
    expect(bar(phone)).to_contain_text("1 selected")
    send("touchEnd")
    page.get_by_role("button", name="Select: Picture 29").tap()
    expect(bar(phone)).to_contain_text("2 selected")
    page.go_back()
    expect(bar(phone)).to_have_count(0)
    expect(phone.card("Picture 30")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{phone.stack.site_url}/pricing")


def test_a_selection_that_ended_leaves_no_entry_behind(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(5)
    page.goto("/pricing")
    studio.open()
    for _ in range(3):
        select(studio, "Picture 5", "Picture 4")
        bar(studio).get_by_role("button", name="Clear selection").click()
        expect(bar(studio)).to_have_count(0)
        select(studio, "Picture 3")
        page.keyboard.press("Escape")
        expect(bar(studio)).to_have_count(0)
    wait_for(page, lambda: page.evaluate("history.state.selecting === false"))
    page.go_back()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")


def test_back_goes_through_filters_selections_and_dialogs_in_order(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(5)
    studio.open()
    done, today = (page.get_by_role("button", name=name, exact=True) for name in ("Done", "Today"))
    done.click()
    select(studio, "Picture 5", "Picture 4")
    bar(studio).get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog", name="Comparison")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog", name="Comparison")).to_have_count(0)
    expect(bar(studio)).to_contain_text("2 selected")
    # Another filter takes the place of the selection.
    today.click()
    expect(bar(studio)).to_have_count(0)
    page.go_back()
    expect(today).to_have_attribute("aria-pressed", "false")
    expect(done).to_have_attribute("aria-pressed", "true")
    select(studio, "Picture 5")
    page.go_back()
    expect(bar(studio)).to_have_count(0)
    expect(done).to_have_attribute("aria-pressed", "true")
    studio.card("Picture 5").click()
    page.go_back()
    expect(page.get_by_role("dialog", name="Details")).to_have_count(0)
    page.go_back()
    expect(done).to_have_attribute("aria-pressed", "false")


def test_a_selection_that_a_reload_ended_needs_no_further_back(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(5)
    page.goto("/pricing")
    studio.open()
    select(studio, "Picture 5")
    page.reload()
    studio.wait_until_loaded()
    wait_for(page, lambda: page.evaluate("history.state.selecting === false"))
    page.go_back()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")


def test_a_selection_after_a_reload_is_left_by_back_like_the_first(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(5)
    page.goto("/pricing")
    studio.open()
    select(studio, "Picture 5")
    page.reload()
    studio.wait_until_loaded()
    wait_for(page, lambda: page.evaluate("history.state.selecting === false"))
    select(studio, "Picture 4")
    page.go_back()
    expect(bar(studio)).to_have_count(0)
    expect(studio.card("Picture 4")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")


def test_a_reload_keeps_a_comparison_of_selected_results(unopened_studio: Studio) -> None:
    """When it is closed, the entry of the selection that the reload ended is left as well."""
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(5)
    page.goto("/pricing")
    studio.open()
    select(studio, "Picture 5", "Picture 4")
    bar(studio).get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog", name="Comparison")
    expect(dialog).to_be_visible()
    page.reload()
    studio.wait_until_loaded()
    expect(dialog).to_be_visible()
    assert "compare=" in page.url
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    wait_for(page, lambda: page.evaluate("history.state.selecting === false"))
    page.go_back()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")


def test_forward_gets_past_the_entry_of_an_ended_selection(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(5)
    studio.open()
    select(studio, "Picture 5")
    page.goto("/pricing")
    page.go_back()
    studio.wait_until_loaded()
    wait_for(page, lambda: page.evaluate("history.state.selecting === false"))
    page.go_forward()
    wait_for(page, lambda: page.evaluate("history.state.selecting === true"))
    page.go_forward()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")


def test_forward_opens_a_comparison_of_an_ended_selection_again(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(5)
    page.goto("/pricing")
    studio.open()
    select(studio, "Picture 5", "Picture 4")
    bar(studio).get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog", name="Comparison")
    expect(dialog).to_be_visible()
    page.go_back()
    expect(dialog).to_have_count(0)
    page.go_back()
    wait_for(page, lambda: page.evaluate("history.state.selecting === false"))
    page.go_forward()
    wait_for(page, lambda: page.evaluate("history.state.selecting === true"))
    page.go_forward()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    wait_for(page, lambda: page.evaluate("history.state.selecting === false"))
    page.go_back()
    expect(page).to_have_url(f"{studio.stack.site_url}/pricing")
