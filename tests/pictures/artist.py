"""A user who generates media through the service."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from tests.conftest import PASSWORD, User, client_of, sign_in
from tests.running import RunningStack, eventually

SECONDS = 120
CREDITS = 2000


class Artist:
    """A new user with this name and enough credits."""

    def __init__(self, stack: RunningStack, name: str) -> None:
        self.stack = stack
        admin = client_of(stack, stack.secret_key)
        address = f"{uuid.uuid4().hex}@example.com"
        new: Any = {
            "email": address,
            "password": PASSWORD,
            "email_confirm": True,
            "user_metadata": {"full_name": name},
        }
        admin.auth.admin.create_user(new)
        self.user: User = sign_in(stack, address, PASSWORD)
        gift = {"p_user_id": self.user.id, "p_amount": CREDITS, "p_reason": "For pictures"}
        admin.rpc("adjust_credits", gift).execute()

    def make(self, model: str, **inputs: Any) -> str:
        """Run a model and wait for the result and its thumbnail; returns the file's path in the bucket.

        Raises:
            httpx.HTTPStatusError: if the service refuses it.
            AssertionError: if it is not finished in time.
        """
        generation_id = str(uuid.uuid4())
        httpx.post(
            f"{self.stack.service_url}/api/generations",
            json={"model": model, "generations": [{"id": generation_id, "inputs": inputs}]},
            headers={"Authorization": f"Bearer {self.user.access_token}"},
            timeout=SECONDS,
            trust_env=False,
        ).raise_for_status()
        eventually(lambda: self._row(generation_id)["thumbnail_url"] is not None, SECONDS)
        return str(self._row(generation_id)["storage_path"])

    def newest_thumbnail(self) -> str:
        """Wait until the newest result has a thumbnail; returns its URL."""
        table = self.user.client.table("generated_media").select("thumbnail_url")
        newest = table.order("created_at", desc=True).limit(1).single()

        def url() -> Any:
            row: Any = newest.execute().data
            return row["thumbnail_url"]

        eventually(url, SECONDS)
        return str(url())

    def file(self, path: str) -> bytes:
        """Return a file of the bucket."""
        return self.user.client.storage.from_("generated-media").download(path)

    def _row(self, generation_id: str) -> dict[str, Any]:
        query = self.user.client.table("generated_media").select("thumbnail_url, storage_path").eq("id", generation_id)
        row: Any = query.single().execute().data
        return dict(row)
