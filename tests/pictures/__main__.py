"""`make pictures`: create the pictures of the site and the README from the current product.

The Pixio stand-in generates all pictures; the social card adds the name and the tagline.
"""

from __future__ import annotations

from local.programs import ROOT
from tests.chromium import chromium
from tests.pictures.artist import Artist
from tests.pictures.branding import take_card_and_icons
from tests.pictures.examples import make_examples
from tests.pictures.screens import fill_library, take_phone_screens, take_screens
from tests.running import folder, running_stack

ASSETS = ROOT / "web" / "src" / "assets"


def main() -> None:
    """Start a stack, generate, take screenshots, and write the files."""
    with (
        folder() as data,
        running_stack(data, "--site", "dist", "--pixio-seconds", "0.2", "--reconcile-seconds", "3600") as stack,
        chromium() as browser,
    ):
        artist = Artist(stack, "Ada Lindgren")
        make_examples(artist, ASSETS)
        fill_library(artist)
        take_screens(browser, artist, ASSETS)
        take_phone_screens(browser, artist, ASSETS)
        take_card_and_icons(browser, ASSETS)


if __name__ == "__main__":
    main()
