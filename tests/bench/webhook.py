"""Pixio's webhook at the service, compared with a bare Flask route that makes the same PostgREST call."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Callable, Iterator
from itertools import count

import httpx

from tests.bench.figures import Figure, in_turns, median_ratio, medians, milliseconds
from tests.bench.gunicorn_app import running_app
from tests.bench.people import Person
from tests.running import RunningStack

ROUNDS = 400
WARM_UP = 20
STEP = 1 / (2 * (ROUNDS + WARM_UP) + 10)


def measure(stack: RunningStack) -> Iterator[Figure]:
    """The ratio of the response times of both routes, one request at a time."""
    person = Person(stack)
    generation_id, run_id, steps = person.start_generation_without_run(), str(uuid.uuid4()), count(1)
    token = hmac.digest(stack.pixio_webhook_secret.encode(), generation_id.encode(), "sha256").hex()
    settings = {"SUPABASE_URL": stack.supabase_url, "SUPABASE_SECRET_KEY": stack.secret_key}
    with (
        running_app("tests.bench.bare_flask:create_app()", settings) as bare_url,
        httpx.Client(trust_env=False) as http,
    ):

        def report() -> None:
            body = {"run_id": run_id, "status": "running", "progress": next(steps) * STEP, "live_status": "Sampling"}
            url = f"{stack.service_url}/api/webhooks/pixio"
            http.post(url, params={"generation": generation_id, "token": token}, json=body).raise_for_status()

        def bare() -> None:
            body = {
                "p_id": generation_id,
                "p_run_id": run_id,
                "p_progress": next(steps) * STEP,
                "p_live_status": "Sampling",
            }
            http.post(f"{bare_url}/run", json=body).raise_for_status()

        for _ in range(WARM_UP):
            report()
            bare()
        measured = in_turns(_timed(report), _timed(bare), ROUNDS)
    one, other = medians(measured)
    yield Figure("webhook route / bare Flask route", f"{median_ratio(measured):.2f}", f"{one:.1f} ms to {other:.1f} ms")


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    return lambda: milliseconds(work)
