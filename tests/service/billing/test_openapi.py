"""Valid and invalid requests, generated from docs/openapi.json, get no server error and no undocumented response."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import schemathesis
from hypothesis import given
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from service import create_app
from service.settings_check import EXAMPLE
from tests.conftest import Sql
from tests.generated.openapi import FILE
from tests.running import RunningStack
from tests.search import sample
from tests.service.api_client import Person, sign_up, webhook_path
from tests.service.billing.signing import signature_of
from tests.service.billing.stand_in import StandIn
from tests.service.processes import RunningService, running_service
from tests.service.scripted_pixio import Pixio

EXAMPLES = 15
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
CASES = [
    pytest.param(path, method, mode, id=f"{method} {path} {mode.value}")
    for path, method in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or {"parameters", "requestBody"} & set(DOCUMENT["paths"][path][method])
]
OF_USERS = [(path, method) for path, method in OPERATIONS if "security" in DOCUMENT["paths"][path][method]]
EACH_CHECK: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
SHARE_PAGE = ("/s/<token>", "GET")  # a page for people, which is no part of the API
AnyCase = Case[Any]
Prepare = Callable[[AnyCase], None]


@pytest.fixture(scope="module")
def service(
    billing_environment: dict[str, str],
    plans: None,
    one_pixio: Pixio,
    one_stripe: StandIn,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningService]:
    """The service under gunicorn, with Pixio and Stripe, and without rate limits that the requests would reach."""
    one_pixio.reset()
    one_stripe.reset()
    limits = {"RATELIMIT_GENERATIONS": "100000/minute", "RATELIMIT_BILLING": "100000/minute"}
    with running_service(tmp_path_factory.mktemp("service"), billing_environment, **limits) as running:
        yield running


@pytest.fixture
def user(stack: RunningStack, sql: Sql, service: RunningService) -> Person:
    """A user of the service."""
    return sign_up(stack, sql)


@pytest.fixture
def prepare(user: Person, sql: Sql, billing_environment: dict[str, str]) -> Prepare:
    """A function that gives a generated request a valid token or signature."""
    generation = str(uuid.uuid4())
    sql("select start_generations(array[%s]::uuid[], %s, 'krea-flux', array[''], '[{}]')", [generation, user.id])
    secret = billing_environment["PIXIO_WEBHOOK_SECRET"]

    def authenticate(case: AnyCase) -> None:
        if case.path == "/api/webhooks/pixio":
            case.query = dict(parse_qsl(urlsplit(webhook_path(secret, generation)).query))
        elif case.path == "/api/webhooks/stripe":
            body = json.dumps(case.body) if not isinstance(case.body, bytes) else case.body.decode("latin-1")
            case.body = body.encode()
            case.headers.clear()
            case.headers.update({"Stripe-Signature": signature_of(body), "Content-Type": "application/json"})
        else:
            case.headers.update(user.headers)

    return authenticate


@pytest.mark.parametrize(("path", "method", "mode"), CASES)
def test_each_response_is_documented(
    service: RunningService, prepare: Prepare, path: str, method: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    operation = schema[path][method.upper()]
    refusal = [negative_data_rejection] if mode is GenerationMode.NEGATIVE and "/webhooks/" not in path else []

    @sample(EXAMPLES)
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: AnyCase) -> None:
        prepare(case)
        case.call_and_validate(base_url=service.url, checks=EACH_CHECK + refusal, timeout=30)

    call()


def test_the_document_is_valid() -> None:
    schemathesis.openapi.from_dict(DOCUMENT).validate()


def test_each_route_of_a_user_requires_a_token(service: RunningService) -> None:
    for path, method in OF_USERS:
        answer = httpx.request(method, service.url + path.replace("{generation_id}", str(uuid.uuid4())))
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized"), f"{method} {path}"


def test_each_route_is_documented() -> None:
    rules = {(rule.rule, method) for rule in create_app(EXAMPLE).url_map.iter_rules() for method in rule.methods or ()}
    documented = {(path.replace("{generation_id}", "<generation_id>"), method.upper()) for path, method in OPERATIONS}
    routes = {(path, method) for path, method in rules if method not in ("HEAD", "OPTIONS")}
    assert routes - {SHARE_PAGE} == documented
