"""Run tests against an external Supabase: `make test ARGS="--supabase FILE"`.

FILE is the output of `npx supabase status -o json`. Nothing else may use this Supabase meanwhile, especially no `make
dev`: the database mirrors one Stripe account, and the tests' stand-in is another one. The rest of the stack (site,
service, Pixio and Stripe stand-ins) is started here. The rows and files of the tests are removed at the end.
"""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit

import httpx
import psycopg

from local.postgres import migrations
from local.postgres.cluster import SUPERUSER
from tests.running import ROOT, RunningStack, running_stack

SKIPPED = "needs a Supabase of its own: {}"
NO_SUPERUSER = "needs a superuser of the database"
# Tables that tests write, in the order in which rows can be deleted, with their keys.
WRITTEN_TABLES: tuple[tuple[LiteralString, LiteralString], ...] = (
    ("auth.users", "id"),
    ("private.mailboxes", "hash"),
    ("public.stripe_events", "id"),
    ("public.prices", "id"),
    ("public.products", "id"),
    ("public.models", "id"),
    ("public.premium_content", "id"),
    ("public.refused_mail_domains", "domain"),
)
DELETE_STRIPE_ACCOUNT = "delete from public.settings where name = 'stripe_account' returning name, value, description"
MOST_NAMES = 500
TAKE_OFF_SALE: LiteralString = "update {} set active = false where active and id <> 'free' returning id"


@dataclass(frozen=True)
class ExternalSupabase:
    """URLs and keys of a Supabase. Its site URL is where its Auth redirects to.

    In Docker `status` names the role `postgres`; the superuser `supabase_admin` has the same password.
    """

    supabase_url: str
    db_url: str
    inbox_url: str
    publishable_key: str
    secret_key: str
    anon_key: str
    service_role_key: str
    jwt_secret: str
    site_url: str

    @classmethod
    def read(cls, file: Path) -> ExternalSupabase:
        """Read the file. Raises SystemExit with the name of a missing value."""
        values: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        inbox = values.get("MAILPIT_URL") or values.get("INBUCKET_URL")
        try:
            return cls(
                supabase_url=values["API_URL"],
                db_url=values["DB_URL"],
                inbox_url=inbox or values["MAILPIT_URL"],
                publishable_key=values.get("PUBLISHABLE_KEY") or values["ANON_KEY"],
                secret_key=values.get("SECRET_KEY") or values["SERVICE_ROLE_KEY"],
                anon_key=values["ANON_KEY"],
                service_role_key=values["SERVICE_ROLE_KEY"],
                jwt_secret=values["JWT_SECRET"],
                site_url=values.get("SITE_URL") or _site_url(),
            )
        except KeyError as error:
            raise SystemExit(f"{file} has no {error.args[0]}: write it with `npx supabase status -o json`.") from None

    @cached_property
    def superuser_url(self) -> str | None:
        """The database URL of its superuser, if it can log in."""
        url = self.db_url.replace("//postgres:", f"//{SUPERUSER}:", 1)
        try:
            with psycopg.connect(url, connect_timeout=10) as db:
                (is_superuser,) = db.execute(
                    "select rolsuper from pg_roles where rolname = current_user"
                ).fetchone() or (None,)
        except psycopg.OperationalError:
            return None
        return url if is_superuser else None


@contextmanager
def stack_at(supabase: ExternalSupabase, data: Path, *options: str) -> Iterator[RunningStack]:
    """A stack without its own Supabase, which uses this one."""
    _migrate(supabase.db_url)
    settings = data.with_suffix(".env")
    settings.write_text(
        f"SUPABASE_URL={supabase.supabase_url}\n"
        f"SUPABASE_PUBLISHABLE_KEY={supabase.publishable_key}\nSUPABASE_SECRET_KEY={supabase.secret_key}\n",
        encoding="utf-8",
    )
    port = urlsplit(supabase.site_url).port or 80
    started = ("--env-file", str(settings), "--site-port", str(port), *options)
    with _restored_afterwards(supabase), running_stack(data, *started) as stack:
        yield replace(
            stack,
            db_url=supabase.superuser_url or supabase.db_url,
            inbox_url=supabase.inbox_url,
            anon_key=supabase.anon_key,
            service_role_key=supabase.service_role_key,
            jwt_secret=supabase.jwt_secret,
        )


