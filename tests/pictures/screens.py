"""The dashboard with a filled library."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, expect

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
THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
SCREEN: ViewportSize = {"width": 1280, "height": 1000}
README: ViewportSize = {"width": 1280, "height": 1444}
SCALE = 1.5
# The phone's screenshot shows the price, the picture and its actions. The picture is wide, so that all of it is visible.
PHONE: ViewportSize = {"width": 390, "height": 844}
PHONE_SCALE = 2
PHONE_EDGE = 8  # above the navbar, and below the last row of buttons: no line of text is cut
PHONE_PICTURE_HEIGHT = "576"
BELOW_THE_NAVBAR = "(element) => scrollBy(0, element.getBoundingClientRect().top - 76)"
ALL_LOADED = """() => [...document.images].every((image) =>
  image.getBoundingClientRect().top > innerHeight || (image.complete && image.naturalWidth > 0))"""
# A loaded picture is not painted before it is decoded. Fails if one cannot be decoded.
PAINTED = """async () => {
  const shown = [...document.images].filter((image) => image.complete);
  await Promise.all(shown.map((image) => { image.decoding = 'sync'; return image.decode(); }));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
BROKEN = "[class*=image-off]"  # stands in the place of a picture that did not load


def fill_library(artist: Artist) -> None:
    """Fill the library with earlier pictures."""
    for prompt in EARLIER:
        artist.make("krea-flux", text=prompt)


def take_screens(browser: Browser, artist: Artist, folder: Path) -> None:
    """Make one more picture in the browser; write `studio-light.webp`, `studio-dark.webp` and the README's picture."""
    page = _dashboard(browser, artist, SCREEN, SCALE)
    _generate(page, artist)
    _write_themes(page, folder, "studio-{}.webp")
    page.set_viewport_size(README)
    page.reload()  # so that new and earlier results stand in the same rows
    expect(page.get_by_role("region", name="Your generation").get_by_role("img", name=PROMPT)).to_be_visible()
    wait_until_painted(page)
    page.screenshot(path=ROOT / "docs" / "dashboard.png", scale="css")
    page.context.close()


def take_phone_screens(browser: Browser, artist: Artist, folder: Path) -> None:
    """Do the same on a phone: write `studio-light-phone.webp` and `studio-dark-phone.webp`."""
    page = _dashboard(browser, artist, PHONE, PHONE_SCALE)
    page.get_by_role("radio", name="Custom").locator("xpath=..").click()
    page.get_by_label("Height").fill(PHONE_PICTURE_HEIGHT)
    _generate(page, artist)
    page.locator("[data-submit]").evaluate(BELOW_THE_NAVBAR)
    _write_themes(page, folder, "studio-{}-phone.webp", _down_to_the_actions(page))
    page.context.close()


def wait_until_painted(page: Page) -> None:
    """Wait until every picture on the screen is painted.

    Raises:
        playwright.sync_api.Error: if one does not load, or cannot be decoded.
        AssertionError: if the page shows something else in its place, because it did not load.
    """
    page.wait_for_function(ALL_LOADED)
    page.evaluate(PAINTED)
    assert page.locator(BROKEN).count() == 0


def _down_to_the_actions(page: Page) -> FloatRect:
    """The part of the screen from the navbar to the first row of actions below the picture."""
    actions = page.get_by_role("region", name="Your generation").get_by_role("link", name="Download").bounding_box()
    assert actions is not None
    height = round(actions["y"] + actions["height"]) + PHONE_EDGE
    return {"x": 0, "y": PHONE_EDGE, "width": PHONE["width"], "height": height - PHONE_EDGE}


def _dashboard(browser: Browser, artist: Artist, screen: ViewportSize, scale: float) -> Page:
    context = browser.new_context(
        base_url=artist.stack.site_url,
        viewport=screen,
        locale="en-US",
        device_scale_factor=scale,
        reduced_motion="reduce",
        storage_state=signed_in_state(artist.stack, artist.user),
    )
    page = context.new_page()
    page.goto("/dashboard")
    return page


def _write_themes(page: Page, folder: Path, name: str, clip: FloatRect | None = None) -> None:
    """Write a screenshot in each theme. The page is left in the light theme."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        wait_until_painted(page)
        write_webp(page.screenshot(clip=clip), folder / name.format(theme))


def _generate(page: Page, artist: Artist) -> None:
    pictures = page.get_by_role("region", name="Your generation").get_by_role("img", name=PROMPT)
    page.get_by_label("Prompt", exact=True).fill(PROMPT)
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    earlier = pictures.evaluate_all("all => all.map(({ src }) => src)")
    page.get_by_role("button", name="Generate").click()
    for address in earlier:
        expect(pictures.and_(page.locator(f"[src='{address}']"))).to_have_count(0)
    expect(pictures).to_be_visible(timeout=60_000)
    # The thumbnail is made after the picture, and then takes its place in the library.
    expect(page.locator(f"img[src='{artist.newest_thumbnail()}']")).to_be_attached(timeout=60_000)
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
