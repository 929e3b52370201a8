"""Through the data API each role can read and write exactly what the table below lists.

Tables, views and columns come from the catalogue: a new one fails here until it is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from flask import Flask

from tests.conftest import Sql
from tests.hostile.data_api import Api, data_api
from tests.hostile.shop import open_shop
from tests.running import RunningStack
from tests.service.api_client import Person, sign_up
from tests.service.billing.shop import Buyer

REFUSED = "refused"


@dataclass(frozen=True)
class Access:
    """Who may read the owner's row: anon, a stranger, the owner. And which columns the owner may change."""

    anon: bool | str
    stranger: bool
    owner: bool
    hidden: frozenset[str] = frozenset()
    updates: frozenset[str] = field(default=frozenset())
    deletes: bool = False
    inserts: bool = False


OWN = Access(REFUSED, stranger=False, owner=True)
PUBLIC = Access(anon=True, stranger=True, owner=True)
NOBODY = None
EXPECTED: dict[str, Access | None] = {
    "users": Access(REFUSED, stranger=False, owner=True, updates=frozenset({"full_name", "avatar_url"})),
    "generated_media": Access(REFUSED, stranger=False, owner=True, deletes=True),
    "favorites": Access(REFUSED, stranger=False, owner=True, inserts=True, deletes=True),
    "collections": Access(REFUSED, stranger=False, owner=True, updates=frozenset({"name"}), inserts=True, deletes=True),
    "collection_items": Access(REFUSED, stranger=False, owner=True, inserts=True, deletes=True),
    "shares": Access(
        REFUSED, stranger=False, owner=True, updates=frozenset({"show_prompt"}), inserts=True, deletes=True
    ),
    "subscriptions": OWN,
    "credit_grants": OWN,
    "credit_purchases": OWN,
    "credit_usage": OWN,
    "credit_history": OWN,
    "premium_content": Access(REFUSED, stranger=False, owner=True),
    "tiers": PUBLIC,
    "products": PUBLIC,
    "prices": PUBLIC,
    "models": Access(anon=True, stranger=True, owner=True, hidden=frozenset({"deployment_id"})),
    "customers": NOBODY,
    "settings": NOBODY,
    "stripe_events": NOBODY,
    "stripe_invoices": NOBODY,
    "stripe_invoice_lines": NOBODY,
    "stripe_payments": NOBODY,
    "refused_mail_domains": NOBODY,
    "credit_grant_failures": NOBODY,
    "orphaned_customers": NOBODY,
}
SHORT_LIVED = {"orphaned_customers", "credit_grant_failures"}
"""Tables whose rows the stack's reconciler changes."""
KEYS = {
    "settings": "name",
    "refused_mail_domains": "domain",
    "orphaned_customers": "stripe_customer_id",
    "credit_grant_failures": "user_id",
}
"""Primary keys with another name than "id"."""
VISIBLE = {table: access for table, access in EXPECTED.items() if access}


@dataclass(frozen=True)
class Scene:
    """An owner on the Pro plan with one row in every table, a stranger, and anon."""

    sql: Sql
    owner: Person
    http: httpx.Client
    anon: Api
    stranger: Api
    as_owner: Api
    keys: dict[str, tuple[str, str]]

    @property
    def callers(self) -> dict[str, Api]:
        """The callers, by their relation to the owner."""
        return {"anon": self.anon, "stranger": self.stranger, "owner": self.as_owner}

    def filter(self, table: str) -> str:
        """The data API filter that selects the owner's row."""
        column, value = self.keys[table]
        return f"{column}=eq.{value}"

    def row(self, table: str) -> dict[str, Any]:
        """The owner's current row."""
        column, value = self.keys[table]
        query: Any = f"select to_jsonb(t) as row from {table} t where {column}::text = %s order by created_at limit 1"
        query = query if "created_at" in columns_of(self.sql, table) else query.replace("order by created_at ", "")
        (found,) = self.sql(query, [value])
        return {name: found["row"][name] for name in columns_of(self.sql, table)}

    def rows(self) -> dict[str, dict[str, Any]]:
        """All rows of the owner, by table."""
        return {table: self.row(table) for table in EXPECTED if table not in SHORT_LIVED}


