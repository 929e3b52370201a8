"""Text in rows, addresses and responses is shown as text and never executed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Sql, User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewPage
from tests.web.studio import Studio, signed_in_state

CALL = "window.ran=1"
PAYLOADS = (
    f'"><img src=x onerror={CALL}>',
    f"<script>{CALL}</script>",
    f"'><svg onload={CALL}>",
    "</textarea></title></style><iframe srcdoc='<script>parent.ran=1</script>'>",
    f"javascript:{CALL}",
    f"{{{{constructor.constructor('{CALL}')()}}}}",
    f"<a href=javascript:{CALL}>x</a>",
    f"<math><mi xlink:href=javascript:{CALL}>",
    "\u202e<b>txt\u2028\u2029",
)
ADDRESSES = (
    "/login?from={}&error={}",
    "/signup?from={}&email={}",
    "/auth/callback?error=x&error_code={}&error_description={}",
    "/auth/callback#error=x&error_code={}&error_description={}",
    "/auth/confirm?token_hash={}&type={}",
    "/auth/confirm?token_hash=x&type=email&next={}",
    "/update-password#access_token={}&type={}",
    "/account?session_id={}&checkout={}",
    "/pricing?checkout={}",
    "/dashboard?model={}#{}",
    "/nowhere/{}?{}",
)
EVERYTHING = " ".join(PAYLOADS)
FOUND = """() => ({
  ran: window.ran,
  elements: [...document.querySelectorAll('img[src="x"], svg[onload], iframe, math, [onerror], [onload], [srcdoc]')].map((e) => e.outerHTML),
  links: [...document.querySelectorAll('[href], [src], [action]')].map((e) => e.href ?? e.src ?? e.action).map(String).filter((at) => at.startsWith('javascript:')),
  scripts: [...document.scripts].filter((e) => e.textContent.includes('window.ran')).length,
})"""
NOTHING: dict[str, Any] = {"elements": [], "links": [], "scripts": 0}


def assert_nothing_ran(page: Page) -> None:
    found = page.evaluate(FOUND)
    assert {name: value for name, value in found.items() if value is not None} == NOTHING, page.url


def schema() -> str:
    """An input schema with a payload in every text."""
    text = {
        "type": "string",
        "title": EVERYTHING[:80],
        "description": EVERYTHING[:150],
        "default": PAYLOADS[0],
        "maxLength": 500,
        "x-widget": "textarea",
        "x-order": 1,
    }
    choice = {
        "type": "string",
        "title": PAYLOADS[1],
        "enum": list(PAYLOADS[:7]),
        "default": PAYLOADS[0],
        "x-widget": "select",
        "x-order": 2,
    }
    properties = {"text": text, "choice": choice}
    return json.dumps(
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["text"],
            "x-prompt": "text",
            "properties": properties,
        }
    )


@pytest.fixture
def user_with_payloads(sql: Sql, user: User, stack: RunningStack) -> Iterator[User]:
    """A user, a model and products with a payload in every text."""
    mark = uuid4().hex
    try:
        insert_payloads(sql, user, stack, mark)
        yield user
    finally:
        sql("delete from auth.users where id = %s", [user.id])
        sql("delete from models where id = %s", [mark])
        sql("delete from prices where id like %s", [f"price__{mark}"])
        sql("delete from products where id like %s", [f"_{mark}"])
        sql("delete from premium_content where title = %s", [EVERYTHING[:200]])


def insert_payloads(sql: Sql, user: User, stack: RunningStack, mark: str) -> None:
    sql("update users set full_name = %s where id = %s", [PAYLOADS[0], user.id])
    sql("select adjust_credits(%s, 50, %s)", [user.id, EVERYTHING])
    sql("select deduct_credits(%s, 1, %s, 'x')", [user.id, EVERYTHING])
    sql(
        "insert into models (id, name, description, category, media_type, credit_cost, position, deployment_id,"
        " input_schema) values (%s, %s, %s, 'image', 'image', 1, -1, 'x', %s)",
        [mark, PAYLOADS[0], EVERYTHING[:500], schema()],
    )
    metadata = {"tier": "pro", "credits": "1", "features": json.dumps(PAYLOADS)}
    pack = {"kind": "pack", "credits": "7"}
    for name, about, kind, interval in (("p", metadata, "recurring", "month"), ("k", pack, "one_time", None)):
        sql(
            "insert into products (id, active, name, description, image, metadata) values (%s, true, %s, %s, %s, %s)",
            [name + mark, PAYLOADS[0], EVERYTHING, PAYLOADS[4], json.dumps(about)],
        )
        sql(
            "insert into prices (id, product_id, active, description, unit_amount, currency, type, interval,"
            " interval_count) values (%s, %s, true, %s, 100, %s, %s, %s, 1)",
            [f"price_{name}{mark}", name + mark, EVERYTHING, "zzz" if name == "k" else "usd", kind, interval],
        )
    sql(
        "insert into subscriptions (id, user_id, status, price_id, metadata, current_period_end)"
        " values (%s, %s, 'active', %s, '{}', now() + interval '1 month')",
        [PAYLOADS[0] + mark, user.id, f"price_p{mark}"],
    )
    sql("insert into premium_content (title, body, tier) values (%s, %s, 'pro')", [EVERYTHING[:200], EVERYTHING])
    for status, ended, reason in (("completed", True, None), ("failed", True, EVERYTHING), ("processing", False, None)):
        sql(
            "insert into generated_media (id, user_id, prompt, media_type, media_url, storage_path, credits_used, status,"
            " failure_reason, model_id, inputs, live_status, metadata, finished_at) values"
            " (gen_random_uuid(), %s, %s, 'image', %s, %s, 1, %s, %s, %s, %s, %s, %s, case when %s then now() end)",
            [
                user.id,
                EVERYTHING,
                f"{stack.site_url}/icon.svg" if status == "completed" else "",
                EVERYTHING if status == "completed" else "",
                status,
                reason,
                mark,
                json.dumps({"text": EVERYTHING, "choice": PAYLOADS[1], PAYLOADS[0]: PAYLOADS[1]}),
                EVERYTHING[:200],
                json.dumps({"content_type": PAYLOADS[0], "bytes": PAYLOADS[1]}),
                ended,
            ],
        )


def test_every_page_shows_rows_as_text(
    new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, user_with_payloads: User
) -> None:
    page = browser_errors.listen(new_page(signed_in_state(stack, user_with_payloads)))
    for path in ("/dashboard", "/account", "/pricing", "/premium", "/"):
        page.goto(path)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        labels = [each.get_attribute("aria-label") or "" for each in page.locator("[aria-label]").all()]
        assert path == "/" or PAYLOADS[0] in " ".join([page.inner_text("body"), *labels]), path
        assert_nothing_ran(page)


def test_refused_input_is_shown_as_text(user_with_payloads: User, studio: Studio) -> None:
    studio.choose("Krea Flux")
    studio.fill("Prompt", EVERYTHING)
    studio.submit()
    expect(studio.card(EVERYTHING)).to_be_visible()
    assert_nothing_ran(studio.page)
    studio.card(EVERYTHING).click()
    assert_nothing_ran(studio.page)


def test_error_messages_of_the_service_are_shown_as_text(studio: Studio) -> None:
    error = {
        "code": EVERYTHING,
        "message": EVERYTHING,
        "field": f"inputs.{EVERYTHING}",
        "url": PAYLOADS[4],
        "limit": PAYLOADS[0],
    }
    studio.browser_errors.expect("status of")
    answers = [402, 422, 429, 500, 503]
    studio.page.route("**/api/generations", lambda route: route.fulfill(status=answers.pop(), json={"error": error}))
    while answers:
        with studio.page.expect_response("**/api/generations"):
            studio.generate("x")
        expect(studio.page.locator('[role="alert"], [role="status"]').first).to_be_attached()
        expect(studio.submit_button).to_have_text(re.compile("^Generate for"))
        assert_nothing_ran(studio.page)


def test_url_parameters_are_shown_as_text(visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 4")
    payload = f"{PAYLOADS[4]}//{PAYLOADS[0]}"  # runs as a URL and as HTML
    for address in ADDRESSES:
        visitor.goto("about:blank")
        visitor.goto(address.format(*[quote(payload, safe="")] * 2))
        visitor.wait_for_load_state("networkidle")
        assert_nothing_ran(visitor)


def test_these_payloads_run_on_a_page_that_inserts_html(visitor: Page) -> None:
    """Otherwise a payload that cannot run anywhere would prove nothing."""
    browser = visitor.context.browser
    assert browser is not None
    bare = browser.new_page()
    for payload in PAYLOADS[:4:2]:
        bare.set_content(f"<div></div><script>document.querySelector('div').innerHTML = {json.dumps(payload)}</script>")
        bare.wait_for_function("window.ran === 1")
        assert bare.evaluate(FOUND)["elements"] != []
    bare.close()
