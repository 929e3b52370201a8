"""A browser's Realtime client in its own process, and the messages that it received."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from local.programs import node
from tests.conftest import User
from tests.running import RunningStack

SCRIPT = Path(__file__).with_name("realtime_listener.mjs")


@dataclass
class Listener:
    """The lines that the client has printed so far: channel states and changed rows."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    def subscriptions(self) -> int:
        """How often the client subscribed to the database."""
        return sum(line.get("state") == "SUBSCRIBED" for line in self.lines)

    def was_subscribed_after(self, count: int) -> bool:
        """Whether the client subscribed more often than this."""
        return self.subscriptions() > count

    def is_subscribed(self) -> bool:
        """Whether the last state that the client printed is SUBSCRIBED."""
        states = [line["state"] for line in self.lines if "state" in line]
        return states[-1:] == ["SUBSCRIBED"]

    def has_received(self, row_id: str) -> bool:
        """Whether the client received a change of this row."""
        return {"row": row_id} in self.lines

    def read(self, output: IO[str]) -> None:
        """Read lines until the client ends."""
        for line in output:
            self.lines.append(json.loads(line))


@contextmanager
def listening(stack: RunningStack, user: User) -> Iterator[Listener]:
    """Run a client that subscribes to the user's generations until the context ends."""
    env = {"SUPABASE_URL": stack.supabase_url, "SUPABASE_KEY": stack.publishable_key, "ACCESS_TOKEN": user.access_token}
    process = subprocess.Popen([str(node()), str(SCRIPT)], env=os.environ | env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    listener = Listener()
    reading = threading.Thread(target=listener.read, args=(process.stdout,))
    reading.start()
    try:
        yield listener
    finally:
        process.kill()
        process.wait()
        reading.join()
        process.stdout.close()
