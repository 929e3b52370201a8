"""The dashboard, as it looks after an afternoon of work."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect

from local.programs import ROOT
from tests.pictures.artist import Artist
from tests.pictures.examples import write_webp
from tests.web.studio import signed_in_state

PROMPT = "A lighthouse at dusk"
EARLIER = (
    "A nebula and a ringed planet",
    "Dunes at sunset",
    "A forest path in autumn",
    "Silk in warm light",
    "Aurora over the fjord",
    "Neon city in the rain at night",
)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SCREEN: ViewportSize = {"width": 1280, "height": 1000}
README: ViewportSize = {"width": 1280, "height": 1444}
SCALE = 1.5
ALL_THERE = """() => [...document.images].every((image) =>
  image.getBoundingClientRect().top > innerHeight || (image.complete && image.naturalWidth > 0))"""


def fill_library(artist: Artist) -> None:
    """Pictures from earlier on."""
    for prompt in EARLIER:
        artist.make("krea-flux", text=prompt)


def take_screens(browser: Browser, artist: Artist, folder: Path) -> None:
    """Make one more picture in the browser; write `studio-light.webp`, `studio-dark.webp` and the README's picture."""
    context = browser.new_context(
        base_url=artist.stack.site_url,
        viewport=SCREEN,
        locale="en-US",
        device_scale_factor=SCALE,
        reduced_motion="reduce",
        storage_state=signed_in_state(artist.stack, artist.user),
    )
    page = context.new_page()
    page.goto("/dashboard")
    _generate(page)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        write_webp(page.screenshot(), folder / f"studio-{theme}.webp")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(README)
    page.wait_for_function(ALL_THERE)
    page.screenshot(path=ROOT / "docs" / "dashboard.png", scale="css")
    context.close()


def _generate(page: Page) -> None:
    page.get_by_label("Prompt", exact=True).fill(PROMPT)
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("img", name=PROMPT).first).to_be_visible(timeout=60_000)
    page.wait_for_function(ALL_THERE)
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
