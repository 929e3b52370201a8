"""Control the stack's Pixio stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Pixio:
    """The stand-in at this URL. A word in the prompt selects each fault, so that tests do not affect each other."""

    url: str

    def fault(self, marker: str, **fault: Any) -> None:
        """Let runs with this word in the prompt differ from successful ones like this."""
        self._post("/_control", {"marker": marker, "fault": fault})

    def fail_next(self, marker: str, runs: int) -> None:
        """Let this many of the next runs with this word in the prompt fail."""
        self._post(
            "/_control", {"marker": marker, "fault": {"end": "failed", "error": "CUDA out of memory"}, "next": runs}
        )

    def hold(self, marker: str, at: str = "running") -> None:
        """Hold runs with this word in the prompt until they are released."""
        self._post("/_control", {"marker": marker, "hold": at})

    def release(self) -> None:
        """Release all held runs."""
        self._post("/_control/release", {})

    def reset(self) -> None:
        """Reset all faults."""
        self._post("/_control/reset", {})

    def runs_of(self, prompt: str) -> list[dict[str, Any]]:
        """Return all runs with this prompt."""
        runs = httpx.get(f"{self.url}/_control/runs").json()["runs"]
        return [run for run in runs if prompt in str(run)]

    def _post(self, path: str, body: dict[str, Any]) -> None:
        httpx.post(self.url + path, json=body).raise_for_status()
