"""The service in front of a real local Supabase, a scripted Pixio and a file server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from service import create_app
from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.api_client import ApiClient, Person, sign_up
from tests.service.media_host import MediaHost, serving_media
from tests.service.scripted_pixio import Pixio, scripted_pixio

MakeApp = Callable[..., Flask]
CLIP = {
    "type": "object",
    "additionalProperties": False,
    "x-prompt": "words",
    "properties": {"words": {"type": "string"}},
}


@pytest.fixture(scope="session")
def one_pixio() -> Iterator[Pixio]:
    with scripted_pixio() as pixio:
        yield pixio


@pytest.fixture(scope="session")
def session_media_host() -> Iterator[MediaHost]:
    with serving_media() as media_host:
        yield media_host


@pytest.fixture
def pixio(one_pixio: Pixio) -> Pixio:
    """A scripted Pixio without runs."""
    one_pixio.reset()
    return one_pixio


@pytest.fixture
def media_host(session_media_host: MediaHost) -> MediaHost:
    """An empty file server from which the service may download results."""
    session_media_host.reset()
    return session_media_host


@pytest.fixture(scope="session")
def environment(stack: RunningStack, one_pixio: Pixio, session_media_host: MediaHost) -> dict[str, str]:
    """The service's settings."""
    return {
        "SITE_URL": "http://service.invalid",
        "SUPABASE_URL": stack.supabase_url,
        "SUPABASE_PUBLISHABLE_KEY": stack.publishable_key,
        "SUPABASE_SECRET_KEY": stack.secret_key,
        "PIXIO_API_URL": one_pixio.url,
        "PIXIO_DEPLOY_API_KEY": "pixio-api-key",
        "PIXIO_WEBHOOK_SECRET": stack.pixio_webhook_secret,
        "PIXIO_MEDIA_HOSTS": session_media_host.url,
        "RATELIMIT_GENERATIONS": "1000/minute",
        "RECONCILE_AFTER_SECONDS": "0",
        "NOT_STARTED_AFTER_SECONDS": "0",
        "UNKNOWN_RUN_AFTER_SECONDS": "0",
    }


@pytest.fixture
def make_app(environment: dict[str, str], pixio: Pixio, media_host: MediaHost) -> MakeApp:
    """A function that creates an app with changed settings."""
    return lambda **changes: create_app({**environment, **changes})


@pytest.fixture(scope="session")
def one_app(environment: dict[str, str]) -> Flask:
    return create_app(environment)


@pytest.fixture
def app(one_app: Flask, pixio: Pixio, media_host: MediaHost) -> Flask:
    """The service with the default settings; tests share it, because making one takes 40 ms."""
    return one_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def ada(stack: RunningStack, sql: Sql) -> Person:
    """A signed-up user with 500 credits."""
    return sign_up(stack, sql)


@pytest.fixture
def bob(stack: RunningStack, sql: Sql) -> Person:
    """Another user."""
    return sign_up(stack, sql)


@pytest.fixture
def api_client(client: FlaskClient, ada: Person, stack: RunningStack, sql: Sql) -> ApiClient:
    """Requests of Ada and Pixio to the service."""
    return ApiClient(client, ada, stack.pixio_webhook_secret, sql)


@pytest.fixture
def api_client_of(ada: Person, stack: RunningStack, sql: Sql) -> Callable[[Flask], ApiClient]:
    """A function that returns an ApiClient for another app."""
    return lambda app: ApiClient(app.test_client(), ada, stack.pixio_webhook_secret, sql)


@pytest.fixture
def set_limit(sql: Sql) -> Iterator[Callable[[int], None]]:
    """A function that sets how many runs of one user there may be at once; restored afterwards."""
    limit: Any = "update settings set value = to_jsonb(%s::integer) where name = 'max_running_generations'"

    def set_to(runs: int) -> None:
        sql(limit, [runs])

    yield set_to
    sql(limit, [5])


@pytest.fixture
def clip(api_client: ApiClient) -> Iterator[str]:
    """A video model without picture inputs."""
    api_client.sql(
        "insert into models (id, name, category, media_type, credit_cost, deployment_id, input_schema)"
        " values ('clip', 'Clip', 'video', 'video', 20, 'deployment', %s)",
        [json.dumps(CLIP)],
    )
    yield "clip"
    api_client.sql("select fail_generation(id, 'failed') from generated_media where model_id = 'clip'")
    api_client.sql("delete from generated_media where model_id = 'clip'")
    api_client.sql("delete from models where id = 'clip'")
