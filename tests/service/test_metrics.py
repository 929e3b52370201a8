"""GET /metrics: counters of all service processes, and the number of unfinished items."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import httpx
import pytest

from service.settings import SettingsError
from tests.conftest import Sql
from tests.running import eventually
from tests.service.api_client import Person
from tests.service.conftest import MakeApp
from tests.service.processes import running_service
from tests.service.servers import Server, json_response, serving

TOKEN = "token-of-the-metrics"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


def value(text: str, name: str, **labels: str) -> float | None:
    """The value of a metric, for any order of its labels."""
    for line in text.splitlines():
        found = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if found and found[1] == name and dict(re.findall(r'(\w+)="([^"]*)"', found[2] or "")) == labels:
            return float(found[3])
    return None


def test_the_counters_of_all_processes_are_summed(
    environment: dict[str, str], ada: Person, pixio: Server, tmp_path: Path
) -> None:
    with running_service(tmp_path, environment, METRICS_TOKEN=TOKEN, WEB_CONCURRENCY="2") as service:
        eventually(lambda: len(service.workers()) == 2)
        with httpx.Client(base_url=service.url, timeout=20) as http:
            for _ in range(20):
                assert http.get("/healthz").is_success
            started = http.post(
                "/api/generations",
                json={
                    "model": "krea-flux",
                    "generations": [{"id": str(uuid.uuid4()), "inputs": {"text": "a lighthouse"}}],
                },
                headers=ada.headers,
            )
            assert started.status_code == 202
            assert http.get("/nowhere/at/all").status_code == 404
            seen = [http.get("/metrics", headers=WITH_TOKEN).text for _ in range(4)]
        service.kill_workers()
        eventually(service.answers)
        seen.append(httpx.get(f"{service.url}/metrics", headers=WITH_TOKEN).text)
    for text in seen:
        route = {"method": "GET", "route": "/healthz", "status": "200"}
        assert (value(text, "service_request_seconds_count", **route) or 0) >= 20
        assert value(text, "service_request_seconds_count", method="GET", route="other", status="404") == 1
        assert value(text, "service_call_seconds_count", service="pixio", call="queue") == 1
        assert value(text, "service_call_seconds_count", service="database", call="start_generations") == 1
        assert "nowhere" not in text


def test_unfinished_work_is_counted_now(make_app: MakeApp, ada: Person, sql: Sql) -> None:
    client = make_app(METRICS_TOKEN=TOKEN).test_client()
    event, generation = f"evt_{uuid.uuid4().hex}", str(uuid.uuid4())
    sql(
        "insert into generated_media (id, user_id, model_id, prompt, media_type, credits_used, started_at)"
        " values (%s, %s, 'krea-flux', '', 'image', 0, now() - interval '30 days')",
        [generation, ada.id],
    )
    sql(
        "insert into stripe_events (id, type, created_at, received_at) values (%s, 'x', now(), now() - interval '40 days')",
        [event],
    )
    text = client.get("/metrics", headers=WITH_TOKEN).text
    sql("delete from stripe_events where id = %s", [event])
    sql("select fail_generation(%s, 'failed')", [generation])
    assert (value(text, "service_generations_running") or 0) >= 1
    assert (value(text, "service_events_unprocessed") or 0) >= 1
    assert (value(text, "service_oldest_generation_seconds") or 0) >= 30 * 24 * 3600
    assert (value(text, "service_oldest_event_seconds") or 0) >= 40 * 24 * 3600


def test_metrics_are_served_without_a_database(make_app: MakeApp) -> None:
    with serving(lambda _: json_response({}, 503), Server("")) as supabase:
        client = make_app(METRICS_TOKEN=TOKEN, SUPABASE_URL=supabase.url).test_client()
        client.get("/healthz")
        answer = client.get("/metrics", headers=WITH_TOKEN)
    assert answer.status_code == 200
    assert "service_request_seconds_count" in answer.text
    assert "service_generations_running" not in answer.text


def test_metrics_require_the_token(make_app: MakeApp) -> None:
    for sent in ["", "Bearer", f"Bearer {TOKEN}x", TOKEN, "Bearer ä"]:
        client = make_app(METRICS_TOKEN=TOKEN).test_client()
        assert client.get("/metrics", headers={"Authorization": sent.encode().decode("latin-1")}).status_code == 401, (
            sent
        )


def test_without_a_token_there_are_no_metrics(make_app: MakeApp) -> None:
    assert make_app().test_client().get("/metrics", headers=WITH_TOKEN).status_code == 404


def test_a_short_token_is_refused(make_app: MakeApp) -> None:
    with pytest.raises(SettingsError, match="METRICS_TOKEN must have at least 16 characters"):
        make_app(METRICS_TOKEN="short")
