"""The time from Pixio's last webhook to the picture on the screen of a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.bench.figures import Figure, percentile
from tests.bench.people import Person
from tests.chromium import chromium
from tests.running import RunningStack, eventually
from tests.web.studio import signed_in_state

RUNS = 24
AIM = 300
PROMPTS = ("mountains at dawn", "the sea at night", "a neon city", "a meadow of flowers", "dunes", "a misty forest")
# Records when each picture was decoded and its frame painted, in milliseconds of the wall clock.
WATCH = """() => {
  window.shown = {};
  const painted = (picture) => requestAnimationFrame(() => setTimeout(() => {
    window.shown[picture.currentSrc] ??= performance.timeOrigin + performance.now();
  }));
  const loaded = ({ target }) => target instanceof HTMLImageElement && target.decode().then(() => painted(target));
  document.addEventListener('load', loaded, true);
}"""
SHOWN_AT = "(id) => Object.entries(window.shown).find(([address]) => address.includes(id))?.[1]"


@dataclass(frozen=True)
class Delay:
    """Milliseconds from the webhook of a picture until its row is completed, and until the page shows it."""

    completed: float
    shown: float


def measure(stack: RunningStack) -> Iterator[Figure]:
    """The median and a high percentile over all pictures."""
    person = Person(stack)
    with _dashboard(stack, person) as page:
        delays = [_delay(stack, person, page, PROMPTS[number % len(PROMPTS)]) for number in range(RUNS + 1)][1:]
    shown, completed = [one.shown for one in delays], median(one.completed for one in delays)
    half, most = percentile(shown, 0.5), percentile(shown, 0.95)
    name, detail = "last webhook to picture on screen", f"{completed:.0f} ms of it until the row is completed"
    yield Figure(f"{name}, p50", f"{half:.0f} ms", detail)
    yield Figure(f"{name}, p95", f"{most:.0f} ms", f"of {RUNS}", f"<= {AIM} ms", most <= AIM)


@contextmanager
def _dashboard(stack: RunningStack, person: Person) -> Iterator[Page]:
    with chromium() as browser:
        context = browser.new_context(
            base_url=stack.site_url,
            viewport={"width": 1280, "height": 1600},
            storage_state=signed_in_state(stack, person.user),
        )
        page = context.new_page()
        page.goto("/dashboard")
        expect(page.get_by_role("heading", name="Library")).to_be_visible()
        page.evaluate(WATCH)
        yield page


def _delay(stack: RunningStack, person: Person, page: Page, prompt: str) -> Delay:
    with httpx.Client(base_url=stack.pixio_url, trust_env=False) as pixio:
        pixio.post("/_control", json={"next": 1, "hold": "uploading"}).raise_for_status()
        generation_id = person.generate(prompt)
        eventually(lambda: _run(pixio, generation_id)["status"] == "uploading", 30)
        expect(page.get_by_text(prompt).first).to_be_visible()
        pixio.post("/_control/release", json={}).raise_for_status()
        shown = page.wait_for_function(SHOWN_AT, arg=generation_id).json_value()
        # The stand-in lists an attempt once it is answered: after the thumbnail, and so after the picture is shown.
        eventually(lambda: _last_attempts(pixio, generation_id), 30)
        sent = _last_attempts(pixio, generation_id)[0]["at"]
    return Delay(_completed(person, generation_id) - _wall_clock(sent), shown - _wall_clock(sent))


def _run(pixio: httpx.Client, generation_id: str) -> dict[str, Any]:
    runs = pixio.get("/_control/runs").raise_for_status().json()["runs"]
    return next(dict(run) for run in runs if generation_id in run["webhook"])


def _last_attempts(pixio: httpx.Client, generation_id: str) -> list[dict[str, Any]]:
    attempts: list[dict[str, Any]] = _run(pixio, generation_id)["deliveries"][-1]["attempts"]
    return attempts


def _completed(person: Person, generation_id: str) -> float:
    query = person.admin.table("generated_media").select("finished_at").eq("id", generation_id)
    row: Any = query.single().execute().data
    return _wall_clock(row["finished_at"])


def _wall_clock(time: str) -> float:
    return datetime.fromisoformat(time).timestamp() * 1000
