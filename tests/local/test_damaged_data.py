"""Damaged files: the error names the file and what to do, without a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local import keys
from local.errors import StackError
from local.postgres import cluster, template
from local.postgres.cluster import Cluster
from local.settings import Settings
from local.stack import NOT_SERVED, _explained
from local.stripe.due import due_of
from local.stripe.store import Store
from local.supervision import Supervisor

RESET_HINT = "start with empty data: make dev ARGS=--reset"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"5", b"\xff\xfe"])
def test_damaged_keys_are_named_in_the_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "keys.json"
    file.write_bytes(content)
    with pytest.raises(StackError, match=rf"keys\.json is damaged .*{RESET_HINT}"):
        keys.load_or_make_keys(file)
    assert file.read_bytes() == content


def test_known_keys_of_another_version_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"secret_key": "sb_secret_kept", "of_the_future": "x"}))
    assert keys.load_or_make_keys(file).secret_key == "sb_secret_kept"
    assert keys.load_or_make_keys(file) == keys.load_or_make_keys(file)


def test_a_damaged_sqlite_file_is_named_in_the_error(tmp_path: Path) -> None:
    file = tmp_path / "file.sqlite"
    file.write_bytes(b"not a database" * 1000)
    with pytest.raises(StackError, match=rf"file\.sqlite is damaged .*{RESET_HINT}"):
        Store(file, due_of)


def test_data_of_another_postgres_version_stop_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir(mode=0o700)
    (folder / "PG_VERSION").write_text("15\n")
    supervisor = Supervisor(tmp_path / "logs")
    try:
        said = rf"(?s)postgres has ended .*postgres\.log.*{RESET_HINT}"
        with pytest.raises(StackError, match=said), _explained(NOT_SERVED):
            cluster.start(Cluster(folder, 9), supervisor)
    finally:
        supervisor.stop_all()


def test_other_files_in_the_database_folder_are_kept(tmp_path: Path) -> None:
    (tmp_path / "template").mkdir()
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "thesis.txt").write_text("three years of work")
    with pytest.raises(StackError, match=f"postgres has files, but no database .*{RESET_HINT}"):
        template._copy(tmp_path / "template", tmp_path / "postgres")
    assert (tmp_path / "postgres" / "thesis.txt").exists()


def test_settings_must_be_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_bytes(b"SITE_URL=\xff\xfe\n")
    with pytest.raises(StackError, match=r"env must be text in UTF-8"):
        Settings.read(file)
