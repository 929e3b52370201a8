"""A token stays valid for an hour. After its account is deleted or banned, it can read, write and buy nothing at the
database, storage, realtime or the service."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from postgrest import APIError
from storage3.exceptions import StorageApiError
from storage3.types import FileOptions
from supabase import Client

from tests.conftest import NewUser, Sql, User
from tests.local.coroutines import finish
from tests.local.realtime import listening
from tests.running import RunningStack
from tests.service.api_client import ApiClient, Person, start_body
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio

PNG: FileOptions = {"content-type": "image/png"}
UPSERT: FileOptions = {"content-type": "image/png", "upsert": "true"}
ENDS = ("banned", "deleted", "softly deleted")

End = Callable[[str, str], None]


@pytest.fixture
def end(admin: Client, sql: Sql) -> End:
    """A function that ends a user's account as an operator does: `banned`, `deleted` or `softly deleted`."""

    def act(how: str, user_id: str) -> None:
        if how == "banned":
            admin.auth.admin.update_user_by_id(user_id, {"ban_duration": "24h"})
        else:
            admin.auth.admin.delete_user(user_id, should_soft_delete=how == "softly deleted")

    return act


@pytest.fixture
def owner(user: User, sql: Sql) -> User:
    """A user with a row in every table that users read, and a plan."""
    mark = uuid.uuid4().hex
    sql(
        "insert into products (id, active, name, metadata) values (%s, true, 'Pro', %s)",
        [mark, '{"tier": "pro", "credits": "1"}'],
    )
    sql("insert into prices (id, product_id, active) values (%s, %s, true)", [mark, mark])
    sql(
        "insert into subscriptions (id, user_id, status, price_id, current_period_end)"
        " values (%s, %s, 'active', %s, now() + interval '1 month')",
        [mark, user.id, mark],
    )
    sql("insert into premium_content (title, body) values (%s, 'For subscribers')", [mark])
    sql("select adjust_credits(%s, 1000, 'A present')", [user.id])
    sql("select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['p'], '[{}]')", [uuid.uuid4(), user.id])
    return user


OWN_TABLES = (
    "users",
    "generated_media",
    "credit_grants",
    "credit_purchases",
    "credit_usage",
    "credit_history",
    "subscriptions",
)


@pytest.mark.parametrize("how", ENDS)
def test_no_row_is_read(owner: User, end: End, how: str) -> None:
    tables = (*OWN_TABLES, "premium_content")
    read = {table: owner.client.table(table).select("*").execute().data for table in tables}
    assert [table for table, rows in read.items() if not rows] == []
    end(how, owner.id)
    assert [table for table in tables if owner.client.table(table).select("*").execute().data] == []


@pytest.mark.parametrize("how", ENDS)
def test_no_row_is_written(owner: User, sql: Sql, end: End, how: str) -> None:
    sql("select fail_generation(id, 'failed') from generated_media where user_id = %s", [owner.id])
    end(how, owner.id)
    assert owner.client.table("users").update({"full_name": "Mallory"}).eq("id", owner.id).execute().data == []
    assert owner.client.table("generated_media").delete().eq("user_id", owner.id).execute().data == []
    if how != "deleted":
        (row,) = sql("select full_name from users where id = %s", [owner.id])
        assert row["full_name"] != "Mallory"
        assert len(sql("select id from generated_media where user_id = %s", [owner.id])) == 1


@pytest.mark.parametrize("how", ENDS)
def test_functions_for_signed_in_users_give_nothing(owner: User, end: End, how: str) -> None:
    assert owner.client.rpc("has_tier", {"p_tier": "pro"}).execute().data is True
    assert owner.client.rpc("is_active_user", {}).execute().data is True
    assert owner.client.rpc("upload_quota", {}).execute().data["files"] == 0  # type: ignore[call-overload, index]
    end(how, owner.id)
    for tier in ("free", "pro", "business"):
        assert owner.client.rpc("has_tier", {"p_tier": tier}).execute().data is False
    assert owner.client.rpc("is_active_user", {}).execute().data is False
    with pytest.raises(APIError) as refused:
        owner.client.rpc("upload_quota", {}).execute()
    assert refused.value.message == ("user_banned" if how == "banned" else "unknown_user")


