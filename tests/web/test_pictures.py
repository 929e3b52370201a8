"""`make pictures` fails if a picture on the screen is not painted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.pictures.screens import wait_until_painted
from tests.web.studio import Studio


def test_a_picture_that_does_not_load_stops_the_screenshot(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(2)
    unopened_studio.sql(
        "update generated_media set thumbnail_url = %s where user_id = %s",
        [f"{unopened_studio.stack.site_url}/lost.webp", unopened_studio.user.id],
    )
    unopened_studio.browser_errors.expect("ERR_FAILED")
    unopened_studio.page.route("**/lost.webp", lambda route: route.abort())
    page = unopened_studio.open().page
    with pytest.raises(AssertionError):
        wait_until_painted(page)


def test_a_picture_that_cannot_be_decoded_stops_the_screenshot(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(2)
    page = unopened_studio.open().page
    wait_until_painted(page)
    page.evaluate("void (HTMLImageElement.prototype.decode = () => Promise.reject(new Error('not decoded')))")
    with pytest.raises(Error, match="not decoded"):
        wait_until_painted(page)
