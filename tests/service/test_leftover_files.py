"""The reconciler removes leftover files of failed and deleted generations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from service.generations import leftover_files
from service.generations.repository import fail, start_storing
from tests.conftest import Sql
from tests.service.api_client import ApiClient, Person, succeed
from tests.service.media_host import MediaHost
from tests.service.scripted_pixio import Pixio

LEFT: Any = "select path, due_at - now() as wait from private.files_to_remove where path like %s"


@pytest.fixture
def refuse(sql: Sql) -> Iterator[Callable[..., None]]:
    """A function that lets Storage remove every file but these."""
    sql("create or replace function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$")

    def refuse_only(*paths: str) -> None:
        sql("drop trigger if exists refuse on storage.objects")
        sql(
            "create trigger refuse before delete on storage.objects for each row"
            f" when (old.name = any ('{{{','.join(paths)}}}')) execute function pg_temp.refuse()"
        )

    yield refuse_only
    sql("drop trigger if exists refuse on storage.objects")


def reconcile_later(sql: Sql, runner: FlaskCliRunner) -> None:
    """A pass after two hours, when every leftover file is due again."""
    sql("update private.files_to_remove set due_at = due_at - interval '2 hours'")
    assert runner.invoke(args=["reconcile"]).exit_code == 0


def test_the_file_of_a_generation_that_fails_while_it_is_stored_is_removed_although_its_first_removal_fails(
    api_client: ApiClient,
    ada: Person,
    pixio: Pixio,
    media_host: MediaHost,
    sql: Sql,
    runner: FlaskCliRunner,
    monkeypatch: pytest.MonkeyPatch,
    refuse: Callable[..., None],
) -> None:
    generation_id, outputs = api_client.started(), media_host.result()
    path = f"{ada.id}/images/{generation_id}.png"
    refuse(path)

    def fail_before_upload(*arguments: str) -> bool:
        started = start_storing(*arguments)
        fail(generation_id, "timed_out")
        return started

    monkeypatch.setattr(import_module("service.generations.settle"), "start_storing", fail_before_upload)
    api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs)
    assert len(api_client.files(path)) == 1
    reconcile_later(sql, runner)
    assert len(api_client.files(path)) == 1
    refuse()
    reconcile_later(sql, runner)
    assert (api_client.files(path), sql(LEFT, [f"{ada.id}/%"])) == ([], [])


def test_the_files_of_a_row_that_an_operator_deletes_are_removed(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, sql: Sql, runner: FlaskCliRunner
) -> None:
    row = succeed(api_client, pixio, media_host.result())
    paths = [row["storage_path"], f"{ada.id}/thumbnails/{row['id']}.webp"]
    sql("delete from generated_media where id = %s", [row["id"]])
    runner.invoke(args=["reconcile"])  # an upload may be in progress for an hour
    assert [len(api_client.files(each)) for each in paths] == [1, 1]
    reconcile_later(sql, runner)
    assert [api_client.files(each) for each in paths] == [[], []]
    assert sql(LEFT, [f"{ada.id}/%"]) == []


def test_a_file_that_storage_refuses_blocks_no_other(
    api_client: ApiClient,
    ada: Person,
    pixio: Pixio,
    media_host: MediaHost,
    sql: Sql,
    runner: FlaskCliRunner,
    monkeypatch: pytest.MonkeyPatch,
    refuse: Callable[..., None],
) -> None:
    """Neither the files of its own page nor those of later ones; it is tried again after an hour or two."""
    monkeypatch.setattr(leftover_files, "PAGE", 4)
    paths = [succeed(api_client, pixio, media_host.result())["storage_path"] for _ in range(3)]
    for path in paths:  # each with its thumbnail: two pages
        sql("delete from generated_media where storage_path = %s", [path])
    refuse(paths[0])
    sql(
        "update private.files_to_remove set due_at = due_at - interval '1 hour' where path = %s", [paths[0]]
    )  # the first
    reconcile_later(sql, runner)
    assert [len(api_client.files(path)) for path in paths] == [1, 0, 0]
    (left,) = sql(LEFT, [f"{ada.id}/%"])
    assert (left["path"], timedelta(hours=1) < left["wait"] < timedelta(hours=2)) == (paths[0], True)


def test_a_pass_in_which_storage_refuses_every_file_ends_after_the_most_requests(
    api_client: ApiClient,
    pixio: Pixio,
    media_host: MediaHost,
    sql: Sql,
    runner: FlaskCliRunner,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    refuse: Callable[..., None],
) -> None:
    monkeypatch.setattr(leftover_files, "MOST_REQUESTS", 3)
    paths = [succeed(api_client, pixio, media_host.result())["storage_path"] for _ in range(3)]
    refuse(*paths)
    for path in paths:
        sql("delete from generated_media where storage_path = %s", [path])
    reconcile_later(sql, runner)
    assert caplog.messages.count("storage refused to remove files") == 3
    refuse()
    reconcile_later(sql, runner)
    assert [len(api_client.files(path)) for path in paths] == [0, 0, 0]
