"""The reconciler removes leftover files of failed and deleted generations."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from service.generations.repository import fail, start_storing
from tests.conftest import Sql
from tests.service.api_client import ApiClient, Person, succeed
from tests.service.media_host import MediaHost
from tests.service.scripted_pixio import Pixio

LEFT: Any = "select path from private.files_to_remove where path like %s"


@pytest.fixture
def storage_removes_nothing(sql: Sql) -> Iterator[None]:
    sql("create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$")
    sql("create trigger refuse before delete on storage.objects execute function pg_temp.refuse()")
    yield
    sql("drop trigger if exists refuse on storage.objects")


def an_hour_later(sql: Sql, runner: FlaskCliRunner) -> None:
    sql("update private.files_to_remove set added_at = added_at - interval '61 minutes'")
    assert runner.invoke(args=["reconcile"]).exit_code == 0


def test_the_file_of_a_generation_that_fails_while_it_is_stored_is_removed_although_its_first_removal_fails(
    api_client: ApiClient,
    ada: Person,
    pixio: Pixio,
    media_host: MediaHost,
    sql: Sql,
    runner: FlaskCliRunner,
    monkeypatch: pytest.MonkeyPatch,
    storage_removes_nothing: None,
) -> None:
    generation_id, outputs = api_client.started(), media_host.result()

    def fail_before_upload(*arguments: str) -> bool:
        started = start_storing(*arguments)
        fail(generation_id, "timed_out")
        return started

    monkeypatch.setattr(import_module("service.generations.settle"), "start_storing", fail_before_upload)
    api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs)
    path = f"{ada.id}/images/{generation_id}.png"
    assert len(api_client.files(path)) == 1
    runner.invoke(args=["reconcile"])  # Storage still removes nothing, and the pass goes on
    an_hour_later(sql, runner)
    assert len(api_client.files(path)) == 1
    sql("drop trigger refuse on storage.objects")
    runner.invoke(args=["reconcile"])
    assert (api_client.files(path), sql(LEFT, [f"{ada.id}/%"])) == ([], [])


def test_the_files_of_a_row_that_an_operator_deletes_are_removed(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, sql: Sql, runner: FlaskCliRunner
) -> None:
    row = succeed(api_client, pixio, media_host.result())
    paths = [row["storage_path"], f"{ada.id}/thumbnails/{row['id']}.webp"]
    sql("delete from generated_media where id = %s", [row["id"]])
    runner.invoke(args=["reconcile"])  # an upload may be in progress for an hour
    assert [len(api_client.files(each)) for each in paths] == [1, 1]
    an_hour_later(sql, runner)
    assert [api_client.files(each) for each in paths] == [[], []]
    assert sql(LEFT, [f"{ada.id}/%"]) == []
