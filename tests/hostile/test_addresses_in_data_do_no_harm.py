"""Addresses in rows and answers: of a model's page, a picture, a page of Stripe.

The database takes addresses of the web only. The page does not rely on that: what is no such address becomes no link.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from postgrest import APIError

from tests.conftest import Sql, User
from tests.running import RunningStack
from tests.web.complaints import Complaints
from tests.web.studio import Studio

NOT_OF_THE_WEB = (
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
def model_of_the_table(sql: Sql) -> dict[str, Any]:
    (row,) = sql("select id, name, description, category, media_type, credit_cost from models where id = 'krea-flux'")
    return row


def test_a_user_gives_the_profile_no_other_picture(user: User) -> None:
    for address in (*NOT_OF_THE_WEB, f"https://example.com/{'x' * 2048}"):
        with pytest.raises(APIError) as error:
            user.client.table("users").update({"avatar_url": address}).eq("id", user.id).execute()
        assert error.value.code == "23514", address
    user.client.table("users").update({"avatar_url": "https://example.com/ada.png"}).eq("id", user.id).execute()


def test_a_sign_up_brings_no_other_picture(sql: Sql) -> None:
    for address in NOT_OF_THE_WEB:
        (row,) = sql(
            "with made as (insert into auth.users (id, email, raw_user_meta_data, created_at)"
            " values (gen_random_uuid(), gen_random_uuid() || '@example.com', jsonb_build_object('picture', %s::text), now())"
            " returning id) select id from made",
            [address],
        )
        assert sql("select avatar_url from users where id = %s", [row["id"]]) == [{"avatar_url": None}], address


def test_the_mirror_of_a_product_has_no_other_picture(sql: Sql) -> None:
    for address in NOT_OF_THE_WEB:
        product = "jsonb_build_object('id', 'prod_hostile', 'active', false, 'image', %s::text)"
        sql(f"select sync_product({product}, (select next_stripe_ticket()))", [address])
        assert sql("select image from products where id = 'prod_hostile'") == [{"image": None}], address


@pytest.mark.parametrize("address", NOT_OF_THE_WEB)
def test_a_model_links_to_a_page_of_the_web_or_to_none(
    visitor: Page, stack: RunningStack, model_of_the_table: dict[str, Any], address: str
) -> None:
    def answer(route: Route) -> None:
        route.fulfill(json=[{**model_of_the_table, "about_url": address}], headers={"access-control-allow-origin": "*"})

    visitor.route(f"{stack.supabase_url}/rest/v1/models?*", answer)
    visitor.goto("/pricing")
    row = visitor.locator("[data-costs] li").filter(has_text=model_of_the_table["name"])
    expect(row).to_be_visible()
    for href in row.get_by_role("link").evaluate_all("links => links.map(link => link.href)"):
        assert href.startswith("https://"), href


def test_a_model_links_to_its_page(visitor: Page) -> None:
    visitor.goto("/pricing")
    link = visitor.locator("[data-costs]").get_by_role("link", name="Krea Flux")
    expect(link).to_have_attribute("href", "https://www.krea.ai/")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.parametrize("address", NOT_OF_THE_WEB)
def test_the_page_goes_to_no_checkout_that_is_no_page_of_the_web(studio: Studio, address: str) -> None:
    page = studio.page
    page.route("**/api/create-checkout-session", lambda route: route.fulfill(json={"url": address}))
    page.goto("/pricing")
    pro = page.get_by_role("region", name="Plans").get_by_role("listitem").filter(has_text="Pro").first
    pro.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.url == f"{studio.stack.site_url}/pricing"
    assert "harmed" not in page.title()


@pytest.mark.parametrize("address", ["javascript:document.title='harmed'", "data:text/html,x", "https://"])
def test_a_result_that_is_no_address_of_the_web_cannot_be_downloaded(
    studio: Studio, complaints: Complaints, address: str
) -> None:
    """Only a database that was tampered with holds such a row: it refuses them."""
    complaints.expect("ERR_")
    complaints.expect("Loading the image")
    studio.add_rows(1)

    def answer(route: Route) -> None:
        rows = route.fetch().json()
        route.fulfill(json=[{**row, "media_url": address} for row in rows] if isinstance(rows, list) else rows)

    studio.page.route("**/rest/v1/generated_media?*", answer)
    studio.page.reload()
    studio.card("Picture 1").click()
    download = studio.page.get_by_role("dialog").get_by_text("Download")
    expect(download).to_be_visible()
    assert download.get_attribute("href") is None
