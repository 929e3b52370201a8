"""Kill each part of a stack in turn while simulated users work, and read the state afterwards."""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg
import stripe
from psycopg.rows import dict_row

from tests.conftest import PASSWORD, client_of, sign_in
from tests.hostile.ledger_check import assert_ledger_is_right
from tests.hostile.realtime_listener import Listener, listening
from tests.hostile.simulated_users import PICTURE, Crowd, SimulatedUser, acting
from tests.local.processes import children
from tests.running import RunningStack, eventually, folder, output_of, start
from tests.service.api_client import start_body

# Text that identifies each part's command line. The gateway also serves auth, storage and realtime.
PARTS = {
    "postgres": "/postgres -D",
    "postgrest": "/postgrest",
    "gateway": "local.gateway",
    "service": "gunicorn",
    "pixio": "local.pixio",
    "stripe": "local.stripe",
    "reconcile": "local.reconcile",
}
USERS = 2
SETTINGS = """
RECONCILE_AFTER_SECONDS=1
NOT_STARTED_AFTER_SECONDS=2
UNKNOWN_RUN_AFTER_SECONDS=2
RATELIMIT_GENERATIONS=1000/minute
RATELIMIT_BILLING=1000/minute
"""
OPTIONS = ("--site", "none", "--pixio-seconds", "0.6", "--reconcile-seconds", "0.5")
BACK_SECONDS = 30.0  # for a killed part to respond again
ENDED_SECONDS = 40.0  # for every generation to end

Rows = list[dict[str, Any]]


@dataclass
class Outcome:
    """What was observed. Times are in seconds. The rows were read after every generation had ended."""

    crowd: Crowd
    back_after: list[tuple[str, float]] = field(default_factory=list)
    health: Counter[str] = field(default_factory=Counter)
    without_database: dict[str, tuple[int, float]] = field(default_factory=dict)
    generations: Rows = field(default_factory=list)
    usage: Rows = field(default_factory=list)
    purchases: list[str] = field(default_factory=list)
    paid_sessions: list[str] = field(default_factory=list)
    emails: set[str] = field(default_factory=set)
    intact_uploads: set[str] = field(default_factory=set)
    balances: int = 0
    receives_changes_again: bool = False
    output: str = ""


def kill_each_part(settings: Path) -> Outcome:
    """Start a stack, kill each part under load, and record the state."""
    settings.write_text(SETTINGS, encoding="utf-8")
    with folder() as data:
        process, stack = start(data, *OPTIONS, "--env-file", str(settings))
        try:
            outcome = _kill_each_part(stack)
        finally:
            process.terminate()
            output = output_of(process)
    outcome.output = output
    return outcome


def _kill_each_part(stack: RunningStack) -> Outcome:
    users = new_users(stack)
    with listening(stack, users[0].account) as listener:
        eventually(listener.is_subscribed)
        with acting(users) as crowd, watched_health(stack) as health:
            outcome = Outcome(crowd, health=health)
            for part in PARTS:
                before = listener.subscriptions()
                outcome.back_after.append((part, kill(stack, part)))
                wait_for_progress(crowd)
                if part in ("postgres", "gateway"):
                    eventually(partial(listener.was_subscribed_after, before), BACK_SECONDS)
        before = listener.subscriptions()
        outcome.without_database = responses_without_database(stack, users[0])
        eventually(partial(listener.was_subscribed_after, before), BACK_SECONDS)
        wait_until_all_has_ended(stack)
        outcome.receives_changes_again = receives_changes_again(listener, users[0])
        read_final_state(outcome, stack)
    return outcome


def new_users(stack: RunningStack) -> list[SimulatedUser]:
    """Create users with accounts. They do not act yet."""
    admin, stop = client_of(stack, stack.secret_key), threading.Event()
    (pack,) = query(stack, "select id from prices where product_id ~ '^credit_pack' and active order by id limit 1")
    users = []
    for number in range(USERS):
        email = f"{uuid.uuid4().hex}@example.com"
        admin.auth.admin.create_user({"email": email, "password": PASSWORD, "email_confirm": True})
        users.append(SimulatedUser(stack, sign_in(stack, email, PASSWORD), pack["id"], stop, first_action=3 * number))
    return users


def wait_for_progress(crowd: Crowd) -> None:
    """Wait until each kind of action succeeded again."""
    before = crowd.progress()
    eventually(lambda: all(now > then for now, then in zip(crowd.progress(), before, strict=True)), BACK_SECONDS)


def kill(stack: RunningStack, part: str) -> float:
    """Kill one part. Returns the seconds until it responded again."""
    (killed,) = children(stack.pid, PARTS[part])
    os.kill(killed, signal.SIGKILL)
    began = time.monotonic()
    eventually(lambda: children(stack.pid, PARTS[part]) not in ([], [killed]), BACK_SECONDS)
    eventually(lambda: responds(stack, part), BACK_SECONDS)
    return time.monotonic() - began


def responds(stack: RunningStack, part: str) -> bool:
    """Whether a part works. The reconciler serves no requests, so it must only be running."""
    try:
        if part == "postgres":
            return bool(query(stack, "select 1 as one"))
        if part == "reconcile":
            return True
        rest = f"{stack.supabase_url}/rest/v1/models?select=id&limit=1"
        urls = {"postgrest": rest, "gateway": f"{stack.supabase_url}/storage/v1/status"}
        urls |= {"service": f"{stack.service_url}/readyz", "pixio": stack.pixio_url, "stripe": str(stack.stripe_url)}
        return httpx.get(urls[part], headers={"apikey": stack.secret_key}, trust_env=False).is_success
    except (httpx.HTTPError, psycopg.Error):
        return False


