"""The Security section: password, sessions, export and account deletion."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect
from supabase_auth.errors import AuthApiError

from tests.conftest import Sql, sign_in
from tests.running import RunningStack
from tests.web.billing.conftest import NewCustomer
from tests.web.billing.customer import Customer
from tests.web.dialogs import expect_gone, press_escape
from tests.web.inbox import link_to
from tests.web.studio import wait_for

NEW_PASSWORD = "a rather better horse"


def test_a_new_password_is_validated_and_then_replaces_the_old_one(customer: Customer, stack: RunningStack) -> None:
    customer.browser_errors.expect("status of 422")
    page = customer.open_security().page
    field, save = page.get_by_label("New password"), page.get_by_role("button", name="Save password")
    field.fill("short")
    save.click()
    expect(field).to_have_accessible_description("Use at least 10 characters.")
    field.fill(customer.user.password)
    save.click()
    expect(field).to_have_accessible_description(re.compile("your present password"))

    field.fill(NEW_PASSWORD)
    save.click()
    expect(page.get_by_text("Your new password is saved.").first).to_be_attached()
    expect(field).to_have_value("")
    sign_in(stack, customer.user.email, NEW_PASSWORD)
    with pytest.raises(AuthApiError):
        sign_in(stack, customer.user.email, customer.user.password)


def test_a_new_email_is_used_once_both_mails_are_confirmed(customer: Customer, stack: RunningStack) -> None:
    page, old, new = customer.open_security().page, customer.user.email, f"{uuid.uuid4().hex}@example.com"
    field = page.get_by_label("New email address")
    field.fill(old)
    page.get_by_role("button", name="Send confirmation").click()
    expect(field).to_have_accessible_description("This is your present email address.")
    field.fill(new)
    page.get_by_role("button", name="Send confirmation").click()
    expect(page.get_by_text(f"We sent a link to {new}.")).to_be_visible()

    page.goto(link_to(stack, old, "new email"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("open the link in the mail to your other address")).to_be_visible()
    page.goto(link_to(stack, new, "new email"))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/account")
    expect(page.get_by_label("Email", exact=True)).to_have_value(new)
    sign_in(stack, new, customer.user.password)


def test_a_refused_mail_domain_is_shown_at_the_field(customer: Customer, sql: Sql) -> None:
    domain = f"{uuid.uuid4().hex}.example"
    sql("insert into refused_mail_domains (domain) values (%s)", [domain])
    page = customer.open_security().page
    field = page.get_by_label("New email address")
    field.fill(f"grace@{domain}")
    page.get_by_role("button", name="Send confirmation").click()
    expect(field).to_have_accessible_description("Addresses of this mail provider are not accepted. Use another one.")
    field.fill(f"{uuid.uuid4().hex}@example.com")
    page.get_by_role("button", name="Send confirmation").click()
    expect(page.get_by_text("We sent a link to")).to_be_visible()


def test_signing_out_everywhere_asks_first_and_ends_all_sessions_or_none(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    page = customer.open_security().page
    ask = page.get_by_role("button", name="Sign out everywhere")
    question = page.get_by_role("dialog", name="Sign out everywhere?")
    yes = question.get_by_role("button", name="Sign out everywhere")
    ask.click()
    page.route("**/auth/v1/logout?*", lambda route: route.abort())
    yes.click()
    expect(page.get_by_text("That did not work.").first).to_be_attached()
    assert page.evaluate("localStorage.getItem('session')") is not None
    page.unroute("**/auth/v1/logout?*")
    question.get_by_role("button", name="Cancel").click()
    expect_gone(question)
    assert customer.sql("select 1 from auth.sessions where user_id = %s", [customer.user.id])

    ask.click()
    yes.click()
    page.wait_for_url(f"{customer.stack.site_url}/")
    assert customer.sql("select 1 from auth.sessions where user_id = %s", [customer.user.id]) == []
    assert page.evaluate("localStorage.getItem('session')") is None


def test_the_data_export_is_downloaded_or_shows_an_error(customer: Customer, tmp_path: Path) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    customer.buy_pack(1000)
    page = customer.open_security().page
    page.route("**/api/account/export", lambda route: route.abort())
    page.get_by_role("button", name="Download my data").click()
    problem = customer.section("Security").get_by_role("alert")
    expect(problem).to_contain_text("Your data could not be collected.")
    page.unroute("**/api/account/export")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    expect(problem).to_have_count(0)
    assert re.fullmatch(r"account-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    download.value.save_as(tmp_path / "account.json")
    kept = json.loads((tmp_path / "account.json").read_text(encoding="utf-8"))
    assert kept["account"]["email"] == customer.user.email
    assert [purchase["amount"] for purchase in kept["credit_purchases"]] == [1000]


def users(customer: Customer) -> int:
    return len(customer.sql("select 1 from auth.users where id = %s", [customer.user.id]))


def test_an_account_is_deleted_with_plan_files_and_sessions_once_its_email_was_typed(
    customer: Customer, new_customer: NewCustomer
) -> None:
    customer.browser_errors.expect("status of 40")
    subscription = customer.subscribe("pro")
    other = new_customer(customer.user).open_account()
    page = customer.open_security().page
    page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog", name="Delete your account for good?")
    expect(dialog).to_contain_text("Your plan Pro ends at once, without a refund.")
    expect(dialog).to_contain_text("You lose 3,000 credits.")
    typed, delete = dialog.get_by_label(re.compile("^Type ")), dialog.get_by_role("button", name="Delete for good")
    typed.fill("somebody@example.com")
    delete.click()
    expect(dialog.get_by_role("alert")).to_have_text("This is not your email address.")
    assert users(customer) == 1

    typed.fill(customer.user.email.upper())
    delete.click()
    expect(page.get_by_role("dialog", name="Your account is deleted")).to_be_visible()
    for balance in ("[data-total]", "#credits-split"):
        expect(page.locator(balance)).to_have_count(0)
    wait_for(page, lambda: users(customer) == 0)
    assert page.evaluate("localStorage.getItem('session')") is None
    assert customer.stripe.subscription(subscription)["status"] == "canceled"
    page.get_by_role("link", name="To the start page").click()
    expect(page.get_by_role("link", name="Start for free").first).to_be_visible()

    # Another browser is redirected to the login when its token expires.
    other.page.evaluate("localStorage.session = JSON.stringify({...JSON.parse(localStorage.session), expires_at: 1})")
    other.page.reload()
    other.page.wait_for_url("**/login?**")


def test_a_deletion_can_be_cancelled_and_an_interrupted_one_resumed(customer: Customer) -> None:
    customer.browser_errors.expect("status of 502")
    customer.subscribe("pro")
    customer.stripe.fail("DELETE /v1/customers/*")
    page = customer.open_security().page
    ask, dialog = page.get_by_role("button", name="Delete my account"), page.get_by_role("dialog")
    ask.click()
    expect(dialog.get_by_role("link", name="what we keep")).to_have_attribute("href", "/privacy")
    press_escape(page, "Delete your account for good?")

    ask.click()
    dialog.get_by_label(f"Type {customer.user.email} to confirm").fill(customer.user.email)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The deletion was interrupted. Try again")
    assert users(customer) == 1
    customer.stripe.reset()
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("dialog", name="Your account is deleted")).to_be_visible()
    assert users(customer) == 0
