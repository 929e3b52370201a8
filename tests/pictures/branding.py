"""The social card for link previews, and the icons where an SVG is not accepted."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from local.programs import ROOT

PUBLIC = ROOT / "web" / "public"
SOURCES = ROOT / "web" / "src"
BRAND = SOURCES / "brand"
TAGLINE = SOURCES / "texts" / "en" / "site.ts"
CARD: ViewportSize = {"width": 1200, "height": 630}
ICONS = {"icon-192.png": 192, "icon-512.png": 512}
# For clients that request /favicon.ico without reading the page, such as feed readers.
FAVICON_SIZES = [16, 32, 48]
# Systems crop these icons, so the colours reach the edges.
SQUARE_ICONS = {"apple-touch-icon.png": 180, "icon-maskable.png": 512}
JPEG_QUALITY = 86
ROUND = re.compile(r' rx="\d+"')
CARD_HTML = """
<style>
  {colours}
  @font-face {{ font-family: Text; src: url({font}); font-weight: 100 900; }}
  body {{ margin: 0; width: 1200px; height: 630px; overflow: hidden; font-family: Text; color: white;
    --dark: color-mix(in oklab, var(--brand-first-light) 12%, black);
    background: radial-gradient(60rem 40rem at 0% 0%, color-mix(in oklab, var(--brand-first-light) 80%, black), transparent 70%),
      radial-gradient(50rem 36rem at 110% 110%, color-mix(in oklab, var(--brand-second-light) 70%, black), transparent 70%),
      var(--dark); }}
  header {{ display: flex; align-items: center; gap: 20px; margin: 72px 0 0 72px; font-size: 34px; font-weight: 600; }}
  header img {{ width: 68px; }}
  h1 {{ margin: 118px 0 0 72px; width: 560px; font-size: 76px; line-height: 1.04; letter-spacing: -0.035em; }}
  .pictures img {{ position: absolute; width: 470px; height: 352px; object-fit: cover; border-radius: 28px;
    box-shadow: 0 24px 60px #0009; }}
  .pictures img:nth-child(1) {{ left: 690px; top: -60px; }}
  .pictures img:nth-child(2) {{ left: 810px; top: 190px; }}
  .pictures img:nth-child(3) {{ left: 650px; top: 396px; }}
</style>
<header><img src="{icon}">{name}</header>
<h1>{tagline}</h1>
<div class="pictures"><img src="{first}"><img src="{second}"><img src="{third}"></div>
"""


def take_card_and_icons(browser: Browser, assets: Path) -> None:
    """Write `social-card.jpg` (1200 by 630), the PNG icons and `favicon.ico` into `web/public`."""
    page = browser.new_page(viewport=CARD)
    page.set_content(card(assets))
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PUBLIC / "social-card.jpg", type="jpeg", quality=JPEG_QUALITY)
    for name, size in (ICONS | SQUARE_ICONS).items():
        (PUBLIC / name).write_bytes(_draw_icon(page, size, square=name in SQUARE_ICONS))
    write_favicon(page)
    page.close()


def write_favicon(page: Page) -> None:
    """Write `favicon.ico`, with the icon in each of its sizes."""
    *smaller, largest = [Image.open(io.BytesIO(_draw_icon(page, size))) for size in FAVICON_SIZES]
    sizes = [(size, size) for size in FAVICON_SIZES]
    largest.save(PUBLIC / "favicon.ico", sizes=sizes, append_images=smaller)


def _draw_icon(page: Page, size: int, *, square: bool = False) -> bytes:
    page.set_viewport_size({"width": size, "height": size})
    icon = _icon(square=square)
    page.set_content(f'<body style="margin:0"><img src="{icon}" width="{size}" style="display:block">')
    return page.screenshot(omit_background=True)


def card(assets: Path) -> str:
    """The card's HTML: the site's name and tagline beside generated pictures."""
    brand = json.loads((BRAND / "brand.json").read_text(encoding="utf-8"))
    colours = (BRAND / "colours.css").read_text(encoding="utf-8")
    font = _file_url(ROOT / "web" / "node_modules" / brand["font"]["file"], "font/woff2")
    tagline = re.findall("tagline: '([^']+)'", TAGLINE.read_text(encoding="utf-8"))[0]
    pictures = {
        place: _file_url(assets / f"made-{name}.webp", "image/webp")
        for place, name in (("first", "edit-after"), ("second", "image"), ("third", "video"))
    }
    return CARD_HTML.format(colours=colours, font=font, icon=_icon(), name=brand["name"], tagline=tagline, **pictures)


def _icon(*, square: bool = False) -> str:
    drawing = (BRAND / "icon.svg").read_text(encoding="utf-8")
    return _data_url(ROUND.sub("", drawing).encode() if square else drawing.encode(), "image/svg+xml")


def _file_url(file: Path, kind: str) -> str:
    return _data_url(file.read_bytes(), kind)


def _data_url(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