def storage_attempts(files: Any, own: str, user_id: str) -> dict[str, Callable[[], Any]]:
    """All that a client can do to storage in its own folder; `own` is an existing file."""
    fresh = [f"{user_id}/uploads/{uuid.uuid4()}.png" for _ in range(5)]
    return {
        "upload": lambda: files.upload(fresh[0], b"x", PNG),
        "upload an avatar": lambda: files.upload(f"{user_id}/avatar/{uuid.uuid4()}.png", b"x", PNG),
        "upsert": lambda: files.upload(own, b"x", UPSERT),
        "replace": lambda: files.update(own, b"x", PNG),
        "replace a missing file": lambda: files.update(fresh[1], b"x", PNG),
        "move": lambda: files.move(own, fresh[2]),
        "copy": lambda: files.copy(own, fresh[3]),
        "sign for reading": lambda: files.create_signed_url(own, 60),
        "sign for uploading": lambda: files.create_signed_upload_url(fresh[4]),
    }


@pytest.mark.parametrize("how", ENDS)
def test_storage_accepts_and_returns_nothing(owner: User, sql: Sql, end: End, how: str) -> None:
    files = owner.client.storage.from_("generated-media")
    own = f"{owner.id}/uploads/{uuid.uuid4()}.png"
    files.upload(own, b"mine", PNG)
    end(how, owner.id)
    for name, attempt in storage_attempts(files, own, owner.id).items():
        with pytest.raises(StorageApiError) as refused:
            attempt()
        assert str(refused.value.status) in ("403", "404"), name
    assert files.list(f"{owner.id}/uploads") == files.remove([own]) == []
    rows = sql("select name, metadata ->> 'size' as size from storage.objects where name like %s", [f"{owner.id}/%"])
    assert rows == [{"name": own, "size": "4"}]


def test_an_active_user_may_do_all_of_this_except_sign_an_upload(owner: User) -> None:
    files = owner.client.storage.from_("generated-media")
    own = f"{owner.id}/uploads/{uuid.uuid4()}.png"
    files.upload(own, b"mine", PNG)
    refused = set()
    for name, attempt in storage_attempts(files, own, owner.id).items():
        try:
            attempt()
        except StorageApiError:
            refused.add(name)
        if name == "move":
            files.upload(own, b"mine", PNG)
    assert refused == {"sign for uploading"}


@pytest.mark.parametrize(
    ("how", "message"), [("banned", "user_banned"), ("deleted", "unknown_user"), ("softly deleted", "unknown_user")]
)
def test_the_sql_functions_start_and_sell_nothing(user: User, admin: Client, end: End, how: str, message: str) -> None:
    end(how, user.id)
    inputs = {"p_model_id": "krea-flux", "p_prompts": ["p"], "p_inputs": [{}]}
    calls: dict[str, dict[str, Any]] = {
        "start_generations": {"p_ids": [str(uuid.uuid4())], "p_user_id": user.id, **inputs},
        "deduct_credits": {"p_user_id": user.id, "p_amount": 1, "p_description": "x", "p_key": "k"},
        "require_active_user": {"p_user_id": user.id},
    }
    for function, parameters in calls.items():
        with pytest.raises(APIError) as refused:
            admin.rpc(function, parameters).execute()
        assert (function, refused.value.message) == (function, message)


def test_refunds_and_paid_months_of_a_banned_user_are_booked(user: User, sql: Sql, end: End) -> None:
    generation_id = uuid.uuid4()
    sql("select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['p'], '[{}]')", [generation_id, user.id])
    end("banned", user.id)
    sql("select fail_generation(%s, 'failed')", [generation_id])
    sql("select fulfil_purchase(%s, %s, 'price', 70, null)", [user.id, uuid.uuid4().hex])
    sql("select adjust_credits(%s, 7, 'Sorry')", [user.id])
    (row,) = sql("select subscription_credits, purchased_credits from users where id = %s", [user.id])
    assert row == {"subscription_credits": 500, "purchased_credits": 77}


ROUTES = [
    ("POST", "/api/generations", start_body()),
    ("POST", "/api/generations/{generation}/cancel", None),
    ("POST", "/api/create-checkout-session", {"price_id": "price_x"}),
    ("POST", "/api/purchase-credits", {"price_id": "price_x"}),
    ("POST", "/api/create-customer-portal", None),
    ("GET", "/api/check-session-status?session_id=cs_x", None),
    ("GET", "/api/receipts", None),
    ("GET", "/api/account/export", None),
    ("DELETE", "/api/account", None),
]


def routes_with_token(app: Flask) -> set[str]:
    """The app's routes that need a bearer token."""
    return {
        str(rule)
        for rule in app.url_map.iter_rules()
        if not str(rule).startswith(("/api/webhooks", "/healthz", "/readyz", "/s/"))
    }