def _site_url() -> str:
    settings = tomllib.loads((ROOT / "supabase" / "config.toml").read_text(encoding="utf-8"))
    return str(settings["auth"]["site_url"])


def _migrate(db_url: str) -> None:
    """Apply the missing migrations. Raises SystemExit with the CLI's error."""
    if changed := migrations.changed_migrations(db_url):
        raise SystemExit(f"This Supabase has older versions of these migrations: {', '.join(changed)}")
    if migrations.has_new_migrations(db_url):
        pushed = migrations.push(db_url, seed=True)
        done = subprocess.run(
            pushed.command, env=pushed.env, cwd=pushed.cwd, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise SystemExit(f"The migrations were not applied: {done.stderr}")


@contextmanager
def _restored_afterwards(supabase: ExternalSupabase) -> Iterator[None]:
    """Delete the stored Stripe account for the duration of the context, because the tests' stand-in is another one.

    At the end, remove the rows and files created meanwhile, and restore the account and its catalogue.
    """
    with psycopg.connect(supabase.superuser_url or supabase.db_url, autocommit=True) as db:
        before = {table: _keys(db, table, key) for table, key in WRITTEN_TABLES}
        files, buckets = _keys(db, "storage.objects", "id"), _keys(db, "storage.buckets", "id")
        account = db.execute(DELETE_STRIPE_ACCOUNT).fetchall()
        tables: tuple[LiteralString, ...] = ("public.prices", "public.products")
        on_sale = {table: [id_ for (id_,) in db.execute(TAKE_OFF_SALE.format(table)).fetchall()] for table in tables}
        try:
            yield
        finally:
            _remove_files(supabase, db, files, buckets)
            for table, key in WRITTEN_TABLES:
                created = list(_keys(db, table, key) - before[table])
                db.execute(f"delete from {table} where {key} = any (%s)", [created])
            db.execute(DELETE_STRIPE_ACCOUNT)
            for row in account:
                db.execute(
                    "insert into public.settings (name, value, description) values (%s, %s::jsonb, %s)", _as_json(row)
                )
            for table, ids in on_sale.items():
                db.execute(f"update {table} set active = id = any (%s) where id <> 'free'", [ids])


def _keys(db: psycopg.Connection[Any], table: LiteralString, key: LiteralString) -> set[Any]:
    return {value for (value,) in db.execute(f"select {key} from {table}").fetchall()}


def _remove_files(supabase: ExternalSupabase, db: psycopg.Connection[Any], files: set[Any], buckets: set[Any]) -> None:
    """Remove all files and buckets but these through Storage, because deleting the rows alone would leave the files."""
    created = "select bucket_id, array_agg(name) from storage.objects where id <> all (%s) group by bucket_id"
    headers = {"apikey": supabase.secret_key, "authorization": f"Bearer {supabase.service_role_key}"}
    url = f"{supabase.supabase_url}/storage/v1"
    with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=60) as storage:
        for bucket, names in db.execute(created, [list(files)]).fetchall():
            for first in range(0, len(names), MOST_NAMES):
                body = {"prefixes": names[first : first + MOST_NAMES]}
                storage.request("DELETE", f"/object/{bucket}", json=body).raise_for_status()
        for bucket in _keys(db, "storage.buckets", "id") - buckets:
            storage.delete(f"/bucket/{bucket}").raise_for_status()


def _as_json(row: tuple[Any, ...]) -> tuple[Any, ...]:
    name, value, description = row
    return name, json.dumps(value), description
