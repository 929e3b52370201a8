"""Visual regression test of every page on a desktop and a phone, in both themes, against pictures beside this file.

After an intended change, write new pictures with `RENEW_PICTURES=1 make test ARGS="-k looks_as_it_did"`, review them
with git, and commit them. A desktop's picture has half of the page's width, a phone's the whole. The small tolerance
lets it detect missing or moved parts, broken lines and changed colours, not letters.
"""

from __future__ import annotations

import io
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.conftest import NewUser
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import DESKTOP, NewContext, NewStudio
from tests.web.studio import with_glass
from tests.web.test_pages import PHONE

pytestmark = pytest.mark.chromium("the stored pictures are Chromium's")

PICTURES = Path(__file__).parent / "pictures"
RENEW = bool(os.environ.get("RENEW_PICTURES"))
NOTICEABLE = 32  # of 255
MAY_DIFFER = 0.01  # of the pixels
WIDTHS = {DESKTOP["width"]: 640, PHONE["width"]: 390}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LIVE = {"start", "pricing"}

PUBLIC = {
    "start": "/",
    "pricing": "/pricing",
    "login": "/login",
    "signup": "/signup",
    "forgot-password": "/forgot-password",
    "update-password": "/update-password",
    "dead-link": "/auth/callback?error_code=otp_expired",
    "confirm": "/auth/confirm?token_hash=x&type=email",
    "terms": "/terms",
    "privacy": "/privacy",
    "not-found": "/nowhere",
    "error": "/500",
}
OWN = {"dashboard": "/dashboard", "account": "/account", "premium": "/premium"}


def price(name: str, amount: int, interval: str | None) -> dict[str, Any]:
    count = 1 if interval else None
    kind = "recurring" if interval else "one_time"
    return {"id": name, "unit_amount": amount, "currency": "usd", "type": kind, "interval": interval} | {
        "interval_count": count
    }


SHOP = [
    {
        "id": "free",
        "name": "Free",
        "description": "To try it",
        "prices": [],
        "tier": "free",
        "tiers": {"rank": 0, "highlighted": False},
        "credits": 500,
        "metadata": {},
    },
    {
        "id": "pro",
        "name": "Pro",
        "description": "For regulars",
        "prices": [price("pro-month", 1900, "month"), price("pro-year", 19000, "year")],
        "tier": "pro",
        "credits": 3000,
        "tiers": {"rank": 10, "highlighted": True},
        "metadata": {"features": '["Premium guides"]'},
    },
    {
        "id": "pack",
        "name": "1,000 credits",
        "description": "For a busy week",
        "prices": [price("pack-price", 1000, None)],
        "tier": None,
        "tiers": None,
        "credits": 1000,
        "metadata": {},
    },
]

# Other tests delete the examples of premium content.
TITLES = [
    {"tier": "pro", "title": "Prompts that hold together", "translations": {}},
    {"tier": "pro", "title": "From two frames to a film", "translations": {}},
    {"tier": "business", "title": "One look for a whole campaign", "translations": {}},
]

SET_OF_FOUR = """
with numbered as (
  select id, row_number() over (order by created_at) - 1 as position, first_value(id) over (order by created_at) as first
  from generated_media where user_id = %s)
update generated_media m set set_id = first, set_position = position, set_size = 4, prompt = 'A fox',
  width = (array[1024, 1344, 768, 1024])[position + 1], height = (array[1024, 768, 1344, 1024])[position + 1],
  inputs = '{"seed": 7}', created_at = '2026-03-01 12:00Z', finished_at = '2026-03-01 12:00:20Z'
from numbered where m.id = numbered.id"""


def settle(page: Page) -> None:
    """Wait until nothing is loading, including pictures below the fold."""
    expect(page.locator("astro-island[ssr]:is([client=load], [client=painted])")).to_have_count(0)
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    expect(page.locator(".skeleton:visible")).to_have_count(0)
    page.evaluate(
        """async () => {
          for (const picture of document.images) picture.loading = 'eager';
          await Promise.all([...document.images].map((picture) => picture.decode().catch(() => null)));
          await document.fonts.ready;
        }"""
    )


def taken(page: Page, *, whole: bool = True) -> Image.Image:
    """A picture of the whole page or of its screen, as wide as the stored ones."""
    screenshot = page.screenshot(full_page=whole, mask=[page.get_by_text("@example.com"), page.locator("video")])
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    width = WIDTHS[picture.width]
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.BOX)


