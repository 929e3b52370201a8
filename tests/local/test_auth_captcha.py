"""`[auth.captcha]`: without a token that the vendor accepts, nobody signs up, logs in or asks for a mail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.auth.settings import Captcha, SettingError, load_settings
from tests.conftest import User
from tests.local.auth import PASSWORD, auth_with, new_address
from tests.local.serving import serving
from tests.local.test_auth_settings import project
from tests.running import RunningStack

NO_TOKEN = "captcha protection: request disallowed (no captcha_token found)"
GUARDED = ["/signup", "/token?grant_type=password", "/otp", "/magiclink", "/recover", "/resend"]


@dataclass
class Vendor:
    """Accepts each of its tokens once, for its secret."""

    url: str = ""
    tokens: set[str] = field(default_factory=set)
    broken: bool = False

    async def verify(self, request: Request) -> Response:
        form = dict(httpx.QueryParams((await request.body()).decode()))
        if self.broken:
            return Response("<html>", 502)
        if form["secret"] != "the secret":
            return JSONResponse({"success": False, "error-codes": ["invalid-input-secret"]})
        if form["response"] not in self.tokens:
            return JSONResponse({"success": False, "error-codes": ["invalid-input-response", "timeout-or-duplicate"]})
        self.tokens.remove(form["response"])
        return JSONResponse({"success": True})


@contextmanager
def running_vendor() -> Iterator[Vendor]:
    vendor = Vendor()
    with serving(lambda _: Starlette(routes=[Route("/siteverify", vendor.verify, methods=["POST"])])) as url:
        vendor.url = f"{url}/siteverify"
        yield vendor


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    with running_vendor() as vendor:
        yield vendor


@pytest.fixture(scope="module")
def guarded(stack: RunningStack, vendor: Vendor) -> Iterator[str]:
    settings = replace(load_settings(), captcha=Captcha(vendor.url, "the secret"))
    with auth_with(stack, settings) as url:
        yield url


def post(url: str, path: str, key: str, token: str | None = None, **body: Any) -> httpx.Response:
    security = {"gotrue_meta_security": {"captcha_token": token}} if token is not None else {}
    return httpx.post(f"{url}/auth/v1{path}", json={**body, **security}, headers={"apikey": key}, verify=False)


def body_for(path: str, address: str) -> dict[str, str]:
    body = {"email": address}
    if path.startswith(("/signup", "/token")):
        body["password"] = PASSWORD
    return body | ({"type": "signup"} if path == "/resend" else {})


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_a_request_is_refused(stack: RunningStack, guarded: str, path: str, token: str | None) -> None:
    answer = post(guarded, path, stack.publishable_key, token, **body_for(path, new_address()))
    assert (answer.status_code, answer.json()["error_code"], answer.json()["msg"]) == (400, "captcha_failed", NO_TOKEN)


@pytest.mark.parametrize("path", GUARDED)
def test_a_token_opens_one_request(stack: RunningStack, guarded: str, vendor: Vendor, user: User, path: str) -> None:
    vendor.tokens.add("good")
    body = body_for(path, new_address() if path == "/signup" else user.email)
    assert post(guarded, path, stack.publishable_key, "good", **body).status_code == 200
    again = post(guarded, path, stack.publishable_key, "good", **body)
    assert (again.status_code, again.json()["error_code"]) == (400, "captcha_failed")
    assert "timeout-or-duplicate" in again.json()["msg"]


def test_the_projects_own_key_needs_no_token(stack: RunningStack, guarded: str, user: User) -> None:
    assert post(guarded, "/recover", stack.secret_key, email=user.email).status_code == 200


def test_a_vendor_that_fails_is_a_failure_of_the_server(stack: RunningStack, guarded: str, vendor: Vendor) -> None:
    vendor.broken = True
    try:
        answer = post(guarded, "/recover", stack.publishable_key, "good", email=new_address())
    finally:
        vendor.broken = False
    assert (answer.status_code, answer.json()["error_code"]) == (500, "unexpected_failure")


def test_the_section_is_read_as_the_cli_reads_it(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPTCHA_SECRET", "hidden")
    config = '[auth.captcha]\nenabled = true\nprovider = "turnstile"\nsecret = "env(CAPTCHA_SECRET)"'
    captcha = load_settings(project(tmp_path, config)).captcha
    assert captcha is not None
    assert (captcha.secret, "cloudflare" in captcha.verify_url) == ("hidden", True)


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ('provider = "recaptcha"\nsecret = "x"', r"auth\.captcha\.provider"),
        ('provider = "hcaptcha"', r"auth\.captcha\.secret"),
        ('provider = "hcaptcha"\nsecret = "env(NO_SUCH_VARIABLE)"', r"auth\.captcha\.secret"),
    ],
)
def test_what_cannot_be_followed_is_named(tmp_path: Any, config: str, complaint: str) -> None:
    with pytest.raises(SettingError, match=complaint):
        load_settings(project(tmp_path, f"[auth.captcha]\nenabled = true\n{config}"))