@pytest.fixture(scope="module")
def scene(stack: RunningStack, billing_app: Flask, sql: Sql) -> Iterator[Scene]:
    stranger, title, generation = sign_up(stack, sql), uuid4().hex, str(uuid4())
    with open_shop(stack, billing_app, sql, "scene") as shop:
        buyer = Buyer(sign_up(stack, sql), shop)
        subscription = buyer.subscribe()
        buyer.buy()
        shop.arrive()
        event = shop.stripe.events("checkout.session.completed")[0]
    sql(
        "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['a secret prompt'], '[{}]')",
        [generation, buyer.id],
    )
    sql("select complete_generation(%s, 'https://x/y.png', %s)", [generation, f"{buyer.id}/images/{generation}.png"])
    sql("insert into favorites (user_id, generation_id) values (%s, %s)", [buyer.id, generation])
    (collection,) = sql("insert into collections (user_id, name) values (%s, %s) returning id::text", [buyer.id, title])
    sql(
        "insert into collection_items (user_id, collection_id, generation_id) values (%s, %s, %s)",
        [buyer.id, collection["id"], generation],
    )
    (share,) = sql(
        "insert into shares (user_id, generation_id) values (%s, %s) returning id::text", [buyer.id, generation]
    )
    (article,) = sql("insert into premium_content (title, body) values (%s, 'Test') returning id::text", [title])
    sql(
        "insert into stripe_payments (id, amount, refunded, disputed, withdrawn, synced_ticket) values (%s, 1, 0, 0, 0, 1)",
        [title],
    )
    sql("insert into refused_mail_domains (domain) values (%s)", [title])
    sql("insert into orphaned_customers (stripe_customer_id) values (%s)", [title])
    sql("insert into credit_grant_failures (user_id, error) values (%s, '22003')", [buyer.id])
    (invoice,) = sql("select id from stripe_invoices where subscription_id = %s", [subscription])
    keys = {
        **dict.fromkeys(EXPECTED, ("user_id", buyer.id)),
        "users": ("id", buyer.id),
        "customers": ("id", buyer.id),
        "generated_media": ("id", generation),
        "collections": ("id", collection["id"]),
        "shares": ("id", share["id"]),
        "subscriptions": ("id", subscription),
        "premium_content": ("id", article["id"]),
        "products": ("id", "plan_pro"),
        "prices": ("id", shop.prices["pro_monthly"]),
        "models": ("id", "krea-flux"),
        "settings": ("name", "max_running_generations"),
        "stripe_events": ("id", event),
        "stripe_invoices": ("id", invoice["id"]),
        "stripe_invoice_lines": ("invoice_id", invoice["id"]),
        "stripe_payments": ("id", title),
        "refused_mail_domains": ("domain", title),
        "tiers": ("id", "pro"),
        "orphaned_customers": ("stripe_customer_id", title),
    }
    with data_api(stack) as http:
        yield Scene(sql, buyer.person, http, Api(http), Api(http, stranger.token), Api(http, buyer.person.token), keys)
    sql("delete from premium_content where title = %s", [title])
    sql("delete from stripe_payments where id = %s", [title])
    sql("delete from refused_mail_domains where domain = %s", [title])
    sql("delete from orphaned_customers where stripe_customer_id = %s", [title])


@pytest.fixture(autouse=True)
def nothing_has_changed(scene: Scene) -> Iterator[None]:
    """Assert that no row of the owner changed."""
    before = scene.rows()
    yield
    assert scene.rows() == before


def assert_refused(answer: httpx.Response, caller: str, what: str) -> None:
    assert answer.status_code == (401 if caller == "anon" else 403), f"{caller}: {what}: {answer.text}"
    assert answer.json()["code"] == "42501", what


def columns_of(sql: Sql, table: str) -> list[str]:
    found = sql(
        "select attname::text as name from pg_attribute where attrelid = %s::regclass and attnum > 0"
        " and not attisdropped and attgenerated = ''",
        [f"public.{table}"],
    )
    return [row["name"] for row in found]


def test_every_table_and_view_is_listed(sql: Sql) -> None:
    found = sql(
        "select relname::text as name from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')"
    )
    assert {row["name"] for row in found} == set(EXPECTED)


def test_each_role_reads_exactly_what_is_listed(scene: Scene) -> None:
    for table, access in EXPECTED.items():
        for caller, api in scene.callers.items():
            columns = columns_of(scene.sql, table)
            if access is not None and not access.hidden and getattr(access, caller) != REFUSED:
                columns = [",".join(columns)]
            for column in columns:
                answer = api.send("GET", f"{table}?select={column}&{scene.filter(table)}")
                readable = access is not None and column not in access.hidden and getattr(access, caller)
                if access is None or column in access.hidden or readable == REFUSED:
                    assert_refused(answer, caller, f"{table}.{column}")
                else:
                    assert answer.status_code == 200, f"{caller}: {table}.{column}"
                    assert bool(answer.json()) is readable, f"{caller}: {table}.{column}"


