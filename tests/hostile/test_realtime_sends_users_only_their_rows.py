"""Realtime sends each user only their own rows; of a deleted row others get only the primary key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from realtime import RealtimeSubscribeStates

from tests.conftest import Sql
from tests.hostile.test_only_our_own_tokens_are_accepted import FORGERIES, jwt_part
from tests.local.coroutines import finish
from tests.local.realtime import SECONDS, Listener, client, listen, listening, refusal, socket
from tests.running import RunningStack
from tests.service.api_client import Person, claims_of, config_of

OWNED = ("users", "generated_media", "subscriptions")
PUBLISHED_KEYS = {table: ["id"] for table in (*OWNED, "premium_content", "models", "products", "prices")}


@pytest.fixture(autouse=True)
def free_product_is_as_before(sql: Sql) -> Iterator[None]:
    """Restore the free product's description, which the tests change as an end marker."""
    (before,) = sql("select description from products where id = 'free'")
    yield
    sql("update products set description = %s where id = 'free'", [before["description"]])


def change_rows_of(sql: Sql, person: Person, mark: str) -> str:
    """Insert and change a row of this user in every published table. Returns the generation's id."""
    generation = str(uuid4())
    sql("update users set full_name = %s, avatar_url = 'https://x/secret' where id = %s", [mark, person.id])
    sql(
        "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['a secret prompt'], '[{}]')",
        [generation, person.id],
    )
    sql("select record_progress(%s, %s, 0.5, 'secret')", [generation, f"run-{generation}"])
    sql("select fail_generation(%s, 'failed')", [generation])
    sql(
        "insert into subscriptions (id, user_id, status, metadata) values (%s, %s, 'canceled', '{}')", [mark, person.id]
    )
    sql("update subscriptions set quantity = 7 where id = %s", [mark])
    return generation


async def until(listener: Listener, mark: str) -> list[dict[str, Any]]:
    """Return all changes received before the one that contains the marker."""
    received: list[dict[str, Any]] = []
    while mark not in json.dumps(change := await listener.change()):
        received.append(change)
    return received


async def changes_received_by(stack: RunningStack, sql: Sql, person: Person, owner: Person) -> list[dict[str, Any]]:
    """Return the changes that a user receives on one channel while the owner's rows in all published tables change."""
    marks = [uuid4().hex, uuid4().hex]
    async with client(stack, person.token) as supabase:
        channel = supabase.channel("all of it")
        listener = Listener(supabase, channel)
        for table in (*OWNED, "products"):
            listen(channel, "*", table, listener.changes.put_nowait)
        channel.on_system(listener.system.put_nowait)
        await channel.subscribe()
        await asyncio.wait_for(listener.system.get(), SECONDS)
        generation = change_rows_of(sql, owner, f"sub_{owner.id}")
        sql("update products set description = %s where id = 'free'", [marks[0]])
        received = await until(listener, marks[0])
        sql("delete from generated_media where id = %s", [generation])
        sql("delete from subscriptions where user_id = %s", [owner.id])
        sql("delete from auth.users where id = %s", [owner.id])
        sql("update products set description = %s where id = 'free'", [marks[1]])
        return received + await until(listener, marks[1])


def test_a_stranger_receives_only_the_key_of_a_deleted_row(
    stack: RunningStack, sql: Sql, ada: Person, bob: Person
) -> None:
    received = finish(changes_received_by(stack, sql, bob, ada))
    assert {(change["table"], change["type"]) for change in received} == {(table, "DELETE") for table in OWNED}
    for change in received:
        assert list(change["old_record"]) == PUBLISHED_KEYS[change["table"]]
        assert not change.get("record")
    assert "secret" not in json.dumps(received)


def test_the_owner_receives_all_changes(stack: RunningStack, sql: Sql, ada: Person) -> None:
    """Shows that the listener above works."""
    received = finish(changes_received_by(stack, sql, ada, ada))
    kinds = {(table, kind) for table in OWNED for kind in ("INSERT", "UPDATE", "DELETE")} - {("users", "INSERT")}
    assert {(change["table"], change["type"]) for change in received} == kinds


def test_a_filter_for_a_foreign_row_returns_nothing(stack: RunningStack, sql: Sql, ada: Person, bob: Person) -> None:
    mark = uuid4().hex

    async def listened() -> list[dict[str, Any]]:
        async with (
            listening(stack, bob.token, "users", filter=f"id=eq.{ada.id}") as filtered,
            listening(stack, bob.token, "users") as own,
        ):
            sql("update users set full_name = 'Ada the secret' where id = %s", [ada.id])
            sql("update users set full_name = %s where id = %s", [mark, bob.id])
            await until(own, mark)
            return [filtered.changes.get_nowait() for _ in range(filtered.changes.qsize())]

    assert ada.id not in json.dumps(finish(listened()))


