"""What clients of the data API and of Storage get. tests/hostile/ tests their permissions over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from postgrest import APIError
from supabase import Client

from tests.conftest import NewUser, User, client_of
from tests.running import RunningStack

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
    "start_storing": {"p_id": str(uuid4()), "p_storage_path": "p"},
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


def test_a_signed_in_browser_may_change_its_name(admin: Client, owner: User) -> None:
    owner.client.table("users").update({"full_name": "Ada Lovelace"}).eq("id", owner.id).execute()
    (stored,) = admin.table("users").select("full_name").eq("id", owner.id).execute().data
    assert stored == {"full_name": "Ada Lovelace"}


def test_bucket_is_public_and_accepts_pictures_and_videos_up_to_50_mib(admin: Client) -> None:
    bucket = admin.storage.get_bucket("generated-media")
    assert (bucket.public, bucket.file_size_limit) == (True, 50 * 2**20)
    assert bucket.allowed_mime_types is not None
    assert sorted(bucket.allowed_mime_types) == sorted(
        [f"image/{kind}" for kind in ("png", "jpeg", "webp", "gif")] + ["video/mp4", "video/webm"]
    )


def test_a_refusal_of_the_database_carries_its_http_status(owner: User, admin: Client) -> None:
    start = {**CALLS["start_generations"], "p_user_id": owner.id, "p_ids": [str(uuid4())], "p_model_id": "none"}
    with pytest.raises(APIError) as error:
        admin.rpc("start_generations", start).execute()
    assert (error.value.code, error.value.message) == ("PT422", "unknown_model")


def test_the_statement_shows_only_the_callers_lines(admin: Client, owner: User, new_user: NewUser) -> None:
    for user in (new_user(), owner):
        start = {**CALLS["start_generations"], "p_user_id": user.id, "p_ids": [str(uuid4())]}
        admin.rpc("start_generations", start).execute()
    lines = owner.client.table("credit_history").select("kind, amount, user_id").order("created_at").execute().data
    assert [(line["kind"], line["amount"]) for line in lines] == [("free_month", 500), ("generation", -10)]  # type: ignore[index, call-overload]
