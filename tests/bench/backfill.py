"""`python -m service stripe sync` of an account whose many prices and subscriptions are not mirrored yet."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tests.bench.figures import Figure
from tests.bench.fixed_stripe import fixed_stripe, pages_of
from tests.bench.subscribers import Json, account_of, make_users, settings_of, subscription_of, template_of
from tests.running import ROOT, RunningStack

COUNT = 10_000
MIRRORED = """
    select (select count(*) from public.prices where id like 'price_bench_%') as prices,
           (select count(*) from public.subscriptions s join public.users u on u.id = s.user_id
            where s.id like 'sub_%' and u.subscription_credits = 3000) as subscriptions"""


def measure(stack: RunningStack) -> Iterator[Figure]:
    """Measure how long the command takes, and count its progress lines."""
    template = template_of(stack)
    subscriptions = [subscription_of(template, user) for user in make_users(stack, COUNT)]
    objects = _catalogue(template["items"]["data"][0]["price"])
    objects |= pages_of("/v1/subscriptions", subscriptions) | pages_of("/v1/checkout/sessions", [])
    objects |= pages_of("/v1/customers", []) | pages_of("/v1/refunds", []) | pages_of("/v1/disputes", [])
    objects |= account_of(stack)
    with TemporaryDirectory() as folder, fixed_stripe(Path(folder), objects) as stripe_url:
        output, took = _sync(settings_of(stack, stripe_url))
    assert output[-1] == "Everything is imported.", output[-10:]
    with psycopg.connect(stack.db_url) as connection:
        found = connection.execute(MIRRORED).fetchone()
    assert found is not None
    assert min(found) >= COUNT, found
    name = f"python -m service stripe sync, {COUNT:,} prices and {COUNT:,} subscriptions"
    yield Figure(name, f"{took:.0f} s", f"{2 * COUNT / took:,.0f} a second, {len(output)} lines of progress")


def _catalogue(price: Json) -> dict[str, Json]:
    product = {"id": str(price["product"]), "object": "product", "active": True, "name": "Pro", "images": []}
    product |= {"description": None, "metadata": {"tier": "pro", "credits": "3000"}}
    prices = [{**price, "id": f"price_bench_{number}", "lookup_key": None} for number in range(COUNT)]
    listed = {**pages_of("/v1/products", [product]), **pages_of("/v1/prices", [price, *prices])}
    return {**listed, f"/v1/products/{product['id']}": product}


def _sync(settings: dict[str, str]) -> tuple[list[str], float]:
    """Returns its output lines and the seconds it took."""
    env = {**os.environ, "PYTHON_DOTENV_DISABLED": "1", "FLASK_SKIP_DOTENV": "1", **settings}
    command = [sys.executable, "-m", "flask", "--app", "service", "stripe", "sync"]
    begin = time.monotonic()
    ended = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    )
    return ended.stdout.splitlines(), time.monotonic() - begin
