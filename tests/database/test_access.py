"""Permissions: one table of promises, each checked in Postgres.

For each table and verb there are four outcomes, for anon, a stranger, the owner and the service role:
`x` refused, `0` no row found, `1` the row found. A table, column or function that is not listed fails
the test, so that none is exposed by mistake.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import CheckViolation, GeneratedAlways, InsufficientPrivilege

from .conftest import Database

ROLES = ("anon", "stranger", "owner", "service")


@dataclass(frozen=True)
class Promise:
    """The outcomes by verb, and the columns that browsers and the service may update."""

    select: str
    insert: str = "xxxx"
    update: str = "xxxx"
    delete: str = "xxxx"
    browser_may_update: frozenset[str] = frozenset()
    service_may_update: frozenset[str] = frozenset()
    hidden_from_browser: frozenset[str] = field(default=frozenset())


# Tables that credits are computed from, without a trigger of their own.
MONEY = {
    *("customers", "prices", "subscriptions", "stripe_invoices", "stripe_invoice_lines", "stripe_payments"),
    *("stripe_events", "private.mailboxes", "private.mailbox_debts", "private.mailbox_payments", "private.trials"),
}
# Tables with a trigger on the deletion of a row.
WATCHED = """
    select distinct tgrelid::regclass::text as name from pg_trigger
    where not tgisinternal and tgtype & 1 = 1 and tgtype & 8 = 8 and tgrelid in (select oid from pg_class where relkind = 'r')"""
ALL = frozenset({"*"})
PROMISES = {
    "users": Promise(
        select="x011",
        update="x011",
        browser_may_update=frozenset({"full_name", "avatar_url"}),
        service_may_update=frozenset({"full_name", "avatar_url", "billing_address", "payment_method"}),
    ),
    "customers": Promise(select="xxx1"),
    "tiers": Promise(select="1111"),
    "products": Promise(select="1111"),
    "prices": Promise(select="1111"),
    "subscriptions": Promise(select="x011"),
    "settings": Promise(select="xxx1", insert="xxx1", update="xxx1", delete="xxx1", service_may_update=ALL),
    "refused_mail_domains": Promise(select="xxx1", insert="xxx1", update="xxx1", delete="xxx1", service_may_update=ALL),
    "models": Promise(
        select="1111",
        insert="xxx1",
        update="xxx1",
        delete="xxx1",
        service_may_update=ALL,
        hidden_from_browser=frozenset({"deployment_id"}),
    ),
    "favorites": Promise(select="x011", delete="x01x"),
    "collections": Promise(
        select="x011", insert="x11x", update="x01x", delete="x01x", browser_may_update=frozenset({"name"})
    ),
    "collection_items": Promise(select="x011", delete="x01x"),
    "credit_grants": Promise(select="x011"),
    "credit_purchases": Promise(select="x011"),
    "credit_usage": Promise(select="x011"),
    "credit_history": Promise(select="x011"),
    "stripe_events": Promise(select="xxx1"),
    "credit_grant_failures": Promise(select="xxx1"),
    "stripe_invoices": Promise(select="xxx1"),
    "stripe_invoice_lines": Promise(select="xxx1"),
    "stripe_payments": Promise(select="xxx1"),
    "orphaned_customers": Promise(select="xxx1"),
    "premium_content": Promise(select="x001", insert="xxx1", update="xxx1", delete="xxx1", service_may_update=ALL),
    "generated_media": Promise(
        select="x011",
        update="xxx1",
        delete="x011",
        service_may_update=frozenset(
            {"media_url", "storage_path", "metadata", "thumbnail_url", "placeholder", "width", "height"}
        ),
    ),
    "shares": Promise(select="x011", update="x01x", delete="x01x", browser_may_update=frozenset({"show_prompt"})),
}
SERVICE_MAY_CALL = {
    "start_generations",
    "start_waiting_generation",
    "wait_again",
    "report",
    "report_names",
    "record_progress",
    "start_storing",
    "complete_generation",
    "fail_generation",
    "deduct_credits",
    "ensure_due_credits",
    "refresh_due_credits",
    "receive_stripe_event",
    "due_stripe_events",
    "finish_stripe_event",
    "next_stripe_ticket",
    "own_stripe_account",
    "delete_orphaned_customer",
    "record_email_sent",
    "delete_old_stripe_events",
    "sync_product",
    "sync_price",
    "mark_product_deleted",
    "mark_price_deleted",
    "sync_customer",
    "mark_customer_deleted",
    "sync_subscription",
    "fulfil_purchase",
    "sync_payment",
    "check_next_ledgers",
    "adjust_credits",
    "has_tier",
    "open_tiers",
    "published_tables",
    "sign_up_hook_works",
    "storage_policies",
    "tables_without_rls",
    "users_unknown_to_auth",
    "recent_sign_ups",
    "packs_below_plans",
    "unfinished_work",
    "export_mailbox",
    "require_active_user",
    "list_user_files",
    "next_files_to_remove",
    "forget_files",
    "trial_days",
    "is_name",
}
ANYBODY_MAY_CALL = {"shared", "generation_limits"}
SIGNED_IN_MAY_CALL = {
    "has_tier",
    "open_tiers",
    "is_active_user",
    "upload_quota",
    "plan_offers",
    "free_months",
    "next_month",
    "current_generations",
    "recent_prompts",
    "premium_titles",
    "is_own_result",
    "is_own_collection",
    "is_upload_name",
    "has_upload_room",
    "is_mail_domain_refused",
    "is_name",
}


@dataclass(frozen=True)
class Scene:
    """A user with one row in every table, and another user."""

    db: Database
    owner: UUID
    stranger: UUID
    keys: dict[str, str]

    def attempt(self, role: str, statement: str) -> str:
        """`x`: refused, `0`: no row, `1`: a row, or an error that occurs after the permission check."""
        database_role = {"anon": "anon", "service": "service_role"}.get(role, "authenticated")
        user_id = {"stranger": self.stranger, "owner": self.owner}.get(role)
        with self.db.acting_as(database_role, user_id) as connection:
            try:
                return "1" if connection.execute(statement.encode()).rowcount else "0"
            except (InsufficientPrivilege, GeneratedAlways):  # nobody can write a generated column
                return "x"
            except psycopg.IntegrityError:
                return "1"

    def where(self, table: str) -> str:
        return self.keys[table]


def _keep_a_result(db: Database, owner: UUID) -> None:
    """Complete a generation, make it a favourite, put it into a collection, and share it."""
    generation = db.started(owner)
    db.complete(generation)
    db.run("insert into favorites (user_id, generation_id) values (%s, %s)", owner, generation)
    db.run("insert into shares (user_id, generation_id) values (%s, %s)", owner, generation)
    collection = db.value("insert into collections (user_id, name) values (%s, 'Test') returning id", owner)
    db.run(
        "insert into collection_items (user_id, collection_id, generation_id) values (%s, %s, %s)",
        owner,
        collection,
        generation,
    )


@pytest.fixture(scope="module")
def scene(db: Database) -> Iterator[Scene]:
    owner, stranger = db.new_user(purchased=100), db.new_user()
    _keep_a_result(db, owner)
    mark = uuid4().hex
    db.run("insert into products (id, active, name) values (%s, true, 'Pack')", f"prod_{mark}")
    db.run("insert into prices (id, product_id, active) values (%s, %s, true)", f"price_{mark}", f"prod_{mark}")
    db.run("insert into subscriptions (id, user_id, status) values (%s, %s, 'canceled')", f"sub_{mark}", owner)
    db.run("insert into customers (id, stripe_customer_id) values (%s, %s)", owner, f"cus_{mark}")
    db.run("insert into settings (name, value, description) values (%s, '1', 'Test')", mark)
    db.run("insert into refused_mail_domains (domain) values (%s)", mark)
    db.run(
        "insert into models (id, name, category, media_type, credit_cost, deployment_id, input_schema, active) "
        "select %s, 'Test', category, media_type, 1, 'x', input_schema, false from models where id = 'krea-flux'",
        mark,
    )
    db.run("insert into credit_grant_failures (user_id, error) values (%s, '22003')", owner)
    db.run("insert into stripe_events (id, type, created_at) values (%s, 'invoice.paid', now())", f"evt_{mark}")
    db.run(
        "insert into stripe_invoices (id, subscription_id, status, amount_paid, synced_ticket)"
        " values (%s, %s, 'paid', 1, 1)",
        f"in_{mark}",
        f"sub_{mark}",
    )
    db.run(
        "insert into stripe_invoice_lines (id, invoice_id, amount, proration, period_start, period_end)"
        " values (%s, %s, 1, false, now(), now())",
        f"il_{mark}",
        f"in_{mark}",
    )
    db.run(
        "insert into stripe_payments (id, amount, refunded, disputed, withdrawn, synced_ticket)"
        " values (%s, 1, 0, 0, 0, 1)",
        f"pi_{mark}",
    )
    db.run("insert into orphaned_customers (stripe_customer_id) values (%s)", mark)
    db.run("insert into premium_content (title, body) values (%s, 'Test')", mark)
    own = f"user_id = '{owner}'"
    keys = dict.fromkeys(PROMISES, own) | {
        "users": f"id = '{owner}'",
        "customers": f"id = '{owner}'",
        "tiers": "id = 'free'",
        "products": f"id = 'prod_{mark}'",
        "prices": f"id = 'price_{mark}'",
        "models": f"id = '{mark}'",
        "settings": f"name = '{mark}'",
        "refused_mail_domains": f"domain = '{mark}'",
        "stripe_events": f"id = 'evt_{mark}'",
        "stripe_invoices": f"id = 'in_{mark}'",
        "stripe_invoice_lines": f"id = 'il_{mark}'",
        "stripe_payments": f"id = 'pi_{mark}'",
        "orphaned_customers": f"stripe_customer_id = '{mark}'",
        "premium_content": f"title = '{mark}'",
    }
    yield Scene(db, owner, stranger, keys)
    db.run("delete from prices where id = %s", f"price_{mark}")
    db.run("delete from products where id = %s", f"prod_{mark}")
    db.run("delete from stripe_events where id = %s", f"evt_{mark}")
    db.run("delete from stripe_payments where id = %s", f"pi_{mark}")
    db.run("delete from orphaned_customers where stripe_customer_id = %s", mark)
    db.run("delete from premium_content where title = %s", mark)
    for table in ("settings", "refused_mail_domains", "models"):
        db.run(f"delete from {table} where {keys[table]}")


def columns_of(db: Database, table: str) -> list[str]:
    found = db.rows(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped",
        f"public.{table}",
    )
    return [row["attname"] for row in found]


def test_every_table_and_view_has_a_promise(db: Database) -> None:
    found = db.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')"
    )
    assert {row["relname"] for row in found} == set(PROMISES)


def test_every_table_has_row_level_security(db: Database) -> None:
    open_tables = db.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity"
    )
    assert open_tables == []


def test_select_reaches_only_what_is_promised(scene: Scene) -> None:
    for table, promise in PROMISES.items():
        for column in columns_of(scene.db, table):
            hidden = column in promise.hidden_from_browser
            expected = "xxx" + promise.select[3] if hidden else promise.select
            got = "".join(scene.attempt(r, f"select {column} from {table} where {scene.where(table)}") for r in ROLES)
            assert got == expected, f"select {table}.{column}"


def test_insert_is_refused_unless_promised(scene: Scene) -> None:
    for table, promise in PROMISES.items():
        got = "".join(scene.attempt(role, f"insert into {table} default values") for role in ROLES)
        assert got == promise.insert, table


def test_update_touches_only_the_promised_columns(scene: Scene) -> None:
    for table, promise in PROMISES.items():
        for column in columns_of(scene.db, table):
            browser = column in promise.browser_may_update
            service = promise.service_may_update == ALL or column in promise.service_may_update
            expected = (promise.update[:3] if browser else "xxx") + (promise.update[3] if service else "x")
            statement = f"update {table} set {column} = {column} where {scene.where(table)}"
            assert "".join(scene.attempt(role, statement) for role in ROLES) == expected, f"update {table}.{column}"


def test_delete_reaches_only_what_is_promised(scene: Scene) -> None:
    for table, promise in PROMISES.items():
        got = "".join(scene.attempt(r, f"delete from {table} where {scene.where(table)}") for r in ROLES)
        assert got == promise.delete, table


def test_no_role_may_truncate(db: Database) -> None:
    for table in PROMISES:
        for role in ("anon", "authenticated", "service_role"):
            assert not db.value("select has_table_privilege(%s, %s, 'truncate')", role, f"public.{table}"), table


def test_nobody_truncates_money_or_rows_whose_deletion_is_watched(db: Database) -> None:
    """Not even the owner of the database: truncate runs no trigger of a row."""
    watched = {row["name"] for row in db.rows(WATCHED)}
    assert {"auth.users", "users", "generated_media", "products", "credit_usage"} <= watched
    for table in watched | MONEY:
        with (
            pytest.raises(CheckViolation, match=r"truncate is refused.* use: delete from"),
            db.connection.transaction(),
        ):
            db.run(f"truncate {table} cascade")


def test_an_owner_deletes_only_what_has_finished(db: Database) -> None:
    owner = db.new_user()
    running = db.started(owner)
    with db.acting_as("authenticated", owner) as connection:
        assert connection.execute("delete from generated_media where id = %s", [running]).rowcount == 0


def test_each_function_is_called_only_by_the_listed_roles(db: Database) -> None:
    for row in db.rows(
        "select oid, proname, prorettype = 'trigger'::regtype as is_trigger from pg_proc "
        "where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
    ):
        allowed = {
            role
            for role in ("anon", "authenticated", "service_role")
            if db.value("select has_function_privilege(%s, %s::oid, 'execute')", role, row["oid"])
        }
        expected = {"service_role"} if row["proname"] in SERVICE_MAY_CALL else set()
        expected |= {"anon", "authenticated", "service_role"} if row["proname"] in ANYBODY_MAY_CALL else set()
        expected |= {"authenticated"} if row["proname"] in SIGNED_IN_MAY_CALL else set()
        assert allowed == expected, row["proname"]


def test_every_function_has_one_signature_and_a_fixed_search_path(db: Database) -> None:
    functions = db.rows(
        "select proname, proconfig from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
    )
    names = [row["proname"] for row in functions]
    assert len(names) == len(set(names))
    assert [row["proname"] for row in functions if row["proconfig"] != ['search_path=""']] == []


def test_no_api_role_reaches_the_private_schema(db: Database) -> None:
    for role in ("anon", "authenticated", "service_role"):
        assert not db.value("select has_schema_privilege(%s, 'private', 'usage')", role)


def test_every_public_object_has_a_comment(db: Database) -> None:
    tables = db.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') "
        "and obj_description(oid) is null"
    )
    functions = db.rows(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and obj_description(oid) is null"
    )
    assert tables == []
    assert functions == []


def test_every_foreign_key_has_an_index(db: Database) -> None:
    bare = db.rows("""
        select conrelid::regclass::text as table, conname from pg_constraint c
        where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
          select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])""")
    assert bare == []


def test_the_tables_that_pages_watch_are_published(db: Database) -> None:
    published = db.rows("select tablename from pg_publication_tables where pubname = 'supabase_realtime'")
    assert {row["tablename"] for row in published} == {
        "users",
        "generated_media",
        "models",
        "products",
        "prices",
        "subscriptions",
        "premium_content",
    }


def test_a_user_changes_no_row_of_another_without_reading_it(db: Database) -> None:
    """The statement reads no column, so that only the policy for updates applies."""
    owner = db.new_user()
    db.new_user()
    with db.acting_as("authenticated", owner) as connection:
        assert connection.execute("update users set full_name = 'X'").rowcount == 1
