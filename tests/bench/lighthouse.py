"""Lighthouse scores of the public pages on a phone.

Lighthouse is downloaded when needed, because it is larger than all other test dependencies together.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import chromium
from tests.bench.figures import Figure
from tests.running import RunningStack

PACKAGE = "lighthouse@13.5.0"
PATHS = ("/", "/pricing", "/login")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ROUNDS = 3
SECONDS = 180


def measure(stack: RunningStack) -> Iterator[Figure]:
    """The four scores of each page, each the median of several reports, because the performance varies."""
    browser = chromium.executable()
    for path in PATHS:
        reports = [_report(stack.site_url + path, browser) for _ in range(ROUNDS)]
        scores = [statistics.median(_score(report, category) for report in reports) for category in CATEGORIES]
        scores_text = " / ".join(f"{score:.0f}" for score in scores)
        paint, blocked = (_median(reports, audit) for audit in ("largest-contentful-paint", "total-blocking-time"))
        detail = f"performance {scores_text} SEO; largest paint {paint / 1000:.1f} s, blocked {blocked:.0f} ms"
        yield Figure(f"Lighthouse, phone, {path}", f"{min(scores):.0f}", detail, "100", min(scores) == 100)


def _report(url: str, browser: str) -> dict[str, Any]:
    command = [
        str(Path(sys.executable).parent / "npm"), "exec", "--yes", f"--package={PACKAGE}", "--",
        "lighthouse", url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless {' '.join(chromium.ARGUMENTS)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": browser}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=SECONDS)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _score(report: dict[str, Any], category: str) -> float:
    return 100 * float(report["categories"][category]["score"])


def _median(reports: list[dict[str, Any]], audit: str) -> float:
    return statistics.median(float(report["audits"][audit]["numericValue"]) for report in reports)
