"""Mails that sign in: magic links and codes, recovery, and where a link may lead."""

from __future__ import annotations

import httpx
import pytest
from supabase import Client, ClientOptions, create_client

from tests.conftest import NewUser, Sql, User
from tests.local.auth import (
    OTHER_PASSWORD,
    PASSWORD,
    PLAIN_HTTP,
    account,
    allow_the_next_mail,
    code,
    follow,
    fragment,
    mail_to,
    mails_to,
    new_address,
    post,
    query,
    refused,
    token_hash,
)
from tests.running import RunningStack


@pytest.fixture
def asking(stack: RunningStack) -> Client:
    """A client that proves itself by PKCE, as supabase-js does in a browser with `flowType: 'pkce'`."""
    options = ClientOptions(flow_type="pkce", auto_refresh_token=False, persist_session=True)
    return create_client(stack.supabase_url, stack.publishable_key, options)


def test_a_magic_link_signs_in(stack: RunningStack, user: User) -> None:
    post(stack, "/otp", {"email": user.email})
    landed = follow(stack, token_hash(mail_to(stack, user.email)), "magiclink")
    assert fragment(landed)["type"] == "magiclink"
    assert account(stack, fragment(landed)["access_token"])["id"] == user.id


def test_the_code_in_the_mail_signs_in(stack: RunningStack, user: User, anon: Client) -> None:
    anon.auth.sign_in_with_otp({"email": user.email})
    answer = anon.auth.verify_otp({"email": user.email, "token": code(mail_to(stack, user.email)), "type": "email"})
    assert answer.user is not None
    assert answer.user.id == user.id


def test_a_wrong_code_is_refused_and_the_right_one_still_works(stack: RunningStack, user: User, anon: Client) -> None:
    anon.auth.sign_in_with_otp({"email": user.email})
    right = code(mail_to(stack, user.email))
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    with refused("otp_expired", 403):
        anon.auth.verify_otp({"email": user.email, "token": wrong, "type": "email"})
    anon.auth.verify_otp({"email": user.email, "token": right, "type": "email"})


def test_a_code_by_mail_makes_an_account_for_an_unknown_address(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    anon.auth.sign_in_with_otp({"email": address, "options": {"data": {"full_name": "Ada"}}})
    answer = anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "email"})
    assert answer.user is not None
    assert (answer.user.email, answer.user.user_metadata["full_name"]) == (address, "Ada")


def test_a_code_by_mail_makes_no_account_where_none_is_wanted(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    with refused("otp_disabled", 422):
        anon.auth.sign_in_with_otp({"email": address, "options": {"should_create_user": False}})
    assert mails_to(stack, address) == []


def test_a_recovery_leads_to_a_new_password(stack: RunningStack, user: User, anon: Client) -> None:
    anon.auth.reset_password_for_email(user.email)
    anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, user.email)), "type": "recovery"})
    anon.auth.update_user({"password": OTHER_PASSWORD})
    anon.auth.sign_in_with_password({"email": user.email, "password": OTHER_PASSWORD})


def test_a_recovery_answers_alike_for_an_unknown_address(stack: RunningStack, user: User) -> None:
    known, unknown = (post(stack, "/recover", {"email": address}) for address in (user.email, new_address()))
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json()) == (200, {})


def test_a_recovery_confirms_an_address_too(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    post(stack, "/signup", {"email": address, "password": PASSWORD})
    post(stack, "/recover", {"email": address})
    anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "recovery"})
    anon.auth.sign_in_with_password({"email": address, "password": PASSWORD})


@pytest.mark.parametrize("path", ["/otp", "/magiclink", "/recover"])
def test_mails_to_one_address_are_a_second_apart(stack: RunningStack, new_user: NewUser, sql: Sql, path: str) -> None:
    user = new_user()
    assert post(stack, path, {"email": user.email}).status_code == 200
    hasty = post(stack, path, {"email": user.email})
    assert (hasty.status_code, hasty.json()["error_code"]) == (429, "over_email_send_rate_limit")
    allow_the_next_mail(sql, user.email)
    assert post(stack, path, {"email": user.email}).status_code == 200


