"""Lighthouse on a phone: scores of the public pages, and the largest paint of the dashboard.

Lighthouse is downloaded when needed, because it is larger than all other test dependencies together.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from tests import chromium
from tests.bench.dashboard import FIRST_SCREEN, fill
from tests.bench.figures import Figure, within
from tests.bench.people import Person
from tests.running import RunningStack
from tests.web.studio import signed_in_state

PACKAGE = "lighthouse@13.5.0"
PATHS = ("/", "/pricing", "/login")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ROUNDS = 3
SECONDS = 180


def measure(stack: RunningStack) -> Iterator[Figure]:
    """The four scores of each page, each the median of several reports, because the performance varies."""
    for path in PATHS:
        reports = _reports(stack.site_url + path, *_own_browser())
        scores = [statistics.median(_score(report, category) for report in reports) for category in CATEGORIES]
        scores_text = " / ".join(f"{score:.0f}" for score in scores)
        paint, blocked = _paint(reports), _median(reports, "total-blocking-time")
        detail = f"performance {scores_text} SEO; largest paint {paint:.1f} s, blocked {blocked:.0f} ms"
        yield Figure(f"Lighthouse, phone, {path}", f"{min(scores):.0f}", detail, "100", min(scores) == 100)
    with _signed_in_browser(stack) as arguments:
        reports = _reports(f"{stack.site_url}/dashboard", *arguments)
    detail = f"signed in, {FIRST_SCREEN} results; performance {statistics.median(_score(each, 'performance') for each in reports):.0f}"
    yield within(2.0, "s", "Lighthouse, phone, /dashboard, largest paint", _paint(reports), detail)


def _own_browser() -> list[str]:
    """Arguments with which Lighthouse starts a browser."""
    return [f"--chrome-flags=--headless {' '.join(chromium.ARGUMENTS)}"]


@contextmanager
def _signed_in_browser(stack: RunningStack) -> Iterator[list[str]]:
    """Arguments with which Lighthouse uses a browser in which a user with results is signed in. It empties only the cache."""
    person = Person(stack)
    fill(stack, person, FIRST_SCREEN)
    [origin] = signed_in_state(stack, person.user)["origins"]
    with TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium.executable(),
            args=[*chromium.ARGUMENTS, "--remote-debugging-port=0"],
            base_url=stack.site_url,
        )
        page = context.new_page()
        page.goto("/terms")
        for item in origin["localStorage"]:
            page.evaluate("({name, value}) => localStorage.setItem(name, value)", item)
        port = (Path(profile) / "DevToolsActivePort").read_text().split()[0]
        yield [f"--port={port}"]
        context.close()


def _reports(url: str, *arguments: str) -> list[dict[str, Any]]:
    return [_report(url, *arguments) for _ in range(ROUNDS)]


def _report(url: str, *arguments: str) -> dict[str, Any]:
    command = [
        str(Path(sys.executable).parent / "npm"), "exec", "--yes", f"--package={PACKAGE}", "--",
        "lighthouse", url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}", *arguments,
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium.executable()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=SECONDS)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _paint(reports: list[dict[str, Any]]) -> float:
    """The median time of the largest paint, in seconds."""
    return _median(reports, "largest-contentful-paint") / 1000


def _score(report: dict[str, Any], category: str) -> float:
    return 100 * float(report["categories"][category]["score"])


def _median(reports: list[dict[str, Any]], audit: str) -> float:
    return statistics.median(float(report["audits"][audit]["numericValue"]) for report in reports)