def difference(before: Image.Image, after: Image.Image) -> float:
    """The share of noticeably different pixels; extra height counts as different."""
    height = max(before.height, after.height)
    canvases = [Image.new("RGB", (after.width, height), "magenta") for _ in range(2)]
    for canvas, picture in zip(canvases, (before, after), strict=True):
        canvas.paste(picture)
    histogram = ImageChops.difference(*canvases).convert("L").histogram()
    return sum(histogram[NOTICEABLE:]) / (after.width * height)


def compare(page: Page, name: str, part: Locator | None = None) -> list[str]:
    """The error messages for a page that changed, on a desktop and a phone; with a part, for the screen that begins with it."""
    changes: list[str] = []
    for size, suffix in ((DESKTOP, ""), (PHONE, "-phone")):
        page.set_viewport_size(size)
        settle(page)
        if part:
            part.evaluate("(element) => element.scrollIntoView()")
        changes += compare_themes(page, f"{name}{suffix}", whole=part is None)
    page.set_viewport_size(DESKTOP)
    return changes


def compare_themes(page: Page, name: str, may_differ: float = MAY_DIFFER, *, whole: bool = True) -> list[str]:
    """The error messages at the present size, if more than this share of the pixels changed: at most one for each theme."""
    changes = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        now = taken(page, whole=whole)
        kept = PICTURES / f"{name}-{theme}.webp"
        if RENEW:
            PICTURES.mkdir(exist_ok=True)
            now.save(kept, quality=80, method=6)
        elif not kept.exists():
            changes.append(f"{name} has no picture yet")
        elif (share := difference(Image.open(kept).convert("RGB"), now)) > may_differ:
            changes.append(f"{name}: {share:.1%} of the pixels differ ({theme})")
    return changes


def test_every_public_page_looks_as_it_did(new_context: NewContext, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 404")
    page = with_glass(browser_errors.listen(new_context(device_scale_factor=1).new_page()))
    page.route("**/rest/v1/products?**", lambda route: route.fulfill(body=json.dumps(SHOP)))
    changes: list[str] = []
    for name, path in PUBLIC.items():
        page.goto(path, wait_until="networkidle" if name in LIVE else "load")
        settle(page)
        changes += compare(page, name)
    assert changes == []


def test_every_page_of_a_user_looks_as_it_did(new_studio: NewStudio, new_user: NewUser) -> None:
    studio = new_studio(new_user(), device_scale_factor=1)
    studio.add_rows(5)
    studio.add_failed("Failed fox")
    studio.sql(
        "update generated_media set created_at = created_at - now() + timestamptz '2026-03-01 12:00Z' where user_id = %s",
        [studio.user.id],
    )
    page = with_glass(studio.page)
    page.route("**/rest/v1/products?**", lambda route: route.fulfill(body=json.dumps(SHOP)))
    page.route("**/rest/v1/rpc/premium_titles", lambda route: route.fulfill(body=json.dumps(TITLES)))
    changes: list[str] = []
    for name, path in OWN.items():
        page.goto(path)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        # A loading video would keep the network busy; the pictures show whether the page is complete.
        with suppress(PlaywrightTimeout):
            page.wait_for_load_state("networkidle", timeout=10_000)
        settle(page)
        page.evaluate("scrollTo(0, 0)")
        changes += compare(page, name)
    assert changes == []


def test_the_states_of_the_studio_look_as_they_did(new_studio: NewStudio, new_user: NewUser) -> None:
    """A set of four beside the form, a selection in the library, and an opened result."""
    studio = new_studio(new_user(), closed=True, device_scale_factor=1)
    studio.add_rows(4)
    studio.sql(SET_OF_FOUR, [studio.user.id])
    page = with_glass(studio.open().page)
    changes: list[str] = []
    settle(page)
    changes += compare(page, "set")
    page.get_by_role("checkbox", name="Select: A fox (1 of 4)").click()
    page.get_by_role("checkbox", name="Select: A fox (3 of 4)").click()
    expect(page.get_by_role("toolbar", name="Selection")).to_contain_text("2 selected")
    changes += compare(page, "selection", page.get_by_role("group", name="Filters"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Open: A fox (2 of 4)").click()
    changes += compare(page, "viewer", page.get_by_role("dialog", name="Details"))
    assert changes == []
