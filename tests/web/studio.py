"""The dashboard as a user operates it."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, StorageState, expect

from tests.conftest import Sql, User
from tests.running import RunningStack, eventually
from tests.web.browser_errors import BrowserErrors

Row = dict[str, Any]
LIVE_TOPICS = 3  # profile, models, generations


def signed_in_state(stack: RunningStack, user: User) -> StorageState:
    """The storage state of a browser after this user signed in."""
    session = user.client.auth.get_session()
    assert session is not None
    kept = session.model_dump_json()
    return {
        "cookies": [],
        "origins": [{"origin": stack.site_url, "localStorage": [{"name": "session", "value": kept}]}],
    }


def picture(name: str = "picture.png", size: tuple[int, int] = (640, 480), colour: str = "teal") -> FilePayload:
    """A file in the format that Playwright's file chooser takes."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def collect_live_topics(page: Page) -> set[str]:
    """The topics that a page subscribes to, collected from now on."""
    topics: set[str] = set()

    def on_frame(frame: str | bytes) -> None:
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        if found := re.search(r'"realtime:(\w+)[^"]*".*Subscribed to PostgreSQL', text):
            topics.add(found[1])

    page.on("websocket", lambda socket: socket.on("framereceived", on_frame))
    return topics


def wait_for(page: Page, condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until this condition holds, while browser events are processed."""

    def holds() -> object:
        page.wait_for_timeout(30)
        return condition()

    eventually(holds, seconds)


def with_glass(page: Page) -> Page:
    """Show the page with glass effects; by default the tests' Chromium prefers reduced transparency."""
    browser = page.context.browser
    if browser is None or browser.browser_type.name != "chromium":
        return page
    feature = {"name": "prefers-reduced-transparency", "value": "no-preference"}
    page.context.new_cdp_session(page).send("Emulation.setEmulatedMedia", {"features": [feature]})
    return page


@dataclass
class Studio:
    """The generator and library of one user in one browser."""

    page: Page
    user: User
    stack: RunningStack
    sql: Sql
    browser_errors: BrowserErrors

    def open(self) -> Studio:
        """Open the dashboard and wait until models, library and live updates are ready."""
        live = collect_live_topics(self.page)
        self.page.goto("/dashboard")
        self.wait_until_loaded()
        wait_for(self.page, lambda: len(live) == LIVE_TOPICS)
        return self

    def open_without_live_updates(self) -> Studio:
        """Open the dashboard without live updates."""
        self.page.route_web_socket(re.compile("/realtime/"), lambda _: None)
        self.page.goto("/dashboard")
        self.wait_until_loaded()
        return self

    def wait_until_loaded(self) -> None:
        """Wait until nothing on the page is loading."""
        expect(self.submit_button).to_be_visible()
        expect(self.page.get_by_role("status", name="Loading")).to_have_count(0)

    # ------------------------------------------------------------ generator

    @property
    def pane(self) -> Locator:
        """The pane of the current generation."""
        return self.page.get_by_role("region", name="Your generation")

    @property
    def submit_button(self) -> Locator:
        """The submit button with the price."""
        return self.page.get_by_role("button", name=re.compile("^Generate for|^Starting"))

    @property
    def credits(self) -> Locator:
        """The credits in the navbar."""
        return self.page.get_by_role("button", name=re.compile("show details"))

    def expect_credits(self, amount: int) -> None:
        """Expect this number of credits in the navbar."""
        expect(self.credits).to_have_text(re.compile(rf"^{amount} credits?$"))

    def choose(self, model: str) -> None:
        """Choose a model by its name."""
        self.page.get_by_role("radio", name=model).locator("xpath=..").click()
        expect(self.page.get_by_role("form", name=model)).to_be_visible()

    def fill(self, label: str, value: str) -> None:
        """Fill in an input of the form."""
        if label in {"Width", "Height"}:
            self.show_own_size()
        self.field(label).fill(value)

    def show_own_size(self) -> None:
        """Show the inputs of width and height instead of a shape."""
        self.page.locator("form input[name=shape][value=own]").locator("xpath=..").click()

    def field(self, label: str) -> Locator:
        """An input of the form."""
        return self.page.get_by_role("form").get_by_label(label, exact=False)

    def image_input(self, title: str) -> Locator:
        """A picture input."""
        return (
            self.page.locator("[data-image-input]")
            .filter(has_text=title)
            .or_(self.page.locator("[data-image-input]").filter(has=self.page.get_by_role("img", name=title)))
        )

    def upload(self, title: str, file: FilePayload) -> None:
        """Choose a file for a picture input and wait until it is uploaded."""
        self.page.get_by_role("group", name=title).locator("input[type=file]").set_input_files(file)
        expect(self.page.get_by_role("button", name=f"Remove picture: {title}")).to_be_visible()
        expect(self.image_input(title).get_by_role("progressbar")).to_have_count(0)

    def choose_results(self, count: int) -> None:
        """Choose how many results the next press makes."""
        self.page.get_by_role("group", name="Results").get_by_text(str(count), exact=True).click()

    def submit(self) -> None:
        """Click the submit button."""
        self.submit_button.click()

    def generate(self, prompt: str) -> None:
        """Generate a picture with the first model."""
        self.fill("Prompt", prompt)
        self.submit()

    # -------------------------------------------------------------- library

    @property
    def cards(self) -> Locator:
        """The cards of the library."""
        return self.page.get_by_role("region", name="Library").get_by_role("listitem")

    def card(self, prompt: str) -> Locator:
        """The card of the generation with this prompt."""
        return self.page.get_by_role("button", name=f"Open: {prompt}")

    # ------------------------------------------------------------- database

    def rows(self) -> list[Row]:
        """This user's generations, oldest first."""
        return self.sql("select * from generated_media where user_id = %s order by created_at", [self.user.id])

    def balance(self) -> int:
        """This user's credits in the database."""
        (row,) = self.sql(
            "select subscription_credits + purchased_credits as n from users where id = %s", [self.user.id]
        )
        return int(row["n"])

    def leave_with(self, credits_left: int) -> None:
        """Spend all credits except this number."""
        key = str(uuid.uuid4())
        self.sql("select deduct_credits(%s, %s, 'Test', %s)", [self.user.id, self.balance() - credits_left, key])

    def add_rows(self, count: int, prompt: str = "Picture") -> None:
        """Add finished pictures to the library, one per minute, the last one newest."""
        self.sql(
            "insert into generated_media (id, user_id, prompt, media_type, media_url, storage_path, credits_used, status,"
            " model_id, inputs, progress, created_at, finished_at, thumbnail_url)"
            " select gen_random_uuid(), %(user)s, %(prompt)s || ' ' || n, 'image', %(url)s, 'none.png', 10, 'completed',"
            " 'krea-flux', '{}', 1, now() - interval '1 minute' * (%(count)s - n), now(), ''"
            " from generate_series(1, %(count)s) n",
            {"user": self.user.id, "prompt": prompt, "count": count, "url": f"{self.stack.site_url}/icon.svg"},
        )

    def open_favourites(self, count: int) -> Locator:
        """Add this many favourites and open the list of favourites; returns the button that filters them."""
        self.add_rows(count)
        self.sql(
            "insert into favorites (user_id, generation_id) select user_id, id from generated_media where user_id = %s",
            [self.user.id],
        )
        button = self.open().page.get_by_role("button", name="Favourites")
        button.click()
        return button

    def add_failed(self, prompt: str) -> None:
        """Add a failed generation to the library."""
        self.sql(
            "insert into generated_media (id, user_id, prompt, media_type, media_url, storage_path, credits_used, status,"
            " failure_reason, model_id, inputs, progress, finished_at)"
            " values (gen_random_uuid(), %s, %s, 'image', '', '', 10, 'failed', 'failed', 'krea-flux', '{}', 0, now())",
            [self.user.id, prompt],
        )
