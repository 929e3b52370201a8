"""Each input schema is either refused alike by database, service and page, or works in all of them."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import re2
from flask import Flask
from hypothesis import assume, given
from hypothesis import strategies as st

from local.programs import ROOT, node
from service.generations.schema import BrokenSchema, read_schema
from tests.conftest import Sql
from tests.schemas import schema_with
from tests.schemas.model_rows import ModelRows
from tests.schemas.strategies import ANYTHING, PATTERNS, TEXTS, schemas
from tests.search import sample
from tests.service.api_client import ApiClient, Person

PAGE_VERDICTS = """
    import { readFileSync } from 'node:fs';
    import { runnerImport } from 'vite';
    const { module } = await runnerImport('./src/lib/input-rules.ts', { configFile: false, logLevel: 'error' });
    const schemas = readFileSync(process.argv[1], 'utf8').split('\\n').map((line) => JSON.parse(line));
    const read = (schema) => Object.values(schema.properties ?? {}).map(({ pattern }) => pattern && new RegExp(pattern, 'u'));
    const verdicts = schemas.map((schema) => module.faultIn(schema) === null && (read(schema), true));
    process.stdout.write(JSON.stringify(verdicts));
"""


def page_accepts(texts: list[str], folder: Path) -> list[bool]:
    """Whether the page accepts these schemas; the patterns of accepted ones are compiled too."""
    lines = folder / "schemas.jsonl"
    lines.write_text("\n".join(texts), encoding="utf-8")
    command = [str(node()), "--input-type=module", "--eval", PAGE_VERDICTS, str(lines)]
    ended = subprocess.run(command, cwd=ROOT / "web", capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    verdicts: list[bool] = json.loads(ended.stdout)
    return verdicts


def service_accepts(text: str) -> bool:
    try:
        schema = read_schema(text)
    except BrokenSchema:
        return False
    for definition in schema["properties"].values():
        re2.compile(definition.get("pattern", ""))
    return True


def database_accepts(sql: Sql, text: str) -> bool:
    try:
        sql("select private.check_schema(%s)", [text])
    except psycopg.errors.CheckViolation:
        return False
    return True


def test_database_service_and_page_accept_the_same_schemas(sql: Sql, tmp_path: Path) -> None:
    texts: list[str] = []

    @sample(150)
    @given(st.one_of(schemas(), PATTERNS.map(lambda pattern: schema_with(x={"type": "string", "pattern": pattern}))))
    def hold(schema: Any) -> None:
        texts.append(json.dumps(schema))
        assert service_accepts(texts[-1]) == database_accepts(sql, texts[-1])

    hold()
    verdicts = page_accepts(texts, tmp_path)
    differing = [text for text, verdict in zip(texts, verdicts, strict=True) if verdict != service_accepts(text)]
    assert differing == []
    assert min(verdicts.count(True), verdicts.count(False)) > len(verdicts) / 20


def test_no_input_for_an_accepted_schema_causes_a_5xx(
    make_app: Callable[..., Flask], api_client_of: Callable[[Flask], ApiClient], ada: Person, model_rows: ModelRows
) -> None:
    api_client = api_client_of(make_app(RATELIMIT_GENERATIONS="100000/minute"))
    statuses: Counter[int] = Counter()

    @sample(20)
    @given(schemas(), st.data())
    def hold(schema: Any, data: st.DataObject) -> None:
        assume(service_accepts(json.dumps(schema)))
        model = model_rows.insert(json.dumps(schema))
        names = st.sampled_from([*schema["properties"], "unknown", "__proto__"])
        inputs = data.draw(st.dictionaries(names, st.one_of(TEXTS, ANYTHING), max_size=3))
        for sent in ({"text": "a fox"}, {"text": "a fox", **inputs}, inputs):
            answer = api_client.start(model, sent)
            statuses[answer.status_code] += 1
            assert answer.status_code in (202, 422), answer.text
            for row in ada.generations():
                api_client.sql("select fail_generation(%s, 'failed')", [row["id"]])
        assert ada.balance() == 500

    hold()
    assert statuses[202] > 20
    assert statuses[422] > 20


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|a)*$", "^([a-z]+)*$", r"^(\w+\s?)*$", "(.*)*x", "(a?){500}a{300}$"]
)
def test_the_time_of_a_pattern_grows_linearly_with_the_text(
    api_client: ApiClient, model_rows: ModelRows, pattern: str
) -> None:
    model = model_rows.insert(json.dumps(schema_with(text={"type": "string", "pattern": pattern})))
    answer = api_client.start(model, {"text": "a" * 19_999 + "!"})
    assert answer.status_code == 422, answer.text
    api_client.started(model, {"text": "a" * 19_999 + ("x" if "x" in pattern else "a")})
