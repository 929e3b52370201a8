"""The browser that looks at the pages."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from local.programs import ROOT, node

CHROMIUM = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of the tests; closed on leaving."""
    command = [str(node()), "--input-type=module", "--eval", CHROMIUM]
    path = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True, check=True).stdout.strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
