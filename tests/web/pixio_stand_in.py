"""What the tests tell the Pixio stand-in to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Pixio:
    """The stand-in behind this address. Faults go by a word in the prompt, so that tests do not meet."""

    url: str

    def fault(self, marker: str, **fault: Any) -> None:
        """Runs with this word in the prompt depart from good ones like this."""
        self._post("/_control", {"marker": marker, "fault": fault})

    def hold(self, marker: str, at: str = "running") -> None:
        """Runs with this word in the prompt stay there until they are released."""
        self._post("/_control", {"marker": marker, "hold": at})

    def release(self) -> None:
        """Let all held runs go on, and hold no more."""
        self._post("/_control/release", {})

    def reset(self) -> None:
        """Everything goes well again."""
        self._post("/_control/reset", {})

    def runs_of(self, prompt: str) -> list[dict[str, Any]]:
        """All runs with this prompt."""
        runs = httpx.get(f"{self.url}/_control/runs").json()["runs"]
        return [run for run in runs if prompt in str(run)]

    def _post(self, path: str, body: dict[str, Any]) -> None:
        httpx.post(self.url + path, json=body).raise_for_status()
