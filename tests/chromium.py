"""The test browser: the Chromium of an npm package, which contains all libraries it needs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Browser, sync_playwright

from local.programs import ROOT, node

PRINT_PATH = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())"
# Without a GPU each compositor tile costs CPU time: use one tile for the whole screen.
LARGE_TILES = ["--default-tile-width=2048", "--default-tile-height=2048", "--disable-partial-raster"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", *LARGE_TILES]
# Draws as on a computer with a GPU, but slowly.
GPU_ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
GPU_ARGUMENTS += ["--enable-gpu-rasterization", "--ignore-gpu-blocklist"]


@cache
def executable() -> str:
    """The path of the program; unpacks it first if necessary."""
    command = [str(node()), "--input-type=module", "--eval", PRINT_PATH]
    done = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True, check=True)
    return done.stdout.strip()


@contextmanager
def chromium(arguments: list[str] = ARGUMENTS) -> Iterator[Browser]:
    """A browser that is closed when the context ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=arguments)
        yield browser
        browser.close()