def test_a_token_of_one_kind_is_not_good_for_another(stack: RunningStack, user: User) -> None:
    post(stack, "/recover", {"email": user.email})
    token = token_hash(mail_to(stack, user.email))
    for verification in ("signup", "invite", "email_change"):
        answer = post(stack, "/verify", {"type": verification, "token_hash": token})
        assert (answer.status_code, answer.json()["error_code"]) == (403, "otp_expired")
    assert post(stack, "/verify", {"type": "recovery", "token_hash": token}).status_code == 200


# Where a link leads -----------------------------------------------------------------------------------------------


def test_a_link_leads_back_to_the_page_that_asked(stack: RunningStack, user: User) -> None:
    page = f"{stack.site_url}/auth/callback?from=%2Fdashboard"
    post(stack, f"/otp?redirect_to={page}", {"email": user.email})
    landed = follow(stack, token_hash(mail_to(stack, user.email)), "magiclink", page)
    assert landed.startswith(f"{page}#access_token=")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "https://evil.example/http://localhost:3000/",
        "//evil.example",
        "http://localhost:3000.evil.example/",
        "http://localhost:3000@evil.example/",
        "http://localhost:3000\\@evil.example/",
        "javascript:alert(1)",
        "http://localhost:3000/\r\nSet-Cookie: a=b",
        "http://[",
        "x" * 5000,
    ],
)
def test_a_link_never_leads_to_where_the_list_does_not(stack: RunningStack, target: str) -> None:
    assert follow(stack, "nonsense", "signup", target).split("#")[0] == stack.site_url


def test_the_pages_of_config_toml_are_on_the_list(stack: RunningStack) -> None:
    page = "http://127.0.0.1:3000/auth/callback"
    assert follow(stack, "nonsense", "signup", page).startswith(f"{page}#error=")


def test_the_mail_carries_only_an_allowed_address(stack: RunningStack, user: User) -> None:
    post(stack, "/recover?redirect_to=https://evil.example/steal", {"email": user.email})
    mail = mail_to(stack, user.email)
    assert "evil.example" not in mail["html"]
    assert query(mail["links"][0])["next"] == stack.site_url


def test_a_link_used_twice_says_so_where_it_leads(stack: RunningStack, user: User) -> None:
    post(stack, "/otp", {"email": user.email})
    token = token_hash(mail_to(stack, user.email))
    follow(stack, token, "magiclink")
    landed = follow(stack, token, "magiclink", f"{stack.site_url}/auth/callback")
    assert landed.startswith(f"{stack.site_url}/auth/callback#")
    assert fragment(landed) == {
        "error": "access_denied",
        "error_code": "otp_expired",
        "error_description": "Email link is invalid or has expired",
    }


@pytest.mark.parametrize(
    "parameters",
    [{}, {"token": "x"}, {"type": "signup"}, {"token": "x", "type": "nonsense"}, {"token": "\0", "type": "signup"}],
)
def test_a_broken_link_leads_to_the_site_with_the_reason(stack: RunningStack, parameters: dict[str, str]) -> None:
    answer = httpx.get(f"{stack.supabase_url}/auth/v1/verify", params=parameters, verify=PLAIN_HTTP)
    assert answer.status_code == 303
    assert fragment(answer.headers["location"])["error"] in ("invalid_request", "access_denied")


def test_looking_at_a_link_does_not_use_it_up(stack: RunningStack, user: User) -> None:
    post(stack, "/otp", {"email": user.email})
    token = token_hash(mail_to(stack, user.email))
    looked = httpx.head(f"{stack.supabase_url}/auth/v1/verify?token={token}&type=magiclink", verify=PLAIN_HTTP)
    assert looked.status_code == 405
    assert "access_token" in fragment(follow(stack, token, "magiclink"))


def test_a_link_needs_no_key_and_is_kept_by_no_cache(stack: RunningStack) -> None:
    answer = httpx.get(f"{stack.supabase_url}/auth/v1/verify?token=x&type=signup", verify=PLAIN_HTTP)
    assert answer.headers["cache-control"] == "no-store"


# PKCE -------------------------------------------------------------------------------------------------------------