@pytest.fixture
def app_with_dead_stripe(make_app: MakeApp) -> Flask:
    """The service with Stripe keys but no Stripe, so every request to Stripe fails."""
    return make_app(
        STRIPE_SECRET_KEY="sk_test_none", STRIPE_WEBHOOK_SECRET="whsec_" + "0" * 32, STRIPE_API_URL="http://127.0.0.1:9"
    )


def test_every_authenticated_route_is_tested(app_with_dead_stripe: Flask) -> None:
    tried = {path.partition("?")[0].replace("{generation}", "<generation_id>") for _, path, _ in ROUTES}
    assert tried == routes_with_token(app_with_dead_stripe)


@pytest.mark.parametrize("how", ENDS)
def test_every_authenticated_route_refuses_the_token(
    app_with_dead_stripe: Flask, user: User, sql: Sql, pixio: Pixio, end: End, how: str
) -> None:
    client, headers = app_with_dead_stripe.test_client(), {"Authorization": f"Bearer {user.access_token}"}
    generation_id = str(uuid.uuid4())
    sql("select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['p'], '[{}]')", [generation_id, user.id])
    sql("insert into customers (id, stripe_customer_id) values (%s, %s)", [user.id, f"cus_{generation_id}"])
    end(how, user.id)
    expected = (403, "user_banned") if how == "banned" else (401, "unauthorized")
    for method, path, body in ROUTES:
        if method == "DELETE" and how != "banned":
            continue  # deleting a deleted account is no error: the first response may have been lost
        answer = client.open(path.format(generation=generation_id), method=method, json=body, headers=headers)
        assert (answer.status_code, answer.json["error"]["code"]) == expected, path  # type: ignore[index]
    assert (pixio.queued, pixio.cancelled) == ([], [])
    if how == "banned":
        assert sql("select status from generated_media where id = %s", [generation_id]) == [{"status": "pending"}]


def test_a_lifted_or_expired_ban_has_no_effect(api_client: ApiClient, ada: Person, sql: Sql) -> None:
    for until in ("now() + interval '1 hour'", "'infinity'"):
        sql(f"update auth.users set banned_until = {until} where id = %s", [ada.id])
        assert api_client.start().status_code == 403
    for until in ("null", "now()", "now() - interval '1 hour'", "'-infinity'"):
        sql(f"update auth.users set banned_until = {until} where id = %s", [ada.id])
        assert api_client.start().status_code == 202
        sql("select fail_generation(id, 'failed') from generated_media where user_id = %s", [ada.id])


def test_nothing_starts_after_a_ban_is_written(
    api_client: ApiClient, ada: Person, sql: Sql, client: FlaskClient
) -> None:
    """A user keeps starting generations while the ban is written. All that start are sent before it."""
    sql("update settings set value = '1000' where name = 'max_running_generations'")
    try:
        with ThreadPoolExecutor(4) as pool:
            answers = [pool.submit(api_client.start) for _ in range(40)]
            sql("update auth.users set banned_until = now() + interval '1 hour' where id = %s", [ada.id])
            started = len(ada.generations())
            codes = [answer.result().status_code for answer in answers]
    finally:
        sql("update settings set value = '5' where name = 'max_running_generations'")
    assert set(codes) <= {202, 403}
    # Requests sent before the ban may still be written.
    assert codes.count(202) == len(ada.generations()) <= started + 4
    assert api_client.start().status_code == 403


def test_an_open_channel_receives_nothing_more(stack: RunningStack, sql: Sql, new_user: NewUser, end: End) -> None:
    banned, other = new_user(), new_user()

    async def walk() -> None:
        async with (
            listening(stack, banned.access_token, "users") as heard,
            listening(stack, other.access_token, "users") as control,
        ):
            sql("update users set full_name = 'Before' where id = %s", [banned.id])
            assert (await heard.record())["full_name"] == "Before"
            end("banned", banned.id)
            sql("update users set full_name = 'After' where id = %s", [banned.id])
            sql("update users set full_name = 'Other' where id = %s", [other.id])
            assert (await control.record())["full_name"] == "Other"
            assert heard.changes.empty()
            sql("update auth.users set banned_until = null where id = %s", [banned.id])
            sql("update users set full_name = 'Lifted' where id = %s", [banned.id])
            assert (await heard.record())["full_name"] == "Lifted"

    finish(walk())
