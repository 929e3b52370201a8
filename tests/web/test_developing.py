"""The place of a result while it is made: a shape in it becomes sharp with the progress, and the words over it stay legible."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio

BEFORE = "tile => getComputedStyle(tile, '::before')"
# Nothing moves, and only what is behind the words is painted.
STAND_STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`*, ::before, ::after {animation: none !important; transition: none !important}
    .developing > * {visibility: hidden}`);
  document.adoptedStyleSheets.push(sheet);
}"""
LEGIBLE = 4.5  # WCAG AA for small text: tiles of a set have it


def luminance(colour: Iterable[int]) -> float:
    weighed = zip((0.2126, 0.7152, 0.0722), colour, strict=True)
    return sum(weight * math.pow((part / 255 + 0.055) / 1.055, 2.4) for weight, part in weighed)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_shape_becomes_sharp_with_the_progress_behind_legible_words(studio: Studio, pixio: Pixio, theme: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="no-preference")
    pixio.hold("held-frame")
    studio.generate("held-frame")
    tile = studio.pane.locator(".developing")
    expect(tile).to_have_text("46%")
    # Its card in the library has the same look.
    expect(studio.cards.locator(".developing")).to_have_text("46%")
    page.evaluate(STAND_STILL)
    blurs: list[float] = []
    for percent in (20, 90):
        studio.sql("update generated_media set progress = %s where user_id = %s", [percent / 100, studio.user.id])
        expect(tile).to_have_text(f"{percent}%")
        blurs.append(float(re.findall(r"[\d.]+", tile.evaluate(f"{BEFORE}.filter"))[0]))
        image = Image.open(io.BytesIO(tile.screenshot())).convert("RGB")
        # Without the rounded corners.
        inner = image.crop((12, 12, image.width - 12, image.height - 12))
        text = luminance(int(part) for part in page.evaluate(TEXT_COLOUR).split())
        pixels = inner.tobytes()
        shades = [luminance(colour) for colour in set(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))]
        contrast = min((max(text, shade) + 0.05) / (min(text, shade) + 0.05) for shade in shades)
        assert contrast > LEGIBLE, contrast
    assert blurs[0] > blurs[1] > 0
    page.emulate_media(reduced_motion="reduce")
    assert tile.evaluate(f"{BEFORE}.display") == "none"


# The colour in sRGB, as a picture has it.
TEXT_COLOUR = """() => {
  const context = document.createElement('canvas').getContext('2d');
  context.fillStyle = getComputedStyle(document.body).color;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data.slice(0, 3).join(' ');
}"""


def test_tiles_of_a_running_set_show_whole_marks_and_words(studio: Studio, pixio: Pixio) -> None:
    page = studio.page
    pixio.hold("held-set", at="queued")
    studio.choose_results(4)
    studio.generate("held-set")
    expect(studio.pane.locator(".tile").get_by_text("Waiting for a machine")).to_have_count(4)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(CUT_OFF) == []


# "marks" for each tile that cuts its marks off, and the words that reach the lower edge of their tile.
CUT_OFF = """() => [...document.querySelectorAll('.tile .viewfinder')].flatMap(frame => {
  const tile = frame.closest('.tile');
  const edge = frame.firstElementChild.getBoundingClientRect().bottom - 4;
  return [
    ...(getComputedStyle(tile).overflow === 'visible' ? [] : ['marks']),
    ...[...tile.querySelectorAll(':scope > div p')].filter(p => p.firstChild?.nodeType === 3).flatMap(p => {
      const range = document.createRange();
      range.selectNodeContents(p);
      return range.getBoundingClientRect().bottom > edge ? [p.textContent] : [];
    }),
  ];
})"""