def test_the_browser_that_asked_trades_the_code_for_a_session(stack: RunningStack, user: User, asking: Client) -> None:
    asking.auth.sign_in_with_otp({"email": user.email})
    landed = follow(stack, token_hash(mail_to(stack, user.email)), "magiclink", f"{stack.site_url}/auth/callback")
    assert fragment(landed) == {}
    verifier = asking.auth._storage.get_item(f"{asking.auth._storage_key}-code-verifier")

    answer = asking.auth.exchange_code_for_session(
        {"auth_code": query(landed)["code"], "code_verifier": verifier or "", "redirect_to": ""}
    )

    assert answer.session is not None
    assert answer.session.user.id == user.id


def sign_up_by_pkce(stack: RunningStack, verifier: str, verification: str = "signup") -> str:
    """The code that following the mail's link gives."""
    address = new_address()
    body = {"email": address, "password": PASSWORD, "code_challenge": verifier, "code_challenge_method": "plain"}
    assert post(stack, "/signup", body).status_code == 200
    token = token_hash(mail_to(stack, address))
    assert token.startswith("pkce_")
    return query(follow(stack, token, verification))["code"]


def exchange(stack: RunningStack, code: str, verifier: str) -> httpx.Response:
    return post(stack, "/token?grant_type=pkce", {"auth_code": code, "code_verifier": verifier})


def test_a_code_is_worthless_without_its_verifier(stack: RunningStack) -> None:
    verifier = "v" * 43
    code = sign_up_by_pkce(stack, verifier)
    wrong = exchange(stack, code, "w" * 43)
    assert (wrong.status_code, wrong.json()["error_code"]) == (400, "bad_code_verifier")
    assert exchange(stack, code, verifier).status_code == 200


def test_a_link_of_type_email_gives_a_code_too(stack: RunningStack) -> None:
    verifier = "v" * 43
    assert exchange(stack, sign_up_by_pkce(stack, verifier, "email"), verifier).status_code == 200


def test_a_code_works_once(stack: RunningStack) -> None:
    verifier = "v" * 43
    code = sign_up_by_pkce(stack, verifier)
    assert exchange(stack, code, verifier).status_code == 200
    again = exchange(stack, code, verifier)
    assert (again.status_code, again.json()["error_code"]) == (404, "flow_state_not_found")


def test_a_code_is_good_for_five_minutes(stack: RunningStack, sql: Sql) -> None:
    verifier = "v" * 43
    code = sign_up_by_pkce(stack, verifier)
    sql("update auth.flow_state set auth_code_issued_at = now() - interval '301 seconds' where auth_code = %s", [code])
    late = exchange(stack, code, verifier)
    assert (late.status_code, late.json()["error_code"]) == (403, "flow_state_expired")


def test_a_code_that_no_mail_confirmed_is_worthless(stack: RunningStack, sql: Sql) -> None:
    address, verifier = new_address(), "v" * 43
    body = {"email": address, "password": PASSWORD, "code_challenge": verifier, "code_challenge_method": "plain"}
    user_id = post(stack, "/signup", body).json()["id"]
    (flow,) = sql("select auth_code from auth.flow_state where user_id = %s", [user_id])
    assert exchange(stack, flow["auth_code"], verifier).json()["error_code"] == "flow_state_not_found"


def test_errors_of_a_pkce_link_stand_in_the_query_too(stack: RunningStack) -> None:
    landed = follow(stack, "pkce_unknown", "signup", f"{stack.site_url}/auth/callback")
    assert query(landed) == fragment(landed)
    assert query(landed)["error_code"] == "otp_expired"


@pytest.mark.parametrize(
    "challenge",
    [
        {"code_challenge": "v" * 43},
        {"code_challenge_method": "s256"},
        {"code_challenge": "v" * 43, "code_challenge_method": "md5"},
        {"code_challenge": "short", "code_challenge_method": "s256"},
        {"code_challenge": "v" * 129, "code_challenge_method": "s256"},
        {"code_challenge": "ü" * 43, "code_challenge_method": "plain"},
    ],
)
def test_half_a_challenge_is_refused(stack: RunningStack, challenge: dict[str, str]) -> None:
    answer = post(stack, "/recover", {"email": new_address(), **challenge})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_failed")
