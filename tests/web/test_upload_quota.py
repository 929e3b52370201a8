"""The upload quota is shown before and after it is reached, and uploads can be deleted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import Sql
from tests.web.dialogs import press_escape
from tests.web.studio import Studio, picture

SetQuota = Callable[..., None]


@pytest.fixture
def set_quota(sql: Sql) -> Iterator[SetQuota]:
    """A function that sets the number of files a user may upload; restored afterwards."""
    (before,) = sql("select value from settings where name = 'max_uploaded_files'")

    def set_to(files: int) -> None:
        sql("update settings set value = %s where name = 'max_uploaded_files'", [json.dumps(files)])

    yield set_to
    set_to(before["value"])


def try_to_upload(studio: Studio, title: str) -> None:
    studio.page.get_by_role("group", name=title).locator("input[type=file]").set_input_files(picture())


def test_the_upload_quota_is_shown_and_uploads_can_be_deleted(studio: Studio, set_quota: SetQuota) -> None:
    studio.browser_errors.expect("status of 400")
    set_quota(2)
    studio.choose("Qwen Edit")
    page = studio.page
    studio.upload("Picture to edit", picture())
    expect(page.get_by_text(re.compile(r"^Uploaded: 1 of 2 pictures, 0 MB of 1 GB\.$"))).to_be_visible()
    studio.upload("Second picture", picture())
    full = page.get_by_text(re.compile("There is no room for more uploads: 2 of 2 pictures"))
    expect(full).to_be_visible()

    try_to_upload(studio, "Third picture")
    expect(full).to_have_count(2)  # in the form and at the input

    page.get_by_role("group", name="Third picture").get_by_role("button", name="From library").click()
    page.get_by_role("dialog", name="Choose a picture").get_by_text("Uploaded", exact=True).click()
    remove = page.get_by_role("button", name="Delete this upload")
    expect(remove).to_have_count(2)
    remove.first.click()
    page.get_by_role("dialog", name="Delete this upload?").get_by_role("button", name="Delete", exact=True).click()
    expect(remove).to_have_count(1)
    press_escape(page, "Choose a picture")
    expect(page.get_by_text(re.compile("^Uploaded: 1 of 2 pictures"))).to_be_visible()
    studio.upload("Third picture", picture())


def test_an_avatar_over_the_upload_quota_shows_a_message(studio: Studio, set_quota: SetQuota) -> None:
    studio.browser_errors.expect("status of 400")
    set_quota(0)
    studio.page.goto("/account")
    studio.page.get_by_role("group", name="Picture").locator("xpath=.//input[@type='file']").set_input_files(picture())
    expect(studio.page.get_by_text(re.compile("no room for more uploads"))).to_be_visible()
