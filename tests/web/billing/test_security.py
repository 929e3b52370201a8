"""Password, sessions, export and the end of an account."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect
from supabase_auth.errors import AuthApiError

from tests.conftest import sign_in
from tests.running import RunningStack
from tests.web.billing.conftest import NewCustomer
from tests.web.billing.customer import Customer
from tests.web.inbox import link_to
from tests.web.studio import wait_for

NEW_PASSWORD = "a rather better horse"


def test_a_new_password_is_the_one_that_counts(customer: Customer, stack: RunningStack) -> None:
    customer.open_security()
    customer.page.get_by_label("New password").fill(NEW_PASSWORD)
    customer.page.get_by_role("button", name="Save password").click()
    expect(customer.page.get_by_text("Your new password is saved.").first).to_be_attached()
    expect(customer.page.get_by_label("New password")).to_have_value("")
    sign_in(stack, customer.user.email, NEW_PASSWORD)
    with pytest.raises(AuthApiError):
        sign_in(stack, customer.user.email, customer.user.password)


def test_another_address_counts_once_both_mails_are_confirmed(customer: Customer, stack: RunningStack) -> None:
    page, old, new = customer.open_security().page, customer.user.email, f"{uuid.uuid4().hex}@example.com"
    field = page.get_by_label("New email address")
    field.fill(old)
    page.get_by_role("button", name="Send confirmation").click()
    expect(field).to_have_accessible_description("This is your present email address.")
    field.fill(new)
    page.get_by_role("button", name="Send confirmation").click()
    expect(page.get_by_text(f"We sent a link to {new}.")).to_be_visible()

    page.goto(link_to(stack, old, "new e-mail"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("open the link in the mail to your other address")).to_be_visible()
    page.goto(link_to(stack, new, "new e-mail"))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/account")
    expect(page.get_by_label("Email", exact=True)).to_have_value(new)
    sign_in(stack, new, customer.user.password)


def test_a_password_that_will_not_do_is_said_at_the_field(customer: Customer) -> None:
    customer.complaints.expect("status of 422")
    field = customer.open_security().page.get_by_label("New password")
    field.fill("short")
    customer.page.get_by_role("button", name="Save password").click()
    expect(field).to_have_accessible_description("Use at least 10 characters.")
    field.fill(customer.user.password)
    customer.page.get_by_role("button", name="Save password").click()
    expect(field).to_have_accessible_description(re.compile("your present password"))


def test_signing_out_everywhere_ends_every_session(customer: Customer) -> None:
    customer.open_security().page.get_by_role("button", name="Sign out everywhere").click()
    question = customer.page.get_by_role("dialog", name="Sign out everywhere?")
    question.get_by_role("button", name="Cancel").click()
    assert customer.sql("select 1 from auth.sessions where user_id = %s", [customer.user.id])
    customer.page.get_by_role("button", name="Sign out everywhere").click()
    question.get_by_role("button", name="Sign out everywhere").click()
    customer.page.wait_for_url(f"{customer.stack.site_url}/")
    assert customer.sql("select 1 from auth.sessions where user_id = %s", [customer.user.id]) == []
    assert customer.page.evaluate("localStorage.getItem('session')") is None


def test_signing_out_everywhere_without_a_connection_signs_nobody_out(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    customer.open_security()
    customer.page.route("**/auth/v1/logout?*", lambda route: route.abort())
    customer.page.get_by_role("button", name="Sign out everywhere").click()
    question = customer.page.get_by_role("dialog", name="Sign out everywhere?")
    question.get_by_role("button", name="Sign out everywhere").click()
    expect(customer.page.get_by_text("That did not work.").first).to_be_attached()
    assert customer.page.evaluate("localStorage.getItem('session')") is not None


def test_everything_that_is_kept_is_downloaded(customer: Customer, tmp_path: Path) -> None:
    customer.has_pack(1000)
    customer.open_security()
    with customer.page.expect_download() as download:
        customer.page.get_by_role("button", name="Download my data").click()
    assert re.fullmatch(r"account-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    download.value.save_as(tmp_path / "account.json")
    kept = json.loads((tmp_path / "account.json").read_text(encoding="utf-8"))
    assert kept["account"]["email"] == customer.user.email
    assert [purchase["amount"] for purchase in kept["credit_purchases"]] == [1000]


def test_an_export_that_fails_says_so(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    customer.open_security()
    customer.page.route("**/api/account/export", lambda route: route.abort())
    customer.page.get_by_role("button", name="Download my data").click()
    expect(customer.section("Security").get_by_role("alert")).to_contain_text("Your data could not be collected.")


def ask_to_delete(customer: Customer, typed: str) -> None:
    customer.page.get_by_role("button", name="Delete my account").click()
    customer.page.get_by_label(f"Type {customer.user.email} to confirm").fill(typed)
    customer.page.get_by_role("button", name="Delete for good").click()


def users(customer: Customer) -> int:
    return len(customer.sql("select 1 from auth.users where id = %s", [customer.user.id]))


def test_an_account_is_deleted_only_when_its_address_was_typed(customer: Customer) -> None:
    customer.open_security()
    ask_to_delete(customer, "somebody@example.com")
    expect(customer.page.get_by_role("dialog").get_by_role("alert")).to_have_text("This is not your email address.")
    customer.page.keyboard.press("Escape")
    expect(customer.page.get_by_role("dialog")).to_have_count(0)
    assert users(customer) == 1


def test_an_account_is_deleted_with_plan_files_and_session(customer: Customer) -> None:
    customer.complaints.expect("status of 403")
    subscription = customer.has_plan("pro")
    customer.open_security()
    customer.page.get_by_role("button", name="Delete my account").click()
    dialog = customer.page.get_by_role("dialog", name="Delete your account for good?")
    expect(dialog).to_contain_text("A plan that you pay for ends at once, without a refund.")
    expect(dialog).to_contain_text("You lose 3,000 credits.")
    dialog.get_by_label(re.compile("^Type ")).fill(customer.user.email.upper())
    dialog.get_by_role("button", name="Delete for good").click()
    expect(customer.page.get_by_role("dialog", name="Your account is deleted")).to_be_visible()
    wait_for(customer.page, lambda: users(customer) == 0)
    assert customer.page.evaluate("localStorage.getItem('session')") is None
    assert customer.stripe.subscription(subscription)["status"] == "canceled"
    customer.page.get_by_role("link", name="To the start page").click()
    expect(customer.page.get_by_role("link", name="Start for free").first).to_be_visible()


def test_a_deletion_that_stops_half_way_goes_on_when_asked_again(customer: Customer) -> None:
    customer.complaints.expect("status of 502")
    customer.complaints.expect("status of 403")
    customer.has_plan("pro")
    customer.stripe.fail("DELETE /v1/customers/*")
    customer.open_security()
    ask_to_delete(customer, customer.user.email)
    expect(customer.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("It stopped half-way. Try again")
    assert users(customer) == 1
    customer.stripe.reset()
    customer.page.get_by_role("button", name="Delete for good").click()
    expect(customer.page.get_by_role("dialog", name="Your account is deleted")).to_be_visible()
    assert users(customer) == 0


def test_other_browsers_of_a_deleted_account_are_led_to_login(customer: Customer, new_customer: NewCustomer) -> None:
    customer.complaints.expect("status of 40")
    other = new_customer(customer.user).open_account()
    customer.open_security()
    ask_to_delete(customer, customer.user.email)
    expect(customer.page.get_by_role("dialog", name="Your account is deleted")).to_be_visible()
    other.page.evaluate("localStorage.session = JSON.stringify({...JSON.parse(localStorage.session), expires_at: 1})")
    other.page.reload()
    other.page.wait_for_url("**/login?**")
