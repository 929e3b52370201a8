"""The library of a user with many results in a real browser: bytes, time, memory, layout shifts and long tasks."""

from __future__ import annotations

import io
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import psycopg
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from service.thumbnails.image import Thumbnail, thumbnail_of_picture
from tests.bench.figures import Figure, within
from tests.bench.people import Person
from tests.chromium import GPU_ARGUMENTS, chromium
from tests.running import ROOT, RunningStack
from tests.web.studio import signed_in_state
from tests.web.tracing import longest_task

PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
MEGABITS, LATENCY_MS = 10, 40
FIRST_SCREEN, SCROLLED, SMOOTH, SELECTED = 24, 500, 1000, 300
ROUNDS, RUNS = 3, 6

# The pictures of the start page with the most details, in the shapes that the models offer.
PICTURES = ("made-image", "example-lavender", "example-city")
SHAPES = ((1, 1), (4, 3), (3, 4), (16, 9), (9, 16))
FILL = """
    insert into public.generated_media
      (id, user_id, prompt, media_type, media_url, storage_path, credits_used, status, model_id, inputs, progress,
       created_at, finished_at, thumbnail_url, placeholder, width, height)
    select gen_random_uuid(), %(user)s, 'Picture ' || n, 'image', files.urls[1 + n %% files.count] || '?number=' || n,
           'none.png', 10, 'completed', 'krea-flux', '{}', 1, now() - interval '1 minute' * (%(rows)s - n), now(),
           files.urls[1 + n %% files.count] || '?number=' || n, files.placeholders[1 + n %% files.count],
           files.widths[1 + n %% files.count], files.heights[1 + n %% files.count]
    from generate_series(1, %(rows)s) n,
         (select %(urls)s::text[] as urls, %(placeholders)s::text[] as placeholders, %(widths)s::int[] as widths,
                 %(heights)s::int[] as heights, cardinality(%(urls)s::text[]) as count) files"""

SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value;
  }).observe({ type: 'layout-shift', buffered: true });"""
# Scrolls to the library. Returns when all pictures on the screen are loaded, in milliseconds since the navigation began.
ALL_SHOWN = """() => {
  const heading = document.querySelector('#library-heading');
  heading?.scrollIntoView({ behavior: 'instant' });
  if (!heading || heading.getBoundingClientRect().top > innerHeight / 4) return false;
  const onScreen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
  const cards = [...document.querySelectorAll('[role=listitem]')].filter((card) => onScreen(card.getBoundingClientRect()));
  const pictures = cards.map((card) => card.querySelector('img'));
  return cards.length > 2 && pictures.every((picture) => picture?.complete && picture.naturalWidth) && performance.now();
}"""
PAINTED = "() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))"
AT_END = "() => scrollY + innerHeight >= document.documentElement.scrollHeight - 4"


def measure(stack: RunningStack) -> Iterator[Figure]:
    """The first screen on a phone; then a library of 500, and one of 1,000."""
    with chromium() as browser:
        yield from _first_screen(browser, stack)
    with chromium(GPU_ARGUMENTS) as browser:
        yield from _scrolled(browser, stack)
    with chromium() as browser:
        yield _smooth(browser, stack)


def _first_screen(browser: Browser, stack: RunningStack) -> Iterator[Figure]:
    visits = [_first_visit(browser, stack) for _ in range(ROUNDS)]
    size, shown, detail = sorted(visits, key=lambda visit: visit[1])[ROUNDS // 2]
    name = "first library screen, phone, cold"
    yield within(500, "kB", name, size, detail, digits=0)
    detail = f"until all its pictures are shown, median of {ROUNDS}"
    yield within(1.5, "s", f"{name}, at {MEGABITS} Mbit/s", shown, detail, digits=2)


def _first_visit(browser: Browser, stack: RunningStack) -> tuple[float, float, str]:
    """Kilobytes and seconds until all pictures are shown, and the kilobytes of each kind."""
    with _dashboard(browser, stack, FIRST_SCREEN, PHONE) as (page, _):
        received = _Received(page)
        page.goto("/dashboard", wait_until="commit")
        shown = page.wait_for_function(ALL_SHOWN).json_value() / 1000
        return received.bytes / 1000, shown, received.detail()


def _scrolled(browser: Browser, stack: RunningStack) -> Iterator[Figure]:
    with _dashboard(browser, stack, SCROLLED, LAPTOP) as (page, person):
        _open(page)
        before = page.evaluate("shifted")
        _scroll_to_end(page)
        name = f"library of {SCROLLED}"
        yield within(
            400, "MB", f"{name}, memory after scrolling", _memory(browser), "of the renderer process", digits=0
        )
        yield _shift(f"{name}, layout shift while scrolling", page, before)
        page.wait_for_function(ALL_SHOWN)
        before = page.evaluate("shifted")
        for number in range(RUNS):
            person.generate(f"Elsewhere {number}")
            expect(page.get_by_role("button", name=f"Open: Elsewhere {number}")).to_be_attached()
        expect(page.locator('[role=listitem] :is(.developing, [class*="hourglass"])')).to_have_count(0, timeout=30_000)
        yield _shift(f"{name}, layout shift while {RUNS} runs start and end elsewhere", page, before)


def _smooth(browser: Browser, stack: RunningStack) -> Figure:
    with _dashboard(browser, stack, SMOOTH, LAPTOP) as (page, _):
        _open(page)
        _scroll_to_end(page)
        page.wait_for_function(ALL_SHOWN)
        browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
        page.get_by_role("checkbox", name=f"Select: Picture {SMOOTH}", exact=True).click()
        last = page.get_by_role("checkbox", name=f"Select: Picture {SMOOTH - SELECTED + 1}", exact=True)
        while not last.count():
            _wheel(page, 1500)
        last.click(modifiers=["Shift"])
        expect(page.get_by_role("toolbar", name="Selection")).to_contain_text(f"{SELECTED} selected")
        for distance in [1500] * 10 + [-1500] * 10:
            _wheel(page, distance)
        longest = longest_task(browser.stop_tracing())
        return within(
            100, "ms", f"library of {SMOOTH:,}, longest task", longest, f"while {SELECTED} are selected", digits=0
        )


@contextmanager
def _dashboard(browser: Browser, stack: RunningStack, rows: int, size: ViewportSize) -> Iterator[tuple[Page, Person]]:
    person = Person(stack)
    fill(stack, person, rows)
    context = browser.new_context(
        base_url=stack.site_url, viewport=size, locale="en-US", storage_state=signed_in_state(stack, person.user)
    )
    context.add_init_script(SHIFTS)
    yield context.new_page(), person
    context.close()


def _open(page: Page) -> None:
    page.goto("/dashboard")
    page.wait_for_function(ALL_SHOWN)
    page.mouse.move(600, 400)


def _scroll_to_end(page: Page) -> None:
    while not page.evaluate(AT_END):
        _wheel(page, 400)


def _wheel(page: Page, distance: int) -> None:
    page.mouse.wheel(0, distance)
    page.evaluate(PAINTED)


def _shift(name: str, page: Page, before: float) -> Figure:
    return within(0.02, "", name, page.evaluate("shifted") - before, "sum of all", digits=3)


def _memory(browser: Browser) -> float:
    """The resident memory in MB of the largest renderer process."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    renderers = [str(process["id"]) for process in processes if process["type"] == "renderer"]
    done = subprocess.run(["ps", "-o", "rss=", "-p", ",".join(renderers)], capture_output=True, text=True, check=True)
    return max(int(kilobytes) for kilobytes in done.stdout.split()) * 1024 / 1e6