@contextmanager
def watched_health(stack: RunningStack) -> Iterator[Counter[str]]:
    """Count the responses of /healthz and /readyz until the context ends."""
    seen: Counter[str] = Counter()
    stop = threading.Event()

    def watch() -> None:
        with httpx.Client(timeout=30, trust_env=False) as http:
            while not stop.wait(0.02):
                for path in ("/healthz", "/readyz"):
                    try:
                        response = http.get(stack.service_url + path)
                        body = response.json()
                        seen[f"{path} {response.status_code} {body.get('status') or body['error']['code']}"] += 1
                    except httpx.TransportError:
                        seen[f"{path} no connection"] += 1

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def responses_without_database(stack: RunningStack, user: SimulatedUser) -> dict[str, tuple[int, float]]:
    """Stop the database; return each part's status and response time, then start the database again.

    The supervisor is paused meanwhile, so that it restarts nothing.
    """
    os.kill(stack.pid, signal.SIGSTOP)
    try:
        (killed,) = children(stack.pid, PARTS["postgres"])
        os.kill(killed, signal.SIGKILL)
        with ThreadPoolExecutor() as pool:
            responses = {name: pool.submit(send) for name, send in database_requests(stack, user).items()}
            seen = {name: each.result() for name, each in responses.items()}
    finally:
        os.kill(stack.pid, signal.SIGCONT)
    for send in database_requests(stack, user).values():
        eventually(lambda: send()[0] < 500, BACK_SECONDS)  # noqa: B023
    return seen


def database_requests(stack: RunningStack, user: SimulatedUser) -> dict[str, Callable[[], tuple[int, float]]]:
    """Requests that need the database, one for each part. Each returns the status and the seconds it took."""
    key = {"apikey": stack.publishable_key}
    bearer = {**key, "Authorization": f"Bearer {user.account.access_token}"}
    body = start_body()
    password = {"email": user.account.email, "password": PASSWORD}
    supabase = stack.supabase_url
    picture = f"{supabase}/storage/v1/object/generated-media/{user.account.id}/uploads/{uuid.uuid4()}.jpg"
    jpeg = {**bearer, "content-type": "image/jpeg"}

    def send(method: str, url: str, **request: Any) -> tuple[int, float]:
        began = time.monotonic()
        response = httpx.request(method, url, timeout=60, trust_env=False, **request)
        return response.status_code, time.monotonic() - began

    return {
        "rest": partial(send, "GET", f"{supabase}/rest/v1/models?select=id", headers=key),
        "auth": partial(send, "POST", f"{supabase}/auth/v1/token?grant_type=password", json=password, headers=key),
        "storage": partial(send, "POST", picture, content=PICTURE, headers=jpeg),
        "readyz": partial(send, "GET", f"{stack.service_url}/readyz"),
        "service": partial(send, "POST", f"{stack.service_url}/api/generations", json=body, headers=bearer),
    }


def receives_changes_again(listener: Listener, user: SimulatedUser) -> bool:
    """Whether a page's client receives a new generation after all kills."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        user.stop.clear()
        before = set(user.confirmed.generations)
        user.start_generation(http)
    (generation_id,) = user.confirmed.generations - before
    eventually(lambda: listener.has_received(generation_id), BACK_SECONDS)
    return True


def wait_until_all_has_ended(stack: RunningStack) -> None:
    """Wait until the webhooks and the reconciler have ended every generation."""
    unfinished = "select id from generated_media where status not in ('completed', 'failed')"
    eventually(lambda: not query(stack, unfinished), ENDED_SECONDS)


def read_final_state(outcome: Outcome, stack: RunningStack) -> None:
    """Wait until the reconciler and Stripe have nothing left to do, and record the state."""
    wait_until_all_has_ended(stack)
    api = stripe.StripeClient(stack.stripe_secret_key, base_addresses={"api": str(stack.stripe_url)}).v1
    sessions = api.checkout.sessions.list({"limit": 100}).auto_paging_iter()
    outcome.paid_sessions = [each.id for each in sessions if each.payment_status == "paid"]
    bought = "select session_id from credit_purchases where session_id = any (%s)"
    eventually(lambda: len(query(stack, bought, [outcome.paid_sessions])) >= len(outcome.paid_sessions), ENDED_SECONDS)
    outcome.generations = query(stack, "select id::text, user_id::text, status, credits_used from generated_media")
    outcome.usage = query(stack, "select generation_id::text, amount from credit_usage")
    outcome.purchases = [row["session_id"] for row in query(stack, "select session_id from credit_purchases")]
    outcome.emails = {row["email"] for row in query(stack, "select email from auth.users")}
    outcome.intact_uploads = intact_uploads(stack, outcome.crowd)
    outcome.balances = assert_ledger_is_right(partial(query, stack))


def intact_uploads(stack: RunningStack, crowd: Crowd) -> set[str]:
    """The uploads that storage returns unchanged."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        base = f"{stack.supabase_url}/storage/v1/object/public/generated-media"
        names = [name for user in crowd.users for name in user.confirmed.uploads]
        return {name for name in names if http.get(f"{base}/{name}").content == PICTURE}


def query(stack: RunningStack, statement: LiteralString, parameters: Any = None) -> Rows:
    """Run a query on a new connection, because the database may have been restarted."""
    with psycopg.connect(stack.db_url, autocommit=True, row_factory=dict_row, connect_timeout=5) as connection:
        cursor = connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