def test_a_filter_or_order_reveals_no_hidden_column(scene: Scene) -> None:
    for table, access in EXPECTED.items():
        hidden = columns_of(scene.sql, table)[:1] if access is None else access.hidden
        for column in sorted(hidden):
            for question in (
                f"{column}=not.is.null",
                f"or=({column}.is.null,{column}.not.is.null)",
                f"order={column}",
                f"select=x:{column}",
                f"select={column}::text",
                f"not.and=({column}.is.null)",
            ):
                visible = "" if "select" in question or access is None else "&select=id"
                for caller, api in scene.callers.items():
                    assert_refused(api.send("GET", f"{table}?{question}{visible}"), caller, f"{table}?{question}")


def test_nobody_inserts(scene: Scene) -> None:
    for table, access in EXPECTED.items():
        if access and access.inserts:
            continue
        row = scene.row(table)
        fresh = {**row, "id": str(uuid4()), "name": "new"} if "id" in row else row
        fresh = {name: value for name, value in fresh.items() if name in row}
        for caller, api in scene.callers.items():
            for body in (row, [fresh, row], {}):
                answer = api.send("POST", table, {"Prefer": "return=representation,missing=default"}, json=body)
                assert_refused(answer, caller, table)
            if table != "credit_history":  # a view has no key
                upsert = {"Prefer": "resolution=merge-duplicates,return=representation"}
                key = KEYS.get(table, "id")
                assert_refused(
                    api.send("POST", f"{table}?on_conflict={key}", upsert, json=row), caller, f"{table} upsert"
                )


@pytest.mark.parametrize(
    ("table", "unset"),
    [
        ("favorites", ("created_at",)),
        ("collections", ("created_at",)),
        ("collection_items", ("added_at",)),
        ("shares", ("id", "token", "created_at")),
    ],
)
def test_a_user_inserts_no_row_of_another(scene: Scene, table: str, unset: tuple[str, ...]) -> None:
    """Columns in `unset` are set by the database only."""
    row = scene.row(table)
    own = {name: value for name, value in row.items() if name not in ("user_id", *unset)}
    for caller, api in scene.callers.items():
        assert_refused(api.send("POST", table, json=row), caller, f"{table}: columns of the database")
        if caller != "owner":
            assert_refused(api.send("POST", table, json=own | {"user_id": row["user_id"]}), caller, table)
            if table != "collections":
                assert_refused(api.send("POST", table, json=own), caller, f"{table}: of the owner's result")


def test_only_the_owner_updates_the_listed_columns(scene: Scene) -> None:
    for table, access in EXPECTED.items():
        row = scene.row(table)
        for caller, api in scene.callers.items():
            for column in columns_of(scene.sql, table):
                body, wish = {column: row[column]}, {"Prefer": "return=representation"}
                answer = api.send("PATCH", f"{table}?{scene.filter(table)}", wish, json=body)
                if access is None or column not in access.updates or caller == "anon":
                    assert_refused(answer, caller, f"{table}.{column}")
                else:
                    assert answer.status_code == 200
                    assert len(answer.json()) == (1 if caller == "owner" else 0)
            everything = api.send("PATCH", f"{table}?{scene.filter(table)}", json=row)
            assert_refused(everything, caller, f"{table}, all columns")


def test_only_the_owner_deletes_rows(scene: Scene) -> None:
    for table, access in EXPECTED.items():
        for caller, api in scene.callers.items():
            if access is not None and access.deletes and caller == "owner":
                continue
            answer = api.send("DELETE", f"{table}?{scene.filter(table)}", {"Prefer": "return=representation"})
            if access is not None and access.deletes and caller == "stranger":
                assert (answer.status_code, answer.json()) == (200, []), table
            else:
                assert_refused(answer, caller, table)


