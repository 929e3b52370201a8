"""The most important permissions, tested over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from postgrest import APIError
from storage3.exceptions import StorageApiError
from supabase import Client

from tests.conftest import NewUser, User, client_of
from tests.running import RunningStack

from .conftest import Database

CALLS: dict[str, dict[str, Any]] = {
    "start_generations": {
        "p_ids": [str(uuid4())],
        "p_user_id": str(uuid4()),
        "p_model_id": "krea-flux",
        "p_prompts": ["p"],
        "p_inputs": [{}],
    },
    "start_waiting_generation": {"p_user_id": str(uuid4())},
    "wait_again": {"p_id": str(uuid4())},
    "record_progress": {"p_id": str(uuid4()), "p_run_id": "r", "p_progress": 1, "p_live_status": "x"},
    "complete_generation": {"p_id": str(uuid4()), "p_media_url": "u", "p_storage_path": "p", "p_metadata": {}},
    "fail_generation": {"p_id": str(uuid4()), "p_reason": "failed", "p_metadata": {}},
    "deduct_credits": {"p_user_id": str(uuid4()), "p_amount": -1000, "p_description": "x", "p_key": "k"},
    "ensure_due_credits": {"p_user_id": str(uuid4())},
    "refresh_due_credits": {"p_limit": 1},
}


@pytest.fixture(scope="module")
def anon(stack: RunningStack) -> Client:
    return client_of(stack, stack.publishable_key)


@pytest.fixture
def owner(new_user: NewUser) -> User:
    return new_user()


def refused(call: Callable[[], Any]) -> str | None:
    """The SQLSTATE of the error; fails if there is none."""
    with pytest.raises(APIError) as error:
        call()
    return error.value.code


@pytest.mark.parametrize("column", ["subscription_credits", "purchased_credits", "credits_reset_at", "billing_address"])
def test_a_signed_in_browser_cannot_write_its_balance(db: Database, owner: User, column: str) -> None:
    cheat = owner.client.table("users").update({column: 10**9}).eq("id", owner.id)
    assert refused(cheat.execute) == "42501"
    assert db.balances(owner.id) == (500, 0)


def test_a_signed_in_browser_may_change_its_name(db: Database, owner: User) -> None:
    owner.client.table("users").update({"full_name": "Ada Lovelace"}).eq("id", owner.id).execute()
    assert db.value("select full_name from users where id = %s", owner.id) == "Ada Lovelace"


def test_a_stranger_is_neither_read_nor_changed(db: Database, owner: User, new_user: NewUser) -> None:
    stranger = new_user()
    assert stranger.client.table("users").select("*").eq("id", owner.id).execute().data == []
    assert stranger.client.table("users").update({"full_name": "Mallory"}).eq("id", owner.id).execute().data == []
    assert db.value("select full_name from users where id = %s", owner.id) != "Mallory"


def test_nobody_s_profile_is_public(anon: Client) -> None:
    assert refused(anon.table("users").select("id").execute) == "42501"


def test_files_in_another_users_folder_are_out_of_reach(owner: User, new_user: NewUser) -> None:
    path, stranger = f"{owner.id}/uploads/{uuid4()}.png", new_user()
    own, foreign = (user.client.storage.from_("generated-media") for user in (owner, stranger))
    own.upload(path, b"mine", {"content-type": "image/png"})
    theirs = f"uploads/{uuid4()}.png"
    for intrusion in (f"{owner.id}/{theirs}", theirs, f"{stranger.id}x/{theirs}"):
        with pytest.raises(StorageApiError, match="row-level security"):
            foreign.upload(intrusion, b"theirs", {"content-type": "image/png"})
    assert foreign.list(f"{owner.id}/uploads") == []
    assert foreign.remove([path]) == []
    assert own.download(path) == b"mine"


def test_bucket_is_public_and_accepts_pictures_and_videos_up_to_50_mib(admin: Client) -> None:
    bucket = admin.storage.get_bucket("generated-media")
    assert (bucket.public, bucket.file_size_limit) == (True, 50 * 2**20)
    assert bucket.allowed_mime_types is not None
    assert sorted(bucket.allowed_mime_types) == sorted(
        [f"image/{kind}" for kind in ("png", "jpeg", "webp", "gif")] + ["video/mp4", "video/webm"]
    )


@pytest.mark.parametrize("verb", ["insert", "update"])
def test_a_browser_cannot_write_media(db: Database, owner: User, verb: str) -> None:
    generation = db.started(owner.id)
    row = {"id": str(generation), "user_id": owner.id, "status": "completed", "storage_path": "someone/else.png"}
    table = owner.client.table("generated_media")
    call = table.insert(row) if verb == "insert" else table.update(row).eq("id", str(generation))
    assert refused(call.execute) == "42501"
    assert db.generation(generation)["status"] == "pending"


@pytest.mark.parametrize("function", CALLS)
def test_money_functions_are_for_the_service_role(anon: Client, owner: User, function: str) -> None:
    for client in (anon, owner.client):
        assert refused(client.rpc(function, CALLS[function]).execute) == "42501"


def test_the_deployment_of_a_model_is_not_shown(anon: Client, owner: User) -> None:
    for client in (anon, owner.client):
        assert refused(client.table("models").select("deployment_id").execute) == "42501"
        assert client.table("models").select("id, credit_cost, input_schema").execute().data


def test_a_refusal_of_the_database_carries_its_http_status(owner: User, admin: Client) -> None:
    start = {**CALLS["start_generations"], "p_user_id": owner.id, "p_ids": [str(uuid4())], "p_model_id": "none"}
    with pytest.raises(APIError) as error:
        admin.rpc("start_generations", start).execute()
    assert (error.value.code, error.value.message) == ("PT422", "unknown_model")


def test_the_statement_shows_only_one_s_own_lines(db: Database, owner: User, new_user: NewUser) -> None:
    db.started(new_user().id)
    db.started(owner.id)
    lines = owner.client.table("credit_history").select("kind, amount, user_id").order("created_at").execute().data
    assert [(line["kind"], line["amount"]) for line in lines] == [("free_month", 500), ("generation", -10)]  # type: ignore[index, call-overload]


@pytest.mark.parametrize("verb", ["POST", "PATCH", "DELETE"])
def test_no_role_writes_the_statement(
    stack: RunningStack, db: Database, owner: User, new_user: NewUser, verb: str
) -> None:
    db.started(owner.id)
    lines = db.rows("select * from credit_history where user_id = %s order by id", owner.id)
    tokens = {
        stack.publishable_key: 401,
        new_user().access_token: 403,
        owner.access_token: 403,
        stack.secret_key: 403,
    }
    for token, status in tokens.items():
        key = token if token.startswith("sb_") else stack.publishable_key
        answer = httpx.request(
            verb,
            f"{stack.supabase_url}/rest/v1/credit_history",
            params={} if verb == "POST" else {"user_id": f"eq.{owner.id}"},
            headers={"apikey": key, "Authorization": f"Bearer {token}", "Prefer": "return=representation"},
            json=None if verb == "DELETE" else {"user_id": str(owner.id), "amount": 1000},
        )
        assert (answer.status_code, answer.json()["code"]) == (status, "42501")
    assert db.rows("select * from credit_history where user_id = %s order by id", owner.id) == lines