def test_an_unpublished_table_sends_nothing(stack: RunningStack, sql: Sql, ada: Person) -> None:
    async def listened() -> int:
        mark = uuid4().hex
        async with client(stack, ada.token) as supabase, listening(stack, ada.token, "users") as own:
            received: asyncio.Queue[Any] = asyncio.Queue()
            channel = listen(supabase.channel("hidden"), "*", "credit_purchases", received.put_nowait)
            await channel.subscribe()
            sql("select adjust_credits(%s, 5, 'A gift')", [ada.id])
            sql("update users set full_name = %s where id = %s", [mark, ada.id])
            await until(own, mark)
            return received.qsize()

    assert finish(listened()) == 0


def test_a_hidden_column_is_not_sent(stack: RunningStack, sql: Sql, bob: Person) -> None:
    async def listened() -> list[dict[str, Any]]:
        mark = uuid4().hex
        async with listening(stack, bob.token, "models") as received, listening(stack, None, "models") as anon:
            sql("update models set description = %s where id = 'krea-flux'", [mark])
            return [await received.change(), await anon.change()]

    (before,) = sql("select description, deployment_id from models where id = 'krea-flux'")
    changes = finish(listened())
    sql("update models set description = %s where id = 'krea-flux'", [before["description"]])
    assert before["deployment_id"] not in json.dumps(changes)
    assert "deployment_id" not in json.dumps(changes)


def test_the_write_ahead_log_contains_only_the_key_of_a_deleted_row(sql: Sql) -> None:
    """With row level security and the default replica identity, the write-ahead log contains only the key."""
    found = sql(
        "select c.relname::text as name, c.relreplident::text as identity, c.relrowsecurity as secured,"
        " array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)"
        " where i.indrelid = c.oid and i.indisprimary) as key"
        " from pg_publication_tables p join pg_class c on c.relname = p.tablename"
        " and c.relnamespace = 'public'::regnamespace where p.pubname = 'supabase_realtime'"
    )
    assert {row["name"]: row["key"] for row in found} == PUBLISHED_KEYS
    assert {(row["identity"], row["secured"]) for row in found} == {("d", True)}


def test_a_forged_token_joins_no_channel(stack: RunningStack, ada: Person, bob: Person) -> None:
    head, _, signature = bob.token.split(".")
    config, claims = config_of(stack), claims_of(stack.supabase_url, ada.id)
    forged = [
        FORGERIES[name](config, claims, ada, bob)
        for name in ("alg none", "the key of another project", "expired an hour ago")
    ]
    for token in [*forged, f"{head}.{jwt_part(claims)}.{signature}"]:
        assert "JWT" in finish(refusal(stack, token, "users"))


def test_a_strangers_message_never_counts_as_a_row_change(
    stack: RunningStack, sql: Sql, ada: Person, bob: Person
) -> None:
    """Channels are public, so a stranger may join a known topic. Their messages must not count as row changes."""
    topic = f"generations:{ada.id}"
    change = {"type": "UPDATE", "schema": "public", "table": "users", "record": {"id": ada.id, "full_name": "forged"}}
    messages = [
        ("postgres_changes", {"ids": [1], "data": change}),
        ("broadcast", {"type": "broadcast", "event": "postgres_changes", "payload": {"ids": [1], "data": change}}),
        ("system", {"status": "error", "extension": "postgres_changes", "message": "forged"}),
        ("presence_state", {"x": {"metas": []}}),
        ("phx_close", {}),
        ("phx_error", {}),
    ]

    async def listened() -> tuple[list[Any], bool]:
        mark = uuid4().hex
        async with client(stack, ada.token) as supabase, socket(stack) as intruder:
            channel = supabase.channel(topic)
            listener = Listener(supabase, channel)
            listen(channel, "*", "users", listener.changes.put_nowait)
            channel.on_system(listener.system.put_nowait)
            await channel.subscribe(lambda state, _: listener.states.put_nowait(state))
            await listener.state(RealtimeSubscribeStates.SUBSCRIBED)
            await asyncio.wait_for(listener.system.get(), SECONDS)
            join = {"config": {"private": False}, "access_token": bob.token}
            await intruder.send(json.dumps(["1", "1", f"realtime:{topic}", "phx_join", join]))
            await asyncio.wait_for(intruder.recv(), SECONDS)
            for number, (event, payload) in enumerate(messages, 2):
                await intruder.send(json.dumps(["1", str(number), f"realtime:{topic}", event, payload]))
            sql("update users set full_name = %s where id = %s", [mark, ada.id])
            return await until(listener, mark), listener.states.empty()

    assert finish(listened()) == ([], True)


def test_a_private_channel_admits_nobody(stack: RunningStack, ada: Person) -> None:
    async def asked() -> str:
        async with socket(stack) as bare:
            join = {"config": {"private": True}, "access_token": ada.token}
            await bare.send(json.dumps(["1", "1", f"realtime:generations:{ada.id}", "phx_join", join]))
            return str(await asyncio.wait_for(bare.recv(), SECONDS))

    assert "Unauthorized" in finish(asked())
