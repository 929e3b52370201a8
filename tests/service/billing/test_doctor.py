"""`python -m service doctor` names each problem and its remedy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Sql
from tests.running import ROOT, eventually
from tests.service.billing.shop import Buyer, Shop
from tests.service.processes import env_of

SITE = "https://shop.example.com"


def test_doctor_reports_no_problem_after_setup(doctor: Callable[..., tuple[int, str]], sql: Sql) -> None:
    sql("update subscriptions set status = 'canceled' where duplicate")
    code, output = doctor()
    assert (code, "WRONG" in output) == (0, False), output
    assert "All is well." in output


def test_doctor_names_missing_or_wrong_settings(doctor: Callable[..., tuple[int, str]]) -> None:
    for changes, words in [
        ({"STRIPE_SECRET_KEY": ""}, ["STRIPE_SECRET_KEY is missing"]),
        ({"STRIPE_WEBHOOK_SECRET": ""}, ["STRIPE_WEBHOOK_SECRET is missing"]),
        ({"STRIPE_SECRET_KEY": "sk_test_of_somebody_else"}, ["STRIPE_SECRET_KEY is refused"]),
        ({"STRIPE_PRICE_PRO_MONTHLY": "price_nothing"}, ["STRIPE_PRICE_PRO_MONTHLY names no price", "test mode"]),
        ({"STRIPE_PRICE_PRO_WEEKLY": "price_x"}, ["STRIPE_PRICE_PRO_WEEKLY", "STRIPE_PRICE_PRO_MONTHLY"]),
        ({"SUPABASE_PUBLISHABLE_KEY": "sb_publishable_wrong"}, ["SUPABASE_PUBLISHABLE_KEY is refused"]),
        ({"SUPABASE_SECRET_KEY": "sb_secret_wrong"}, ["SUPABASE_SECRET_KEY is refused"]),
        ({"PIXIO_API_URL": "http://127.0.0.1:9"}, ["Pixio at http://127.0.0.1:9 cannot be reached", "PIXIO_API_URL"]),
        ({"PIXIO_DEPLOY_API_KEY": "of-somebody-else"}, ["PIXIO_DEPLOY_API_KEY is refused by"]),
        ({"STRIPE_API_URL": "http://127.0.0.1:9"}, ["Stripe at http://127.0.0.1:9 cannot be reached", "network"]),
        (
            {"SITE_URL": SITE},
            ["Auth's site URL is http://localhost:", f"Auth does not redirect to {SITE}/auth/callback"],
        ),
        ({"RATELIMIT_STORAGE_URI": "redis://:hidden@127.0.0.1:9"}, ["Redis at 127.0.0.1:9 does not respond"]),
        (
            {"DEPLOYMENT_ID_KREA": str(uuid.UUID(int=1))},
            ["DEPLOYMENT_ID_KREA belongs to no", "DEPLOYMENT_ID_KREA_FLUX"],
        ),
        ({"DEPLOYMENT_ID_KREA_FLUX": "mine"}, ["DEPLOYMENT_ID_KREA_FLUX is not the id of a deployment"]),
        ({"SITE_URL": SITE}, [f"no webhook endpoint {SITE}/api/webhooks/stripe", "python -m service stripe setup"]),
    ]:
        code, output = doctor(**changes)
        assert code == 1
        for word in words:
            assert word in output
        assert "hidden" not in output


def test_consequences_of_the_first_problem_are_not_listed(doctor: Callable[..., tuple[int, str]]) -> None:
    for changes, problem in [
        ({"SUPABASE_SECRET_KEY": "sb_secret_wrong"}, "SUPABASE_SECRET_KEY is refused by"),
        ({"SUPABASE_URL": "http://127.0.0.1:9"}, "Supabase at http://127.0.0.1:9 cannot be reached"),
        ({"STRIPE_API_URL": "http://127.0.0.1:9"}, "Stripe at http://127.0.0.1:9 cannot be reached"),
        ({"PIXIO_API_URL": "http://127.0.0.1:9"}, "Pixio at http://127.0.0.1:9 cannot be reached"),
    ]:
        code, output = doctor(**changes)
        assert (code, output.count("WRONG"), output.count("->")) == (1, 1, 1), output
        (line,) = [line for line in output.splitlines() if "cannot be reached" in line or "is refused" in line]
        assert problem in line


def test_doctor_prints_json_for_monitors(doctor: Callable[..., tuple[int, str]]) -> None:
    code, output = doctor("--json", DEPLOYMENT_ID_KREA_FLUX="mine")
    found = json.loads(output)
    assert (code, found["ok"]) == (1, False)
    assert {"check", "what", "remedy"} == set(found["problems"][0])


def test_price_of_the_wrong_kind_is_named(doctor: Callable[..., tuple[int, str]], ordered_shop: Shop) -> None:
    code, output = doctor(STRIPE_PRICE_PRO_MONTHLY=ordered_shop.prices["credit_pack_1000"])
    assert (code, "STRIPE_PRICE_PRO_MONTHLY names a price that is not recurring by the month" in output) == (1, True)


def test_doctor_names_what_is_missing_in_the_database(doctor: Callable[..., tuple[int, str]], sql: Sql) -> None:
    for change, restore, words in [
        (
            "set session_replication_role = replica; update storage.buckets set id = 'renamed' where id = 'generated-media'",
            "update storage.buckets set id = 'generated-media' where id = 'renamed'; reset session_replication_role",
            ["no bucket generated-media", "npx supabase db push --remote"],
        ),
        (
            "update storage.buckets set public = false where id = 'generated-media'",
            "update storage.buckets set public = true where id = 'generated-media'",
            ["generated-media is not public"],
        ),
        (
            "update storage.buckets set allowed_mime_types = array_remove(allowed_mime_types, 'video/webm')",
            "update storage.buckets set allowed_mime_types = allowed_mime_types || 'video/webm'::text",
            ["refuses video/webm"],
        ),
        (
            "alter publication supabase_realtime drop table public.users",
            "alter publication supabase_realtime add table public.users",
            ["Changes of users do not reach browsers", "alter publication supabase_realtime add table public.users;"],
        ),
        (
            "revoke select on public.premium_content from service_role",
            "grant select on public.premium_content to service_role",
            ["premium_content cannot be read (42501)"],
        ),
        (
            'alter policy "Can delete own files" on storage.objects rename to "Gone"',
            'alter policy "Gone" on storage.objects rename to "Can delete own files"',
            ["lacks the policy 'Can delete own files'", "20261122000600_storage.sql"],
        ),
        (
            "alter table storage.objects disable row level security",
            "alter table storage.objects enable row level security",
            ["Row level security of storage.objects is off", "alter table storage.objects enable row level security;"],
        ),
        (
            "alter table public.customers disable row level security",
            "alter table public.customers enable row level security",
            ["Row level security of public.customers is off"],
        ),
        (
            "update settings set value = to_jsonb(extract(epoch from now())::bigint - 1500) where name = 'reconciled_at'",
            "update settings set value = to_jsonb(extract(epoch from now())::bigint) where name = 'reconciled_at'",
            ["last complete pass of the reconciler ended 25 minutes ago", "python -m service reconcile --every 60"],
        ),
        (
            "update settings set name = 'renamed' where name = 'reconciled_at'",
            "update settings set name = 'reconciled_at' where name = 'renamed'",
            ["The reconciler has not completed a pass yet"],
        ),
        ("update models set active = false", "update models set active = true", ["No model is active"]),
        (
            "update products set active = false where id = 'plan_business'",
            "update products set active = true where id = 'plan_business'",
            ["no business plan by the month for sale", "no business plan by the year for sale"],
        ),
        (
            "update products set active = false where id like 'credit\\_pack%'",
            "update products set active = true where id like 'credit\\_pack%'",
            ["There is no credit pack for sale."],
        ),
    ]:
        sql(change)
        try:
            code, output = doctor()
        finally:
            sql(restore)
        assert code == 1
        for word in words:
            assert word in output


@pytest.fixture
def team(sql: Sql) -> Iterator[None]:
    """A tier without a plan for sale."""
    sql("insert into tiers (id, name, rank) values ('team', 'Team', 30)")
    yield
    sql("delete from products where tier = 'team'")
    sql("delete from tiers where id = 'team'")


@pytest.mark.parametrize("interval", ["month", "year"])
def test_one_price_is_enough_for_a_tier_that_the_catalogue_does_not_name(
    doctor: Callable[..., tuple[int, str]], ordered_shop: Shop, sql: Sql, team: None, interval: str
) -> None:
    code, output = doctor()
    assert (code, "There is no team plan for sale." in output) == (1, True), output
    stripe = ordered_shop.stripe
    product = stripe.v1.products.create({"name": "Team", "metadata": {"tier": "team", "credits": "20000"}})
    recurring = {"currency": "usd", "unit_amount": 17_900, "recurring": {"interval": interval}}
    stripe.v1.prices.create({"product": product.id, **recurring})  # type: ignore[typeddict-item]
    eventually(lambda: sql("select 1 from prices where product_id = %s", [product.id]))
    try:
        assert "team plan" not in doctor()[1]
    finally:
        stripe.v1.products.update(product.id, {"active": False, "metadata": {"tier": "business"}})
        eventually(lambda: sql("select 1 from products where id = %s and not active", [product.id]))


@pytest.fixture
def old_event(sql: Sql) -> Iterator[str]:
    event_id = f"evt_{uuid.uuid4().hex}"
    sql(
        "insert into stripe_events (id, type, created_at, received_at, attempts, error)"
        " values (%s, 'invoice.paid', now(), now() - interval '1 hour', 3, 'Unavailable')",
        [event_id],
    )
    yield event_id
    sql("delete from stripe_events where id = %s", [event_id])


def test_doctor_names_unprocessed_events(doctor: Callable[..., tuple[int, str]], old_event: str) -> None:
    code, output = doctor()
    assert code == 1
    assert f"{old_event} (invoice.paid, tried 3 times, Unavailable)" in output
    assert "python -m service reconcile" in output


def test_doctor_names_an_account_whose_month_cannot_be_booked(
    doctor: Callable[..., tuple[int, str]], sql: Sql, ordered_buyer: Buyer
) -> None:
    sql("insert into credit_grant_failures (user_id, error, attempts) values (%s, '22003', 4)", [ordered_buyer.id])
    sql("update users set credits_reset_at = now() where id = %s", [ordered_buyer.id])
    code, output = doctor()
    assert (code, f"the user {ordered_buyer.id} were not booked (SQLSTATE 22003, tried 4 times)" in output) == (1, True)
    sql("update users set credits_reset_at = now() + interval '1 day' where id = %s", [ordered_buyer.id])
    assert ordered_buyer.id not in doctor()[1]


def test_doctor_names_rejected_events_with_the_likely_reason(
    doctor: Callable[..., tuple[int, str]], ordered_shop: Shop
) -> None:
    ordered_shop.stripe.fault(event="product.created", signature="bad")
    ordered_shop.stripe.v1.products.create({"name": "A scarf"})
    (event_id,) = ordered_shop.stripe.events("product.created")
    eventually(lambda: 400 in ordered_shop.relay.answers_of(event_id))
    code, output = doctor()
    assert code == 1
    assert "1 were refused; the newest is product.created" in output
    assert "STRIPE_WEBHOOK_SECRET" in output


def test_doctor_names_an_endpoint_without_all_events(
    doctor: Callable[..., tuple[int, str]], ordered_shop: Shop
) -> None:
    endpoints = ordered_shop.stripe.v1.webhook_endpoints
    made = endpoints.create({"url": f"{SITE}/api/webhooks/stripe", "enabled_events": ["invoice.paid"]})
    code, output = doctor(SITE_URL=SITE)
    endpoints.delete(made.id)
    assert code == 1
    assert "does not get" in output
    assert "checkout.session.completed" in output


def test_all_invalid_settings_are_named_without_a_stack_trace() -> None:
    env = env_of({"SITE_URL": "nonsense", "PATH": os.environ["PATH"]})
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "service", "doctor"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    for word in ("SITE_URL must be an address", "SUPABASE_URL is missing", "PIXIO_WEBHOOK_SECRET is missing"):
        assert word in ended.stderr


def test_doctor_names_a_second_subscription(
    doctor: Callable[..., tuple[int, str]], ordered_buyer: Buyer, sql: Sql
) -> None:
    subscription_id = ordered_buyer.subscribe()
    ordered_buyer.shop.arrive()
    sql("update subscriptions set duplicate = true where id = %s", [subscription_id])
    code, output = doctor()
    sql("update subscriptions set duplicate = false where id = %s", [subscription_id])
    assert (code, subscription_id in output, ordered_buyer.id in output) == (1, True, True)