def test_the_owner_cannot_delete_a_running_generation(scene: Scene) -> None:
    generation = str(uuid4())
    scene.sql(
        "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['x'], '[{}]')", [generation, scene.owner.id]
    )
    for path in (
        f"generated_media?id=eq.{generation}",
        "generated_media?status=eq.pending",
        f"generated_media?or=(id.eq.{generation})",
    ):
        answer = scene.as_owner.send("DELETE", path, {"Prefer": "return=representation"})
        assert (answer.status_code, answer.json()) == (200, [])
    scene.sql("select fail_generation(%s, 'failed')", [generation])


def test_no_other_schema_is_exposed(scene: Scene) -> None:
    for schema in [
        "private",
        "auth",
        "storage",
        "realtime",
        "extensions",
        "pg_catalog",
        "information_schema",
        "vault",
        "cron",
    ]:
        for api in scene.callers.values():
            for method, name in (("GET", "Accept-Profile"), ("POST", "Content-Profile"), ("PATCH", "Content-Profile")):
                answer = api.send(
                    method, "users?id=is.null", {name: schema}, **({} if method == "GET" else {"json": {}})
                )
                assert (answer.status_code, answer.json()["code"]) == (406, "PGRST106")


def test_no_query_of_a_stranger_returns_the_owner(scene: Scene) -> None:
    for question in [
        "users?or=(id.eq.{owner},id.neq.{owner})",
        "users?not.and=(id.is.null,full_name.eq.x)",
        "users?select=*&id=in.({owner})",
        "credit_history?user_id=eq.{owner}",
        "credit_history?select=user_id,amount&order=amount",
        "generated_media?select=id,prompt,user_id&prompt=ilike.*secret*",
        "generated_media?select=*,models(*)&user_id=neq.00000000-0000-0000-0000-000000000000",
        "models?select=id,generated_media(prompt,user_id)",
        "prices?select=id,subscriptions(id,user_id,metadata)",
        "products?select=id,prices(id,subscriptions!inner(id,user_id))",
        "prices?select=id,subscriptions!inner(user_id)&subscriptions.user_id=eq.{owner}",
        "subscriptions?select=*,prices(*,products(*))",
        "premium_content?select=*&or=(tier.eq.pro,tier.neq.pro)",
    ]:
        asked = question.format(owner=scene.owner.id)
        answer = scene.stranger.send("GET", asked)
        assert answer.status_code in (200, 403), answer.text
        for secret in (scene.owner.id, "a secret prompt", *(scene.keys[table][1] for table in ("premium_content",))):
            assert secret not in answer.text


def test_unusual_data_api_queries_reveal_and_break_nothing(scene: Scene) -> None:
    for path, headers in [
        ("users?select=subscription_credits.sum()", {}),
        ("users?select=pg_sleep(9)", {}),
        ("users?id=eq.' or '1'='1", {}),
        ("users?id=eq.x);delete from users;--", {}),
        ("users?select=*,auth(*)", {}),
        ("users?select=*,users(*)", {}),
        ("users?select=id,full_name->>'x'", {}),
        ("users?select=(select purchased_credits)", {}),
        ("users;select%201", {}),
        ("pg_catalog.pg_authid", {}),
        ("auth.users", {}),
        ("..%2f..%2fusers", {}),
        ("users", {"Accept": "application/vnd.pgrst.plan+json"}),
        ("users", {"Accept": "application/vnd.pgrst.plan+text; options=analyze|verbose"}),
        ("users?limit=-1", {}),
    ]:
        for api in (scene.stranger, scene.anon):
            answer = api.send("GET", path, headers)
            assert answer.status_code < 500, answer.text
            assert scene.owner.id not in answer.text


def test_no_header_raises_a_role(scene: Scene) -> None:
    for headers in [
        {"Role": "service_role", "X-Role": "postgres", "Prefer": "tx=commit"},
        {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "PATCH"},
        {"Range": "0-100000", "Prefer": "count=exact"},
        {"Prefer": "count=planned"},
        {"Prefer": "params=single-object,handling=lenient,max-affected=0"},
        {"X-Forwarded-User": "admin", "X-Hasura-Role": "admin", "Authorization2": "x"},
    ]:
        for table, access in VISIBLE.items():
            answer = scene.stranger.send("GET", f"{table}?{scene.filter(table)}", headers)
            assert answer.status_code in ((403,) if access.hidden else (200, 206)), answer.text
            assert access.stranger or answer.json() == []


def test_the_openapi_document_lists_no_hidden_table(scene: Scene) -> None:
    for api in scene.callers.values():
        text = api.send("GET", "").text
        for table, access in EXPECTED.items():
            assert access is not None or f'"/{table}"' not in text
