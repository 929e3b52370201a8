"""A URL in a row or a response becomes a link only if it is an http(s) URL.

The database accepts http(s) URLs only. The page does not rely on that: it links no other URL.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from postgrest import APIError

from tests.conftest import Sql, User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewPage
from tests.web.studio import Studio, signed_in_state

NOT_HTTP = (
    "javascript:document.title='harmed'",
    "JavaScript:document.title='harmed'",
    "\tjavascript:document.title='harmed'",
    "java\nscript:document.title='harmed'",
    "javascript://https://x/%0adocument.title='harmed'",
    "data:text/html,<script>document.title='harmed'</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example",
    "https:",
    "https://",
    "https://a b",
    "x https://evil.example",
)


@pytest.fixture
def krea_flux(sql: Sql) -> dict[str, Any]:
    (row,) = sql("select id, name, description, category, media_type, credit_cost from models where id = 'krea-flux'")
    return row


def test_a_user_cannot_set_an_unsafe_avatar_url(user: User) -> None:
    for address in (*NOT_HTTP, f"https://example.com/{'x' * 2048}"):
        with pytest.raises(APIError) as error:
            user.client.table("users").update({"avatar_url": address}).eq("id", user.id).execute()
        assert error.value.code == "23514", address
    user.client.table("users").update({"avatar_url": "https://example.com/ada.png"}).eq("id", user.id).execute()


def test_sign_up_metadata_cannot_set_an_unsafe_avatar_url(sql: Sql) -> None:
    for address in NOT_HTTP:
        (row,) = sql(
            "with made as (insert into auth.users (id, email, raw_user_meta_data, created_at)"
            " values (gen_random_uuid(), gen_random_uuid() || '@example.com', jsonb_build_object('picture', %s::text), now())"
            " returning id) select id from made",
            [address],
        )
        assert sql("select avatar_url from users where id = %s", [row["id"]]) == [{"avatar_url": None}], address


def test_a_mirrored_product_has_no_unsafe_image_url(sql: Sql) -> None:
    for address in NOT_HTTP:
        product = "jsonb_build_object('id', 'prod_hostile', 'active', false, 'image', %s::text)"
        sql(f"select sync_product({product}, (select next_stripe_ticket()))", [address])
        assert sql("select image from products where id = 'prod_hostile'") == [{"image": None}], address


def test_a_model_links_to_an_http_url_or_to_none(visitor: Page, stack: RunningStack, krea_flux: dict[str, Any]) -> None:
    models = [
        {**krea_flux, "id": f"m{number}", "name": f"Model {number}", "about_url": address}
        for number, address in enumerate(NOT_HTTP)
    ]

    def answer(route: Route) -> None:
        route.fulfill(json=models, headers={"access-control-allow-origin": "*"})

    visitor.route(f"{stack.supabase_url}/rest/v1/models?*", answer)
    visitor.goto("/pricing")
    rows = visitor.locator("[data-costs] li")
    expect(rows).to_have_count(len(models))
    for href in rows.get_by_role("link").evaluate_all("links => links.map(link => link.href)"):
        assert href.startswith("https://"), href


def test_a_model_links_to_its_page(visitor: Page) -> None:
    visitor.goto("/pricing")
    link = visitor.locator("[data-costs]").get_by_role("link", name="Krea Flux")
    expect(link).to_have_attribute("href", "https://www.krea.ai/")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_the_page_follows_only_http_checkout_urls(
    new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, user: User
) -> None:
    page, asked = browser_errors.listen(new_page(signed_in_state(stack, user))), [""]
    page.route("**/api/create-checkout-session", lambda route: route.fulfill(json={"url": asked[-1]}))
    page.goto("/pricing")
    pro = page.get_by_role("region", name="Plans").get_by_role("listitem").filter(has_text="Pro").first
    for address in NOT_HTTP:
        asked.append(address)
        with page.expect_response("**/api/create-checkout-session"):
            pro.get_by_role("button").click()
        expect(page.get_by_role("alert"), address).to_be_visible()
        expect(pro.get_by_role("button"), address).to_be_enabled()
        assert page.url == f"{stack.site_url}/pricing", address
        assert "harmed" not in page.title(), address


def test_a_result_without_an_http_url_cannot_be_downloaded(
    unopened_studio: Studio, browser_errors: BrowserErrors
) -> None:
    """The database refuses such a row, so this one bypasses the check."""
    browser_errors.expect("ERR_")
    browser_errors.expect("Loading the image")
    studio = unopened_studio
    addresses = ("javascript:document.title='harmed'", "data:text/html,x", "https://")
    studio.add_rows(len(addresses))

    def answer(route: Route) -> None:
        rows = route.fetch().json()
        if isinstance(rows, list):
            rows = [{**row, "media_url": address} for row, address in zip(rows, addresses, strict=False)]
        route.fulfill(json=rows)

    studio.page.route("**/rest/v1/generated_media?*", answer)
    studio.open()
    for number, address in enumerate(reversed(addresses), start=1):
        studio.card(f"Picture {number}").click()
        dialog = studio.page.get_by_role("dialog")
        download = dialog.get_by_text("Download")
        expect(download).to_be_visible()
        assert download.get_attribute("href") is None, address
        studio.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
