"""Simulated users that start generations, upload pictures, buy packs, sign up and sign in.

Each records what the service confirmed with a 2xx response, and each payment made.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.conftest import PASSWORD, User
from tests.running import RunningStack

PAUSE = 0.1  # pause between two actions of one user
MOST_ACTIONS = 600  # per user
TRIES = 40  # per start of a generation
RESPONSE_SECONDS = 20.0
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


@dataclass
class Confirmed:
    """What the service confirmed to a user."""

    generations: set[str] = field(default_factory=set)
    uploads: set[str] = field(default_factory=set)
    payments: int = 0
    sign_ups: set[str] = field(default_factory=set)
    sign_ins: int = 0


@dataclass
class SimulatedUser:
    """One user who acts on a stack until `stop`."""

    stack: RunningStack
    account: User
    price_id: str
    stop: threading.Event
    first_action: int = 0
    confirmed: Confirmed = field(default_factory=Confirmed)
    responses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def work(self) -> None:
        """Perform one action after another."""
        actions: list[Callable[[httpx.Client], None]] = [
            self.start_generation,
            self.upload,
            self.buy,
            self.start_generation,
            self.sign_in,
            self.sign_up,
        ]
        with httpx.Client(timeout=RESPONSE_SECONDS, trust_env=False) as http:
            for number in range(self.first_action, MOST_ACTIONS):
                if self.stop.wait(PAUSE):
                    return
                actions[number % len(actions)](http)

    def start_generation(self, http: httpx.Client) -> None:
        """Start a generation. Like the page, repeat the request under the same id if there is no response."""
        generation_id = str(uuid.uuid4())
        body = {"model": "krea-flux", "generations": [{"id": generation_id, "inputs": {"text": "a lighthouse"}}]}
        for _ in range(TRIES):
            response = self._send(http, f"{self.stack.service_url}/api/generations", json=body, headers=self._bearer)
            if response is not None and response.status_code < 500:
                if response.is_success:
                    self.confirmed.generations.add(generation_id)
                return
            if self.stop.wait(PAUSE):
                return

    def upload(self, http: httpx.Client) -> None:
        """Upload an input picture."""
        name = f"{self.account.id}/uploads/{uuid.uuid4()}.jpg"
        headers = {**self._bearer, "apikey": self.stack.publishable_key, "content-type": "image/jpeg"}
        url = f"{self.stack.supabase_url}/storage/v1/object/generated-media/{name}"
        if (response := self._send(http, url, content=PICTURE, headers=headers)) is not None and response.is_success:
            self.confirmed.uploads.add(name)

    def buy(self, http: httpx.Client) -> None:
        """Buy a pack and pay on Stripe's page."""
        body = {"price_id": self.price_id}
        response = self._send(http, f"{self.stack.service_url}/api/purchase-credits", json=body, headers=self._bearer)
        if response is not None and response.is_success:
            paid = self._send(http, response.json()["url"], data={"action": "pay", "method": "visa"})
            self.confirmed.payments += paid is not None and paid.status_code == 303

    def sign_up(self, http: httpx.Client) -> None:
        """Sign up a new user."""
        email = f"{uuid.uuid4().hex}@example.com"
        if self._auth(http, "/signup", email):
            self.confirmed.sign_ups.add(email)

    def sign_in(self, http: httpx.Client) -> None:
        """Sign this user in again."""
        self.confirmed.sign_ins += self._auth(http, "/token?grant_type=password", self.account.email)

    def _auth(self, http: httpx.Client, path: str, email: str) -> bool:
        body = {"email": email, "password": PASSWORD}
        headers = {"apikey": self.stack.publishable_key}
        response = self._send(http, f"{self.stack.supabase_url}/auth/v1{path}", json=body, headers=headers)
        return response is not None and response.is_success

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.account.access_token}"}

    def _send(self, http: httpx.Client, url: str, **request: Any) -> httpx.Response | None:
        """Return the response, or None if the connection broke."""
        began, outcome, response = time.monotonic(), "", None
        try:
            response = http.post(url, **request)
            outcome = str(response.status_code)
        except httpx.HTTPError as error:
            outcome = type(error).__name__
        self.responses[f"{httpx.URL(url).path.split('/')[1]} {outcome}"] += 1
        self.slowest = max(self.slowest, time.monotonic() - began)
        return response


@dataclass
class Crowd:
    """All users."""

    users: list[SimulatedUser]

    def progress(self) -> tuple[int, ...]:
        """Count the successful actions of all users, by kind."""
        confirmed = [user.confirmed for user in self.users]
        return (
            sum(len(each.generations) for each in confirmed),
            sum(len(each.uploads) for each in confirmed),
            sum(each.payments for each in confirmed),
            sum(each.sign_ins for each in confirmed),
        )

    def responses(self) -> Counter[str]:
        """Count the responses by path and status."""
        return sum((user.responses for user in self.users), Counter())


@contextmanager
def acting(users: list[SimulatedUser]) -> Iterator[Crowd]:
    """Let the users act until the context ends."""
    threads = [threading.Thread(target=user.work) for user in users]
    for thread in threads:
        thread.start()
    try:
        yield Crowd(users)
    finally:
        for user in users:
            user.stop.set()
        for thread in threads:
            thread.join()