def fill(stack: RunningStack, person: Person, rows: int) -> None:
    """Give this user so many results."""
    urls, thumbnails = [], list(_thumbnails())
    bucket = person.admin.storage.from_("generated-media")
    for thumbnail in thumbnails:
        name = f"{person.user.id}/thumbnails/{uuid.uuid4()}.webp"
        bucket.upload(name, thumbnail.webp, {"content-type": "image/webp"})
        urls.append(bucket.get_public_url(name))
    values = {
        "user": person.user.id,
        "rows": rows,
        "urls": urls,
        "placeholders": [thumbnail.placeholder for thumbnail in thumbnails],
        "widths": [thumbnail.width for thumbnail in thumbnails],
        "heights": [thumbnail.height for thumbnail in thumbnails],
    }
    with psycopg.connect(stack.db_url, autocommit=True) as connection:
        connection.execute(FILL, values)


def _thumbnails() -> Iterator[Thumbnail]:
    """The thumbnails that the service makes of these pictures."""
    for (wide, high), name in product(SHAPES, PICTURES):
        picture = Image.open(ROOT / "web" / "src" / "assets" / f"{name}.webp")
        scale = min(picture.width / wide, picture.height / high)
        file = io.BytesIO()
        picture.crop((0, 0, round(wide * scale), round(high * scale))).save(file, "PNG")
        yield thumbnail_of_picture(file)


@dataclass
class _Received:
    """What a page receives, at the speed of a phone."""

    page: Page
    bytes: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._kind_of: dict[str, str] = {}
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.on("Network.responseReceived", self._responded)
        devtools.on("Network.loadingFinished", self._finished)
        devtools.send("Network.enable")
        speed = MEGABITS * 1e6 / 8
        conditions = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": speed, "uploadThroughput": speed}
        devtools.send("Network.emulateNetworkConditions", conditions)

    def _responded(self, event: dict[str, Any]) -> None:
        self._kind_of[event["requestId"]] = event["type"].lower()

    def _finished(self, event: dict[str, Any]) -> None:
        kind, received = self._kind_of.get(event["requestId"], "other"), round(event["encodedDataLength"])
        self.bytes += received
        self.kinds[kind] = self.kinds.get(kind, 0) + received

    def detail(self) -> str:
        """The kilobytes of each kind."""
        sizes = sorted(self.kinds.items(), key=lambda item: -item[1])
        return ", ".join(f"{kind} {size / 1000:.0f}" for kind, size in sizes)
