"""The backup of docs/operate.md, restored into another database and another bucket."""

import re
import shlex
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import client_of
from tests.database.conftest import Database
from tests.docs.documents import Code, blocks
from tests.running import folder, running_stack
from tests.throwaway import throwaway_database

OLD, NEW = "https://old.supabase.co/", "https://new.supabase.co/"
# As pg_dump chooses tables and sequences, and the columns of a table that can be inserted.
RELATIONS = """
    select c.oid::regclass::text as name, c.relkind = 'S' as is_sequence,
           (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
            where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'S') and n.nspname || '.' || c.relname like %s order by 1"""


def in_section(language: str) -> list[Code]:
    """The blocks of this language between "Back up and restore" and the next heading."""
    text = (next(iter(blocks("sh"))).path.parents[0] / "docs" / "operate.md").read_text(encoding="utf-8")
    section = text.partition("## Back up and restore")[2].partition("\n## ")[0]
    return [code for code in blocks(language) if code.path.name == "operate.md" and code.text.strip() in section]


def command(program: str) -> list[str]:
    """The words of the documented command of this program."""
    lines = [line for code in in_section("sh") for line in code.text.splitlines()]
    (found,) = [line for line in lines if line.startswith(program)]
    return shlex.split(found)


@pytest.fixture
def databases() -> Iterator[tuple[Database, Database]]:
    """An old and a new project's database, both migrated."""
    with throwaway_database() as old, throwaway_database() as new:
        pair = Database(old.url()), Database(new.url())
        # A new project has no demo users.
        for table in ("auth.users", "private.mailboxes"):
            pair[1].run(f"delete from {table}")
        yield pair
        for database in pair:
            database.close()


def test_a_backup_is_restored_into_a_new_project(databases: tuple[Database, Database], tmp_path: Path) -> None:
    old, new = databases
    user = old.new_user(purchased=300)
    generation = old.started(user)
    assert old.value("select complete_generation(%s, %s, 'a.png')", generation, f"{OLD}a.png")
    old.run("update generated_media set thumbnail_url = %s", f"{OLD}a.webp")
    old.run("update users set avatar_url = %s where id = %s", f"{OLD}me.png", user)
    old.run("update settings set value = '7' where name = 'max_running_generations'")
    back_up(old.url, tmp_path)
    restore(new.url, tmp_path)
    for code in in_section("sql"):
        new.connection.execute(code.text.encode())

    assert new.balances(user) == old.balances(user)
    assert new.generation(generation)["media_url"] == f"{NEW}a.png"
    assert new.generation(generation)["thumbnail_url"] == f"{NEW}a.webp"
    assert new.value("select avatar_url from users where id = %s", user) == f"{NEW}me.png"
    assert new.value("select value from settings where name = 'max_running_generations'") == 7
    for table in ("private.mailbox_key", "private.mailboxes", "auth.identities"):
        assert new.rows(f"select * from {table}") == old.rows(f"select * from {table}")
    # Life goes on: the next lines have numbers of their own, and a mailbox is known by the same key.
    new.started(user)
    new.purchase(user, 5)
    assert new.rows("select * from private.check_ledger()") == []


def back_up(url: str, folder: Path) -> None:
    """Run the documented pg_dump. It refuses a newer Postgres: then write what it would write."""
    words = [word.replace("$DATABASE_URL", url) for word in command("pg_dump")]
    if newest_pg_dump() >= server_version(url):
        subprocess.run(words, cwd=folder, check=True)
        return
    tables = [word.removeprefix("--table=") for word in words if word.startswith("--table=")]
    (file,) = [word.removeprefix("--file=") for word in words if word.startswith("--file=")]
    with psycopg.connect(url) as connection, (folder / file).open("w", encoding="utf-8") as backup:
        for pattern in tables:
            for name, is_sequence, columns in connection.execute(RELATIONS, [pattern.replace("*", "%")]).fetchall():
                write_sequence(connection, name, backup) if is_sequence else write_rows(
                    connection, name, columns, backup
                )


def write_sequence(connection: psycopg.Connection[Any], name: str, backup: Any) -> None:
    (values,) = connection.execute(f"select last_value, is_called from {name}".encode()).fetchall()
    backup.write(f"select pg_catalog.setval('{name}', {values[0]}, {values[1]});\n")


def write_rows(connection: psycopg.Connection[Any], name: str, columns: str, backup: Any) -> None:
    backup.write(f"copy {name} ({columns}) from stdin;\n")
    with connection.cursor().copy(f"copy {name} ({columns}) to stdout".encode()) as rows:
        for chunk in rows:
            backup.write(bytes(chunk).decode())
    backup.write("\\.\n")


def restore(url: str, folder: Path) -> None:
    """Run the documented psql."""
    if shutil.which("psql") is None:
        pytest.skip("psql is not installed")
    words = [word.replace("$DATABASE_URL", url) for word in command("psql")]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def newest_pg_dump() -> int:
    """The major version of pg_dump, 0 if it is not installed."""
    program = shutil.which("pg_dump")
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout if program else ""
    found = re.search(r"\d+", told)
    return int(found[0]) if found else 0


def server_version(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.info.server_version // 10_000


def test_the_files_are_copied_out_of_the_bucket_and_back(tmp_path: Path) -> None:
    # A stack of its own: other tests insert rows of files that do not exist.
    with folder() as data, running_stack(data, "--site", "none", "--reconcile-seconds", "3600") as stack:
        user_id = str(uuid.uuid4())
        bucket = client_of(stack, stack.secret_key).storage.from_("generated-media")
        files = {
            f"{user_id}/{uuid.uuid4()}.png": b"a picture",
            f"{user_id}/thumbnails/{uuid.uuid4()}.webp": b"a thumbnail",
        }
        for name, content in files.items():
            bucket.upload(name, content, {"content-type": "image/png" if name.endswith("png") else "image/webp"})
        (script,) = in_section("python")
        (tmp_path / "copy_bucket.py").write_text(script.text, encoding="utf-8")
        environment = {"SUPABASE_URL": stack.supabase_url, "SUPABASE_SECRET_KEY": stack.secret_key}

        def copy(way: str) -> None:
            words = [sys.executable, "copy_bucket.py", way, "files"]
            subprocess.run(words, cwd=tmp_path, env=environment, check=True)

        copy("download")
        assert {name: (tmp_path / "files" / name).read_bytes() for name in files} == files
        bucket.remove(list(files))
        copy("upload")
        assert {name: bucket.download(name) for name in files} == files
        kinds = {entry["name"]: entry["metadata"]["mimetype"] for entry in bucket.list(user_id) if entry["id"]}
        assert set(kinds.values()) == {"image/png"}
