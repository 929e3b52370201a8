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
MOST_DEEDS = 600  # of one user
TRIES = 40  # of one start
ANSWER_SECONDS = 20.0
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


@dataclass
class Promised:
    """What the service confirmed to a user."""

    runs: set[str] = field(default_factory=set)
    uploads: set[str] = field(default_factory=set)
    payments: int = 0
    sign_ups: set[str] = field(default_factory=set)
    sign_ins: int = 0


@dataclass
class Member:
    """One user who acts on a stack until `stop`."""

    stack: RunningStack
    user: User
    price_id: str
    stop: threading.Event
    first_action: int = 0
    promised: Promised = field(default_factory=Promised)
    answers: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def work(self) -> None:
        """Perform one action after another."""
        deeds: list[Callable[[httpx.Client], None]] = [
            self.start_a_run,
            self.upload,
            self.buy,
            self.start_a_run,
            self.sign_in,
            self.sign_up,
        ]
        with httpx.Client(timeout=ANSWER_SECONDS, trust_env=False) as http:
            for number in range(self.first_action, MOST_DEEDS):
                if self.stop.wait(PAUSE):
                    return
                deeds[number % len(deeds)](http)

    def start_a_run(self, http: httpx.Client) -> None:
        """Like the page: repeat a start without a response under the same id."""
        generation_id = str(uuid.uuid4())
        body = {"model": "krea-flux", "generations": [{"id": generation_id, "inputs": {"text": "a lighthouse"}}]}
        for _ in range(TRIES):
            answer = self._ask(http, f"{self.stack.service_url}/api/generations", json=body, headers=self._bearer)
            if answer is not None and answer.status_code < 500:
                if answer.is_success:
                    self.promised.runs.add(generation_id)
                return
            if self.stop.wait(PAUSE):
                return

    def upload(self, http: httpx.Client) -> None:
        """Upload an input picture."""
        name = f"{self.user.id}/uploads/{uuid.uuid4()}.jpg"
        headers = {**self._bearer, "apikey": self.stack.publishable_key, "content-type": "image/jpeg"}
        url = f"{self.stack.supabase_url}/storage/v1/object/generated-media/{name}"
        if (answer := self._ask(http, url, content=PICTURE, headers=headers)) is not None and answer.is_success:
            self.promised.uploads.add(name)

    def buy(self, http: httpx.Client) -> None:
        """Buy a pack and pay on Stripe's page."""
        body = {"price_id": self.price_id}
        answer = self._ask(http, f"{self.stack.service_url}/api/purchase-credits", json=body, headers=self._bearer)
        if answer is not None and answer.is_success:
            paid = self._ask(http, answer.json()["url"], data={"action": "pay", "method": "visa"})
            self.promised.payments += paid is not None and paid.status_code == 303

    def sign_up(self, http: httpx.Client) -> None:
        """Sign up a new user."""
        email = f"{uuid.uuid4().hex}@example.com"
        if self._auth(http, "/signup", email):
            self.promised.sign_ups.add(email)

    def sign_in(self, http: httpx.Client) -> None:
        """Sign this user in again."""
        self.promised.sign_ins += self._auth(http, "/token?grant_type=password", self.user.email)

    def _auth(self, http: httpx.Client, path: str, email: str) -> bool:
        body = {"email": email, "password": PASSWORD}
        headers = {"apikey": self.stack.publishable_key}
        answer = self._ask(http, f"{self.stack.supabase_url}/auth/v1{path}", json=body, headers=headers)
        return answer is not None and answer.is_success

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.user.access_token}"}

    def _ask(self, http: httpx.Client, url: str, **request: Any) -> httpx.Response | None:
        """Return the response, or None if the connection broke."""
        began, outcome, answer = time.monotonic(), "", None
        try:
            answer = http.post(url, **request)
            outcome = str(answer.status_code)
        except httpx.HTTPError as error:
            outcome = type(error).__name__
        self.answers[f"{httpx.URL(url).path.split('/')[1]} {outcome}"] += 1
        self.slowest = max(self.slowest, time.monotonic() - began)
        return answer


@dataclass
class Crowd:
    """All members."""

    members: list[Member]

    def progress(self) -> tuple[int, ...]:
        """Count the successful actions of all members, by kind."""
        promised = [member.promised for member in self.members]
        return (
            sum(len(each.runs) for each in promised),
            sum(len(each.uploads) for each in promised),
            sum(each.payments for each in promised),
            sum(each.sign_ins for each in promised),
        )

    def answers(self) -> Counter[str]:
        """Count the responses by status."""
        return sum((member.answers for member in self.members), Counter())


@contextmanager
def at_work(members: list[Member]) -> Iterator[Crowd]:
    """Let the members act until the context ends."""
    threads = [threading.Thread(target=member.work) for member in members]
    for thread in threads:
        thread.start()
    try:
        yield Crowd(members)
    finally:
        for member in members:
            member.stop.set()
        for thread in threads:
            thread.join()
