"""A signed-in user who starts generations."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from tests.conftest import PASSWORD, User, client_of, sign_in
from tests.running import RunningStack


class Person:
    """A new user with enough credits for all measurements."""

    def __init__(self, stack: RunningStack) -> None:
        self.stack, self.admin = stack, client_of(stack, stack.secret_key)
        address = f"{uuid.uuid4().hex}@example.com"
        new: Any = {"email": address, "password": PASSWORD, "email_confirm": True}
        self.admin.auth.admin.create_user(new)
        self.user: User = sign_in(stack, address, PASSWORD)

    def start_generation_without_run(self) -> str:
        """Start a generation in the database only, so that Pixio has no run of it. Returns its id."""
        generation_id = str(uuid.uuid4())
        inputs = {
            "p_ids": [generation_id],
            "p_user_id": self.user.id,
            "p_model_id": "krea-flux",
            "p_prompts": [""],
            "p_inputs": [{}],
        }
        self.admin.rpc("start_generations", inputs).execute()
        return generation_id

    def generate(self, prompt: str) -> str:
        """Start a generation through the service, as the browser does; returns its id."""
        generation_id = str(uuid.uuid4())
        body = {"model": "krea-flux", "generations": [{"id": generation_id, "inputs": {"text": prompt}}]}
        headers = {"Authorization": f"Bearer {self.user.access_token}"}
        httpx.post(
            f"{self.stack.service_url}/api/generations", json=body, headers=headers, timeout=30, trust_env=False
        ).raise_for_status()
        return generation_id
