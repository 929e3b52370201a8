"""The page of the inbox in a browser: it shows new mails by itself, and hostile mails run nothing."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from local.mail.messages import deliver
from tests.local.auth import PASSWORD, new_address, post
from tests.running import RunningStack

# Caused by fixtures of pytest-playwright.
pytestmark = pytest.mark.filterwarnings("ignore:Session-scoped fixtures:pytest.PytestRemovedIn10Warning")

LOOKS = [("light", 1280), ("dark", 390)]
HOSTILE = """<script>top.document.title = 'pwned'; alert(1)</script>
<img src=x onerror="parent.document.title = 'pwned'"><a href="javascript:top.location='/pwned'">click</a>
<form action="/api/messages" method="post"><button>send</button></form>
<meta http-equiv="refresh" content="0; url=javascript:alert(1)"><svg onload="alert(1)"></svg>
<iframe src="javascript:top.document.title = 'pwned'"></iframe><base href="https://evil.example/">"""


@pytest.fixture
def inbox(stack: RunningStack, page: Page) -> Page:
    """Open the empty inbox."""
    httpx.delete(f"{stack.inbox_url}/api/messages")
    page.goto(stack.inbox_url)
    expect(page.get_by_role("heading", name="No mail yet")).to_be_visible()
    return page


def send(stack: RunningStack, subject: str, html: str) -> None:
    deliver(stack.data_dir / "mails", to="ada@example.com", subject=subject, html=html)


def test_the_first_mail_opens_by_itself_and_its_link_opens_a_tab(inbox: Page, stack: RunningStack) -> None:
    expect(inbox.get_by_role("link", name="Sign up on the site")).to_have_attribute("href", f"{stack.site_url}/signup")
    address = new_address()
    post(stack, "/signup", {"email": address, "password": PASSWORD})
    expect(inbox.get_by_role("heading", name="Confirm your email address")).to_be_visible()
    expect(inbox.get_by_role("article")).to_contain_text(address)

    with inbox.context.expect_page() as opened:
        inbox.frame_locator("iframe").get_by_role("link", name="Confirm email address").click()

    assert opened.value.url.startswith((f"{stack.site_url}/auth/confirm", "chrome-error://"))


def test_a_mail_shows_the_logo_which_the_inbox_serves(inbox: Page, stack: RunningStack) -> None:
    """Astro's development server refuses pictures to other sites."""
    post(stack, "/signup", {"email": new_address(), "password": PASSWORD})
    logo = inbox.frame_locator("iframe").locator("img")
    expect(logo).to_have_js_property("naturalWidth", 192)
    assert logo.evaluate("image => image.currentSrc") == f"{stack.inbox_url}/pictures/icon-192.png"


def test_a_new_mail_does_not_replace_the_open_one(inbox: Page, stack: RunningStack) -> None:
    send(stack, "First", "<p>one</p>")
    expect(inbox.get_by_role("heading", name="First")).to_be_visible()
    send(stack, "Second", "<p>two</p>")

    expect(inbox.get_by_role("status")).to_have_text("New mail: Second")
    expect(inbox).to_have_title("(1) Inbox")
    expect(inbox.get_by_role("heading", name="First")).to_be_visible()
    inbox.get_by_role("link", name="Second").click()
    expect(inbox.frame_locator("iframe").get_by_text("two")).to_be_visible()
    expect(inbox).to_have_title("Inbox")


def test_a_hostile_mail_runs_nothing(inbox: Page, stack: RunningStack) -> None:
    dialogs: list[str] = []
    inbox.on("dialog", lambda dialog: dialogs.append(dialog.message))
    send(stack, "<img src=x onerror=alert(1)>", HOSTILE)
    expect(inbox.get_by_role("heading", name="<img src=x onerror=alert(1)>")).to_be_visible()
    frame = inbox.frame_locator("#body")
    frame.get_by_text("click").click()
    frame.get_by_role("button", name="send").click()

    send(stack, "Afterwards", "<p>x</p>")
    expect(inbox.get_by_role("link", name="Afterwards")).to_be_visible()

    assert dialogs == []
    assert inbox.title() == "(1) Inbox"
    assert inbox.url.startswith(stack.inbox_url)
    assert len(httpx.get(f"{stack.inbox_url}/api/messages").json()) == 2


def test_deleting_all_mails_asks_first(inbox: Page, stack: RunningStack) -> None:
    send(stack, "First", "<p>one</p>")
    expect(inbox.get_by_role("heading", name="First")).to_be_visible()
    inbox.once("dialog", lambda dialog: dialog.dismiss())
    inbox.get_by_role("button", name="Empty").click()
    assert len(httpx.get(f"{stack.inbox_url}/api/messages").json()) == 1
    inbox.once("dialog", lambda dialog: dialog.accept())
    inbox.get_by_role("button", name="Empty").click()
    expect(inbox.get_by_role("heading", name="No mail yet")).to_be_visible()


def test_it_is_accessible_in_both_themes_on_phone_and_desktop(inbox: Page, stack: RunningStack) -> None:
    assert [faults(inbox, scheme, width) for scheme, width in LOOKS] == ["", ""]
    send(stack, "First", "<p>one</p>")
    expect(inbox.get_by_role("heading", name="First")).to_be_visible()
    assert [faults(inbox, scheme, width) for scheme, width in LOOKS] == ["", ""]


def faults(page: Page, scheme: Any, width: int) -> str:
    """Return the findings of axe in this theme and width, empty if there are none."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    return str(Axe().run(page).generate_snapshot())
